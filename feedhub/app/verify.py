"""The job that holds a whole state together: database, archive and public tree."""

from collections.abc import Iterator
from contextlib import contextmanager

from feedhub import app
from feedhub.app import OnWait, Workshop
from feedhub.app.rehearsal import rehearsal
from feedhub.clock import Clock
from feedhub.config import Config
from feedhub.errors import StoreError
from feedhub.output.survey import Survey
from feedhub.pipeline.verify import Verification
from feedhub.report import Findings, Tell
from feedhub.store import exists


@contextmanager
def opened(config: Config, clock: Clock, on_wait: OnWait, *, repair: bool) -> Iterator[Workshop]:
    """Give the state to look at: without `repair` as a rehearsal, so that looking changes nothing.

    Raises StoreError, also where there is no state.
    """
    if not exists(config.state.database):
        raise StoreError(f"there is no database at {config.state.database}: `feedhub sync` makes one")
    if repair:
        with app.workshop(config, clock, on_wait) as shop:
            yield shop
    else:
        with rehearsal(config, clock, on_wait) as rehearsed:
            yield rehearsed.shop


async def verify(shop: Workshop, tell: Tell, *, repair: bool) -> Findings:
    """Return what differs between the database and the trees, with `repair` mended where that can be."""
    survey = Survey(app.roots(shop.config))
    return await app.beside(
        lambda stopping: Verification(shop.store, shop.publisher, survey, tell, stopping, repair).run()
    )
