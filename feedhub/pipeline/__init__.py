"""THE STORY: sync brings the sources in, publish brings what changed out. It alone knows all stages.

A publisher's fault ends here, as data; our own goes up. What only some commands want (discovery, finding, history,
preview, verify, rehearsal) is imported from its own module, so that a pass does not load it.
"""

import asyncio
from collections.abc import Sequence
from urllib.parse import urlsplit

from feedhub.config import Source
from feedhub.pipeline.edges import Edges
from feedhub.pipeline.publish import Publisher
from feedhub.pipeline.source import sync_source
from feedhub.pipeline.together import together
from feedhub.pipeline.watching import accept
from feedhub.report import Report

__all__ = ["Edges", "Publisher", "accept", "sync"]


async def sync(sources: Sequence[Source], edges: Edges) -> Report:
    """Return the report of one pass over `sources`, all at once.

    The sources of one host are planned in their order, so that which list saw an article first does not depend on the
    network. No source's failure touches another.
    """
    edges.store.watched.keep_only({source.id for source in edges.config.source}, edges.clock())
    earlier: dict[str, list[asyncio.Event]] = {}
    passes = []
    for source in sources:
        host = urlsplit(source.url).netloc
        before, mine = earlier.setdefault(host, []), asyncio.Event()
        passes.append(sync_source(source, edges, tuple(before), mine))
        before.append(mine)
    return Report(list(await together(passes)))
