"""The jobs that show what another would do, and keep nothing."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from feedhub import app
from feedhub.app import OnWait, Workshop
from feedhub.clock import Clock
from feedhub.config import Config, Source
from feedhub.output.survey import Comparison, Survey
from feedhub.pipeline.rehearsal import Onlooker
from feedhub.publish import shapes
from feedhub.report import Rehearsed, Tell, WouldWrite
from feedhub.store import Store, exists

_NOWHERE = "sqlite:///:memory:"


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A workshop in which nothing is kept: the database is rolled back at the end, and no file is written."""

    shop: Workshop
    comparison: Comparison
    onlooker: Onlooker

    def would_write(self) -> WouldWrite:
        """Return the documents that would have been written up to now."""
        told = WouldWrite()
        for tree, path, new in self.comparison.differing():
            shape = shapes.shape(tree, path)
            told.add(shape.kind if shape else "other", f"{tree.value}/{path}", new=new)
        return told


@contextmanager
def rehearsal(config: Config, clock: Clock, on_wait: OnWait) -> Iterator[Rehearsal]:
    """Give the state of `config`, held, to do with as if it counted. Where there is none yet, none is made.

    Raises StoreError.
    """
    store = Store(config.state.database if exists(config.state.database) else _NOWHERE)
    try:
        with store.database.hold(on_wait), store.database.rehearse():
            comparison, onlooker = Comparison(Survey(app.roots(config))), Onlooker()
            publisher = app.publisher(config, store, clock, comparison)
            yield Rehearsal(Workshop(config, store, publisher, clock, onlooker.watch), comparison, onlooker)
    finally:
        store.close()


async def run_pass(rehearsal: Rehearsal, sources: Sequence[Source], clock: Clock, tell: Tell) -> Rehearsed:
    """Return what one pass over `sources` would do. The publishers are asked; nothing else happens."""
    report = await app.run_pass(rehearsal.shop, sources, clock, tell)
    return Rehearsed(report, rehearsal.onlooker.changes, rehearsal.would_write())


async def rebuild(rehearsal: Rehearsal, tell: Tell) -> WouldWrite:
    """Return which files `rebuild` would write."""
    await app.rebuild(rehearsal.shop, tell)
    return rehearsal.would_write()
