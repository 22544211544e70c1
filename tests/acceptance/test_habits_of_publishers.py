"""Whatever habits publishers have with ids, links, titles, dates and texts, no article is lost and none comes twice.

The table is printed with `-s`; over more days it is made by `python -m benchmarks.identity_farm`.
"""

from pathlib import Path

from tests.farm import Count, run
from tests.habits import HABITS


def _told(counts: dict[str, Count]) -> str:
    return "\n".join(f"{name:45} {count}" for name, count in counts.items())


def test_no_article_is_lost_doubled_or_taken_for_another(tmp_path: Path) -> None:
    counts = run(tmp_path, list(HABITS), days=2, looks=3)

    print(_told(counts))  # noqa: T201
    broken = {name: one for name, one in counts.items() if one.lost or one.doubles or one.merged}
    assert broken == {}


def test_edits_are_not_missed_and_the_ledger_does_not_grow_at_each_look(tmp_path: Path) -> None:
    names = ["live_blog", "numbers_corrected", "dates_of_the_edit", "links_with_a_ref", "ids_are_links_with_sessions"]
    counts = run(tmp_path, names, days=4)

    assert [name for name, one in counts.items() if one.missed] == []
    assert max(one.rows / one.articles for one in counts.values()) <= 24
