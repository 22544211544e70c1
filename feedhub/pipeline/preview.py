"""What a source would give: the same steps as a pass, up to the entry, and nothing kept."""

from collections.abc import Sequence
from datetime import datetime

from feedhub import normalise, parse
from feedhub.config import Config, Source
from feedhub.errors import ItemError, SourceError
from feedhub.fetch import Fetcher
from feedhub.model import Entry, Item, Listing, Response
from feedhub.pipeline.asking import Details, list_request
from feedhub.report import Preview


async def preview(source: Source, config: Config, fetcher: Fetcher, now: datetime, limit: int) -> Preview:
    """Return how many items are listed, and the entries of the first `limit`, or why one is none.

    The detail is asked for with the first item only: one is enough to see whether the settings fit.
    Raises SourceError if the list does not come or is not what was promised.
    """
    answer = await fetcher.fetch(list_request(source, config))
    listing = parse.listing(source, answer)
    first: Item | str = ""
    for item in listing.items[:1]:
        try:
            normalise.check(item, source, config.hub, now)
            first = normalise.merge(item, await Details(source, config, fetcher, now).ask(item))
        except (ItemError, SourceError) as error:
            first = f"{item.place}: {error}"
    items = [first, *listing.items[1:limit]] if first else []
    return made(source, config, (answer, listing), now, items)


def made(
    source: Source, config: Config, found: tuple[Response, Listing], now: datetime, items: Sequence[Item | str]
) -> Preview:
    """Return the entries that items are, or why one is none; what stands for an item as a text is such a reason."""
    answer, listing = found
    sight = normalise.Sight(source, config.hub, now, answer.url, normalise.origin(source, listing.title))
    entries: list[Entry] = []
    notes: list[str] = []
    for item in items:
        if isinstance(item, str):
            notes.append(item)
            continue
        try:
            normalise.check(item, source, config.hub, now)
            entries.append(normalise.entry(item, normalise.identify(item, source).identity, sight))
        except ItemError as error:
            notes.append(f"{item.place}: {error}")
    return Preview(len(listing.items), entries, notes)
