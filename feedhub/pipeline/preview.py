"""What a source would give: the same steps as a pass, up to the entry, and nothing kept."""

from datetime import datetime

from feedhub import normalise, parse
from feedhub.config import Config, Source
from feedhub.errors import ItemError, SourceError
from feedhub.fetch import Fetcher
from feedhub.model import Entry
from feedhub.pipeline.asking import Documents, detail, list_request
from feedhub.pipeline.fulltext import full_text


async def preview(
    source: Source, config: Config, fetcher: Fetcher, now: datetime, limit: int
) -> tuple[int, list[Entry | str]]:
    """Return how many items are listed, and the entries of the first `limit`, or why one is none.

    Detail and full text are asked for with the first item only: one is enough to see whether the settings fit.
    Raises SourceError if the list does not come or is not what was promised.
    """
    answer = await fetcher.fetch(list_request(source, config))
    listing = parse.listing(source, answer)
    title = normalise.origin(source, listing.title)
    sight = normalise.Sight(source, config.hub, now, answer.url, title)
    made: list[Entry | str] = []
    for number, item in enumerate(listing.items[:limit]):
        try:
            normalise.check(item, source, config.hub, now)
            if number == 0:
                documents = Documents(source, config, fetcher, now)
                item = normalise.merge(item, await detail(source, documents, item))
                told = await full_text(source, documents, item, answer.url)
                item = told.item
                if told.lacking:
                    made.append(f"{item.place}: not the full text: {told.lacking}")
            made.append(normalise.entry(item, normalise.identify(item, source).identity, sight))
        except (ItemError, SourceError) as error:
            made.append(f"{item.place}: {error}")
    return len(listing.items), made
