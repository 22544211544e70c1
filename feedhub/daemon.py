"""Always on: APScheduler decides when, one event loop does it; the web server runs beside it."""

import asyncio
import contextlib
import signal
from collections.abc import Callable, Coroutine, Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import uvicorn
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger

from feedhub import app, pipeline, schedule, serve
from feedhub.clock import Clock
from feedhub.config import Config, Source
from feedhub.pipeline import Edges
from feedhub.report import SourceReport

Log = Callable[[str], None]


def run(config: Config, clock: Clock, log: Log) -> None:
    """Run until SIGINT or SIGTERM: fetch each source when its time has come, publish, serve.

    Raises StateHeldError if another process holds the state, and whatever of ours fails while it runs.
    """
    with app.workshop(config, clock, log, wait=False) as shop:
        asyncio.run(_Daemon(config, shop, clock, log).run())


class _Server(uvicorn.Server):
    """uvicorn's server without signal handlers of its own: the daemon has them."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to the daemon."""
        yield


class _Daemon:
    def __init__(self, config: Config, shop: app.Workshop, clock: Clock, log: Log) -> None:
        self._config, self._shop, self._clock, self._log = config, shop, clock, log
        self._publishing = asyncio.Lock()
        self._stop = asyncio.Event()
        self._failure: Exception | None = None
        self._running: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Do everything until a signal comes or something of ours fails; then end what is in hand and leave."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._stop.set)
        bound = serve.bind(self._config.serve.listen)
        server = _Server(serve.configured(self._config, app.searching(self._config)).config)
        serving = asyncio.ensure_future(server.serve([bound]))
        self._log(f"serving on http://{self._config.serve.listen}/, {len(self._config.source)} sources")
        # A wake-up that comes late is one wake-up all the same, whatever the reason: load, suspend, a changed clock.
        scheduler = AsyncIOScheduler(
            timezone=ZoneInfo("UTC"), job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )
        async with app.fetcher(self._config) as fetcher:
            edges = Edges(self._config, self._shop.store, fetcher, self._clock, lambda _event: None)
            scheduler.start()
            self._start(self._begin(scheduler, edges))
            stopped = asyncio.ensure_future(self._stop.wait())
            await asyncio.wait({stopped, serving}, return_when=asyncio.FIRST_COMPLETED)
            stopped.cancel()
            scheduler.shutdown(wait=False)
            await self._end()
        server.should_exit = True
        await serving
        bound.close()
        if self._failure:
            raise self._failure
        self._log("stopped")

    def _schedule(self, scheduler: AsyncIOScheduler, source: Source, edges: Edges) -> None:
        """Give a source its next wake-up: the only one it has, so that it never runs beside itself."""
        arguments = (scheduler, source, edges)
        scheduler.add_job(self._wake, DateTrigger(self._next(source)), arguments, id=source.id, replace_existing=True)

    async def _wake(self, scheduler: AsyncIOScheduler, source: Source, edges: Edges) -> None:
        self._start(self._source(scheduler, source, edges))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        """Do `work` beside all else, until it ends or the daemon does."""
        task = asyncio.ensure_future(self._guarded(work))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _guarded(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Exception as error:
            self._failure = self._failure or error  # ours: the daemon ends with it, loudly
            self._stop.set()

    async def _begin(self, scheduler: AsyncIOScheduler, edges: Edges) -> None:
        """Publish what an earlier process left, then give every source its first wake-up."""
        await self._publish()
        for source in self._config.source:
            self._schedule(scheduler, source, edges)

    def _next(self, source: Source) -> datetime:
        now = self._clock()
        state = self._shop.store.sources.state(source.id)
        due = schedule.is_due(source, state, now, self._config.hub.timezone)
        return now if due or state.next_fetch_at is None else state.next_fetch_at

    async def _source(self, scheduler: AsyncIOScheduler, source: Source, edges: Edges) -> None:
        """Run one source's pass, publish, and give it its next wake-up."""
        report = await pipeline.sync([source], edges)
        written = await self._publish()
        self._log(_line(report.sources[0], written))
        self._schedule(scheduler, source, edges)

    async def _publish(self) -> int:
        async with self._publishing:
            return await app.publish(self._shop, lambda _event: None)

    async def _end(self) -> None:
        """Cancel the passes that run; each finishes or rolls back the item in hand."""
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)


def _line(report: SourceReport, written: int) -> str:
    if report.skipped:
        return f"skipped source={report.source_id} reason={report.skipped!r}"
    if report.error:
        return f"failed source={report.source_id} error={report.error!r}"
    counts = " ".join(
        f"{name}={getattr(report, name)}"
        for name in ("new", "updated", "unchanged", "dropped", "quarantined", "failed", "withdrawn")
    )
    return f"synced source={report.source_id} {counts} files={written}"
