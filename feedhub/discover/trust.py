"""How sure a finding is, as a number, a word and the reasons for both. Pure: it judges what was really extracted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from feedhub.discover.draft import Draft
from feedhub.discover.text import median, weight
from feedhub.model import DateBasis, Entry

_SURE, _LIKELY = 0.8, 0.55
_SILENT = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Trust:
    """How sure a finding is, 0 to 1, and why."""

    score: float
    reasons: tuple[str, ...]

    @property
    def word(self) -> str:
        """The score as a word: `sure`, `likely` or `a guess`."""
        return "sure" if self.score >= _SURE else "likely" if self.score >= _LIKELY else "a guess"

    @property
    def is_guess(self) -> bool:
        """Whether a person should look before it is used."""
        return self.score < _LIKELY


def of_feed(listed: int, entries: Sequence[Entry], now: datetime) -> Trust:
    """Return how sure it is that a feed is what was asked for: a feed says itself what it has."""
    score, reasons = 0.99, [_counted(listed, "item")]
    if not listed:
        score, reasons = 0.6, ["it is a feed, but there is nothing in it now"]
    dates = [entry.published for entry in entries if entry.date_basis is not DateBasis.FIRST_SEEN]
    if dates and now - max(dates) > _SILENT:
        score = min(score, 0.7)
        reasons.append(f"the newest is of {max(dates):%Y-%m-%d}: the publisher may have left it")
    return Trust(score, tuple(reasons))


def of_sitemap(listed: int, documents: int, entries: int) -> Trust:
    """Return how sure it is that a sitemap serves as it is: most say addresses only, and no titles."""
    if documents:
        return Trust(
            0.5, (f"it is an index of {_counted(documents, 'sitemap')}: follow the one that has the articles",)
        )
    if not entries:
        return Trust(0.4, (_counted(listed, "address"), "no titles: they come from the articles, by [source.detail]"))
    return Trust(0.85, (_counted(listed, "address"), "with titles, as sitemaps for news have them"))


def of_list(draft: Draft, listed: int, entries: Sequence[Entry], shown: int) -> Trust:
    """Return how sure a list is, by the entries that the drafted source made of the first `shown` of `listed` items."""
    if not entries:
        return Trust(0.0, ("nothing of what it finds makes an entry",))
    made = len(entries) / shown
    dated = _share(entry.date_basis is not DateBasis.FIRST_SEEN for entry in entries)
    told = _share(bool(entry.digest or entry.content) for entry in entries)
    linked = _share(bool(entry.link) for entry in entries)
    titles = [entry.title for entry in entries]
    distinct = len(set(titles)) / len(titles)
    long = min(1.0, max(0, median([weight(title) for title in titles]) - 4) / 20)
    many = min(1.0, listed / 8)
    score = 0.12 + 0.24 * dated + 0.08 * told + 0.20 * long + 0.16 * many + 0.20 * min(1.0, draft.score / 0.6)
    score *= made * distinct * (0.6 + 0.4 * linked)
    score = min(score, 0.3 + draft.score)  # navigation and footnotes may have all that a list has
    if draft.kind == "html" and ":nth-of-type" in draft.settings["items"]:
        score = min(score * 0.85, 0.79)
    count = len(entries)
    reasons = [
        _counted(listed, "item"),
        f"{round(dated * count)} of {count} with a date",
        f"{round(told * count)} with a summary or text",
    ]
    if linked < 1:
        reasons.append(f"{round(count - linked * count)} without an address")
    if distinct < 1:
        reasons.append(f"{count - len(set(titles))} with the title of another")
    if made < 1:
        reasons.append(f"{shown - count} of {shown} make no entry")
    if draft.kind == "html" and ":nth-of-type" in draft.settings["items"]:
        reasons.append("the selectors count elements, since the page has no names for them")
    return Trust(round(min(score, 0.97), 2), tuple(reasons))


def _share(held: Iterable[bool]) -> float:
    values = list(held)
    return sum(values) / len(values) if values else 0.0


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 'es' if noun.endswith('s') else 's'}"
