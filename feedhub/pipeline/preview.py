"""What a source would give: the same steps as a pass, up to the entry, and nothing kept."""

from dataclasses import dataclass
from datetime import datetime

from feedhub import normalise
from feedhub.config import Config, Source
from feedhub.errors import ItemError, SourceError
from feedhub.fetch import Fetcher
from feedhub.model import Entry, Item
from feedhub.pipeline import pages
from feedhub.pipeline.asking import Documents, detail, list_request
from feedhub.pipeline.fulltext import full_text


@dataclass(frozen=True, slots=True)
class Seen:
    """What would come of one item: the `entry`, or nothing, and what is said of it: faults, and what rules did."""

    item: Item
    entry: Entry | None
    notes: tuple[str, ...] = ()


async def preview(
    source: Source, config: Config, fetcher: Fetcher, now: datetime, limit: int
) -> tuple[int, list[Seen], str]:
    """Return how many items are listed, what would come of the first `limit`, and what is missing of the list.

    Detail and full text are asked for once, with the first item that no rule drops: one is enough to see whether the
    settings fit.
    Raises SourceError if the list does not come or is not what was promised.
    """
    answer = await fetcher.fetch(list_request(source, config))
    whole = await pages.follow(source, config, fetcher, answer, now)
    listing = whole.listing
    title = normalise.origin(source, listing.title)
    sight = normalise.Sight(source, config.hub, now, answer.url, title, config.rule)
    documents: Documents | None = Documents(source, config, fetcher, now)
    seen: list[Seen] = []
    for item in listing.items[:limit]:
        try:
            one, asked = await _look(item, sight, documents)
        except (ItemError, SourceError) as error:
            one, asked = Seen(item, None, (str(error),)), True
        documents = None if asked else documents
        seen.append(one)
    return len(listing.items), seen, whole.fault


async def _look(item: Item, sight: normalise.Sight, documents: Documents | None) -> tuple[Seen, bool]:
    """Return what would come of an item, and whether its detail was asked for; without `documents` it is not.

    Raises ItemError if it is no entry, SourceError if the detail does not come.
    """
    identity = normalise.identify(item, sight.source).identity
    verdict = normalise.foresee(item, identity, sight)
    if verdict.dropped:
        return Seen(item, None, (*verdict.changes, f"dropped by {verdict.dropped}")), False
    normalise.check(item, sight.source, sight.hub, sight.now)
    lacking: tuple[str, ...] = ()
    if documents:
        item = normalise.merge(item, await detail(sight.source, documents, item))
        told = await full_text(sight.source, documents, item, sight.base)
        item, lacking = told.item, (f"not the full text: {told.lacking}",) if told.lacking else ()
    entry = normalise.entry(item, identity, sight)
    verdict = normalise.rule(entry, item, sight, whole=documents is not None)
    if verdict.dropped:
        return Seen(item, None, (*verdict.changes, f"dropped by {verdict.dropped}")), documents is not None
    waiting = (f"{name} waits for the detail" for name in verdict.waiting)
    return Seen(item, verdict.entry, (*lacking, *verdict.changes, *waiting)), documents is not None
