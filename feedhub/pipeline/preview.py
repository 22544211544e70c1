"""What a source would give: the same steps as a pass, up to the entry, and nothing kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from feedhub import normalise
from feedhub.config import Config, Source
from feedhub.errors import ItemError, SourceError
from feedhub.fetch import Fetcher
from feedhub.model import Entry, Item, Listing, Response
from feedhub.pipeline import pages
from feedhub.pipeline.asking import Documents, detail, list_request
from feedhub.pipeline.fulltext import full_text
from feedhub.report import Preview


@dataclass(frozen=True, slots=True)
class Seen:
    """What would come of one item: the `entry`, or nothing, and what is said of it: faults, and what rules did."""

    item: Item
    entry: Entry | None
    notes: tuple[str, ...] = ()


async def preview(source: Source, config: Config, fetcher: Fetcher, now: datetime, limit: int) -> Preview:
    """Return how many items are listed, the entries of the first `limit`, and what is said of them.

    Detail and full text are asked for once, with the first item that no rule drops: one is enough to see whether the
    settings fit.
    Raises SourceError if the list does not come or is not what was promised.
    """
    answer = await fetcher.fetch(list_request(source, config))
    whole = await pages.follow(source, config, fetcher, answer, now)
    sight = _sight(source, config, answer, whole.listing, now)
    documents: Documents | None = Documents(source, config, fetcher, now)
    seen: list[Seen] = []
    for item in whole.listing.items[:limit]:
        one = _foreseen(item, sight)
        if one is None:
            one = await _asked(item, sight, documents) if documents else _made(item, sight)
            documents = None
        seen.append(one)
    return _preview(len(whole.listing.items), seen, whole.fault)


def made(
    source: Source, config: Config, found: tuple[Response, Listing], now: datetime, items: Sequence[Item]
) -> Preview:
    """Return what comes of items as the list has them, without a detail."""
    answer, listing = found
    sight = _sight(source, config, answer, listing, now)
    return _preview(len(listing.items), [_foreseen(item, sight) or _made(item, sight) for item in items])


def _sight(source: Source, config: Config, answer: Response, listing: Listing, now: datetime) -> normalise.Sight:
    title = normalise.origin(source, listing.title)
    return normalise.Sight(source, config.hub, now, answer.url, title, config.rule)


def _preview(listed: int, seen: Sequence[Seen], fault: str = "") -> Preview:
    entries = [one.entry for one in seen if one.entry]
    notes = [f"{_item(one.item)}: {note}" for one in seen for note in one.notes]
    return Preview(listed, entries, [*notes, *([fault] if fault else [])])


def _foreseen(item: Item, sight: normalise.Sight) -> Seen | None:
    """Return what comes of an item of which the list says already that it is none, or that a rule drops it."""
    try:
        verdict = normalise.foresee(item, normalise.identify(item, sight.source).identity, sight)
        if verdict.dropped:
            return Seen(item, None, (*verdict.changes, f"dropped by {verdict.dropped}"))
        normalise.check(item, sight.source, sight.hub, sight.now)
    except ItemError as error:
        return Seen(item, None, (str(error),))
    return None


async def _asked(item: Item, sight: normalise.Sight, documents: Documents) -> Seen:
    """Return what comes of an item with its detail and its full text."""
    try:
        whole = normalise.merge(item, await detail(sight.source, documents, item))
        told = await full_text(sight.source, documents, whole, sight.base)
    except (ItemError, SourceError) as error:
        return Seen(item, None, (str(error),))
    return _made(told.item, sight, whole=True, said=(f"not the full text: {told.lacking}",) if told.lacking else ())


def _made(item: Item, sight: normalise.Sight, *, whole: bool = False, said: tuple[str, ...] = ()) -> Seen:
    """Return what comes of an item as it is; it is not `whole` where a detail could say more."""
    try:
        entry = normalise.entry(item, normalise.identify(item, sight.source).identity, sight)
        verdict = normalise.rule(entry, item, sight, whole=whole)
    except ItemError as error:
        return Seen(item, None, (*said, str(error)))
    if verdict.dropped:
        return Seen(item, None, (*said, *verdict.changes, f"dropped by {verdict.dropped}"))
    waiting = (f"{name} waits for the detail" for name in verdict.waiting)
    return Seen(item, verdict.entry, (*said, *verdict.changes, *waiting))


def _item(item: Item) -> str:
    """Return where an item stands, and its title on one line."""
    return f"{item.place} {' '.join(item.fields.get('title', '').split())[:80]}".strip()
