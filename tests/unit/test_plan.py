"""What is new, what changed, and what a change means."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from feedhub import plan as planning
from feedhub.model import CategoryName, Change, DateBasis, Effect, Entry, Identity, Item, Known, Listed, Look, Stored
from feedhub.plan import Plan, significant

THEN = datetime(2022, 5, 20, 1, 51, 56, tzinfo=UTC)
NOW = THEN + timedelta(days=1)
STORED = Entry(
    namespace="hub",
    key="1",
    title="标题",
    link="https://news.example/1",
    published=THEN,
    date_basis=DateBasis.SOURCE,
    updated=None,
    source_id="a",
    priority=0,
    excerpt="正文",
    content="<p>正文</p>",
    categories=(CategoryName("甲"),),
    tags=("t",),
)


def plan(listed: list[Listed], entries: dict[str, Known], source_id: str, priority: int) -> Plan:
    return planning.plan(listed, entries, source_id, priority, Look(NOW))


def judge(stored: Entry | None, updated: datetime | None, incoming: Entry, now: datetime) -> Change:
    return planning.judge(Stored(stored, updated) if stored and updated else None, incoming, Look(now))


def judge_history(stored: Entry | None, updated: datetime | None, incoming: Entry, now: datetime) -> Change:
    return planning.judge_history(Stored(stored, updated) if stored and updated else None, incoming, Look(now))


def wanted(key: str, fingerprint: str = "f", namespace: str = "hub") -> Listed:
    return Listed(Item({"id": key}, "entry[0]"), Identity(namespace, key, fingerprint))


def known(source_id: str, priority: int, fingerprint: str | None) -> dict[str, Known]:
    return {wanted("1").identity.full_key: Known("hub", "1", source_id, priority, fingerprint)}


def test_what_is_not_known_is_new() -> None:
    assert Plan(new=(wanted("1"), wanted("2"))) == plan([wanted("1"), wanted("2")], {}, "a", 0)


@pytest.mark.parametrize(
    ("entry", "priority", "expected"),
    [
        (known("a", 0, "f"), 0, Plan(unchanged=1)),
        (known("a", 0, "old"), 0, Plan(changed=(wanted("1"),))),
        (known("a", 9, "old"), 0, Plan(changed=(wanted("1"),))),
        (known("a", 0, None), 0, Plan(changed=(wanted("1"),))),
        (known("b", 0, None), 0, Plan(joined=(wanted("1"),))),
        (known("b", 0, "old"), 0, Plan(joined=(wanted("1"),))),
        (known("b", 0, "f"), 0, Plan(unchanged=1)),
        (known("b", 0, None), 1, Plan(changed=(wanted("1"),))),
        (known("b", 2, None), 1, Plan(joined=(wanted("1"),))),
    ],
)
def test_a_known_item_is_changed_joined_or_unchanged(entry: dict[str, Known], priority: int, expected: Plan) -> None:
    assert expected == plan([wanted("1")], entry, "a", priority)


def test_an_item_that_is_listed_twice_counts_once() -> None:
    listed = [wanted("1"), wanted("1", "other"), wanted("2"), wanted("1", namespace="source:a")]

    assert Plan(new=(listed[0], listed[2], listed[3]), repeated=1) == plan(listed, {}, "a", 0)


def test_every_item_is_in_exactly_one_part() -> None:
    listed = [wanted(str(number % 40), str(number % 3)) for number in range(100)]
    entries = {wanted(str(n)).identity.full_key: Known("hub", str(n), "ab"[n % 2], n % 3, "1") for n in range(20)}

    made = plan(listed, entries, "a", 1)

    assert len(made.new) + len(made.changed) + len(made.joined) + made.unchanged + made.repeated == 100


def test_an_empty_list_asks_for_nothing() -> None:
    assert Plan() == plan([], known("a", 0, "f"), "a", 0)


@pytest.mark.parametrize(
    ("stated", "expected"),
    [(None, THEN), (THEN - timedelta(days=1), THEN), (THEN + timedelta(hours=1), THEN + timedelta(hours=1))],
)
def test_a_new_entry_was_updated_when_published_or_later(stated: datetime | None, expected: datetime) -> None:
    change = judge(None, None, replace(STORED, updated=stated), NOW)

    assert (Effect.NEW, expected) == (change.effect, change.updated)


def test_the_same_again_changes_nothing() -> None:
    change = judge(STORED, THEN, STORED, NOW)

    assert (change.effect, change.entry, change.updated) == (Effect.UNCHANGED, STORED, THEN)


@pytest.mark.parametrize("edit", [{"title": "标题二"}, {"content": "<p>正文二</p>"}])
def test_a_real_edit_moves_updated(edit: dict[str, str]) -> None:
    incoming = replace(STORED, **edit)  # type: ignore[arg-type]

    change = judge(STORED, THEN, incoming, NOW)

    assert (Effect.UPDATED, incoming, NOW) == (change.effect, change.entry, change.updated)


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (None, NOW),
        (THEN, NOW),
        (THEN - timedelta(days=9), NOW),
        (THEN + timedelta(hours=1), THEN + timedelta(hours=1)),
    ],
)
def test_an_edit_is_dated_by_the_source_where_it_moves_on(stated: datetime | None, expected: datetime) -> None:
    assert expected == judge(STORED, THEN, replace(STORED, title="新", updated=stated), NOW).updated


@pytest.mark.parametrize(
    "edit",
    [
        {"content": "<p class='x'>正 文</p>\n"},
        {"content": "<div><b>正</b>文</div>"},
        {"content": "<p>&#27491;文</p>"},
        {"title": "标 题"},
        {"link": "https://news.example/2"},
        {"author": "某人"},
        {"digest": "摘要"},
        {"updated": NOW},
        {"language": "en"},
        {"tags": ("t", "u")},
        {"categories": (CategoryName("乙"),)},
    ],
)
def test_what_a_reader_does_not_see_is_stored_in_silence(edit: dict[str, object]) -> None:
    change = judge(STORED, THEN, replace(STORED, **edit), NOW)  # type: ignore[arg-type]

    assert (change.effect, change.updated) == (Effect.SILENT, THEN)


def test_the_date_of_publication_is_set_once() -> None:
    incoming = replace(STORED, title="新", published=NOW, date_basis=DateBasis.FIRST_SEEN)

    change = judge(STORED, THEN, incoming, NOW)

    assert (change.entry.published, change.entry.date_basis) == (THEN, DateBasis.SOURCE)


def test_an_entry_without_a_date_does_not_change_because_it_is_seen_later() -> None:
    stored = replace(STORED, date_basis=DateBasis.FIRST_SEEN)

    assert judge(stored, THEN, replace(stored, published=NOW), NOW).effect == Effect.UNCHANGED


def test_another_source_adds_its_categories_and_tags_and_nothing_else() -> None:
    incoming = replace(
        STORED, source_id="b", title="别的", content="<p>x</p>", categories=(CategoryName("乙"),), tags=("t", "u")
    )

    change = judge(STORED, THEN, incoming, NOW)

    joined = replace(STORED, categories=(CategoryName("甲"), CategoryName("乙")), tags=("t", "u"))
    assert (Effect.JOINED, joined, THEN) == (change.effect, change.entry, change.updated)


def test_another_source_with_nothing_to_add_changes_nothing() -> None:
    assert judge(STORED, THEN, replace(STORED, source_id="b", title="别的"), NOW).effect == Effect.UNCHANGED


@pytest.mark.parametrize(("priority", "expected"), [(-1, "标题"), (0, "标题"), (1, "别的")])
def test_a_source_of_higher_priority_takes_the_entry_over(priority: int, expected: str) -> None:
    incoming = replace(STORED, source_id="b", title="别的", priority=priority, categories=(CategoryName("乙"),))

    change = judge(STORED, THEN, incoming, NOW)

    assert (expected, (CategoryName("甲"), CategoryName("乙"))) == (change.entry.title, change.entry.categories)


def test_the_source_that_an_entry_is_from_sets_its_fields_at_any_priority() -> None:
    stored = replace(STORED, priority=9)

    assert judge(stored, THEN, replace(stored, title="新", priority=-1), NOW).entry.title == "新"


@pytest.mark.parametrize("name", ["TechWeb", "Techweb", "TECHWEB"])
def test_a_category_in_another_case_is_the_same(name: str) -> None:
    stored = replace(STORED, categories=(CategoryName("TechWeb"),))

    change = judge(stored, THEN, replace(stored, categories=(CategoryName(name),)), NOW)

    assert (Effect.UNCHANGED, (CategoryName("TechWeb"),)) == (change.effect, change.entry.categories)


def test_a_category_in_full_width_is_the_same() -> None:
    # As the registry of slugs has it, which knows one category for both.
    stored = replace(STORED, categories=(CategoryName("TechWeb"),))

    change = judge(stored, THEN, replace(stored, categories=(CategoryName("ＴｅｃｈＷｅｂ"),)), NOW)

    assert (CategoryName("TechWeb"),) == change.entry.categories


def test_a_text_that_was_had_once_is_not_lost_with_its_excerpt() -> None:
    change = judge(STORED, THEN, replace(STORED, content="", excerpt=""), NOW)

    assert (change.effect, change.entry.content, change.entry.excerpt) == (Effect.UNCHANGED, "<p>正文</p>", "正文")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("a", "a", False),
        ("a b", "ab", False),
        ("a\u3000b", "ab", False),
        ("a", "b", True),
        ("a", "A", True),
        ("List<int>", "List<str>", True),
        ("a < b > c", "a < d > c", True),
        ("AT&T", "AT&amp;T", True),
    ],
)
def test_a_title_is_text_and_differs_as_text(old: str, new: str, expected: bool) -> None:
    assert expected == significant(replace(STORED, title=old), replace(STORED, title=new))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("<p>a</p>", "<p class='x'>a</p>", False),
        ("<p>a</p>", "<p>a</p>\n<p> </p>", False),
        ("<p>a&nbsp;b</p>", "<p>a b</p>", False),
        ("<p>1 &lt; 2</p>", "<p>1 &lt; 3</p>", True),
        ("<p>&lt;b&gt;</p>", "<p>&lt;i&gt;</p>", True),
        ('<img alt="x">', '<img alt="y">', False),
    ],
)
def test_a_content_differs_by_its_visible_text(old: str, new: str, expected: bool) -> None:
    assert expected == significant(replace(STORED, content=old), replace(STORED, content=new))


def test_an_old_post_sets_no_field_of_what_is_known_whoever_it_is_from() -> None:
    again = replace(STORED, title="other", priority=5, categories=(CategoryName("乙"),), tags=("u",))
    change = judge_history(STORED, THEN, again, NOW)
    expected = replace(STORED, categories=(CategoryName("甲"), CategoryName("乙")), tags=("t", "u"))

    assert (change.effect, change.entry, change.updated) == (Effect.JOINED, expected, THEN)
    assert judge_history(STORED, THEN, replace(STORED, title="other"), NOW).effect is Effect.UNCHANGED
    assert judge_history(None, None, STORED, NOW).effect is Effect.NEW
