"""Always on: APScheduler decides when, one event loop does it; the web server runs beside it.

The passes of all sources run beside each other, each source's never beside itself; one task publishes.
"""

import asyncio
import contextlib
import signal
from collections.abc import Callable, Coroutine, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import uvicorn
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger

from feedhub import app, pipeline, schedule, serve
from feedhub.clock import Clock
from feedhub.config import Config, Source
from feedhub.errors import ConfigError
from feedhub.model import SourceState
from feedhub.pipeline import Edges
from feedhub.pipeline.edges import Claims
from feedhub.report import SourceReport

Log = Callable[[str], None]

_LOOK_AT_CLOCK_S = 30
_CLOCK_SET_S = 30
_HOUR_S = 3600
_APART = timedelta(milliseconds=20)  # so that thousands that are due at once do not begin in one breath


def run(load: Callable[[], Config], clock: Clock, log: Log) -> None:
    """Run until SIGINT or SIGTERM: fetch each source when its time has come, publish, serve.

    `load` gives the configuration, at the start and at each SIGHUP.

    Raises ConfigError, StateHeldError if another process holds the state, and whatever of ours fails while it runs.
    """
    with app.workshop(load(), clock, log, wait=False) as shop:
        asyncio.run(_Daemon(load, shop, clock, log).run())


class _Server(uvicorn.Server):
    """uvicorn's server without signal handlers of its own: the daemon has them."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to the daemon."""
        yield


class _Daemon:
    def __init__(self, load: Callable[[], Config], shop: app.Workshop, clock: Clock, log: Log) -> None:
        self._load, self._shop, self._clock, self._log = load, shop, clock, log
        self._sources = {source.id: source for source in shop.config.source}
        # A wake-up that comes late is one wake-up all the same, whatever the reason: load, suspend, a changed clock.
        self._scheduler = AsyncIOScheduler(
            timezone=ZoneInfo("UTC"), job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )
        self._news = asyncio.Event()
        self._publishing = asyncio.Lock()
        self._stop = asyncio.Event()
        self._reload = asyncio.Event()
        self._failure: Exception | None = None
        self._running: set[asyncio.Task[None]] = set()
        self._in_hand: set[str] = set()  # sources whose pass is running

    async def run(self) -> None:
        """Do everything until a signal comes or something of ours fails; then end what is in hand and leave."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._stop.set)
        loop.add_signal_handler(signal.SIGHUP, self._reload.set)
        config = self._shop.config
        bound = serve.bind(config.serve.listen)
        server = _Server(serve.configured(config, app.searching(config)).config)
        serving = asyncio.ensure_future(server.serve([bound]))
        self._log(f"serving on http://{config.serve.listen}/, {len(config.source)} sources")
        async with contextlib.AsyncExitStack() as fetchers:
            self._edges = await self._equipped(config, Claims(), fetchers)
            self._schedule(config.source)
            self._scheduler.start()
            self._news.set()  # what an earlier process left
            self._start(self._publish())
            self._start(self._follow_the_clock())
            self._start(self._follow_the_configuration(fetchers))
            self._start(self._let_fall_silent())
            stopped = asyncio.ensure_future(self._stop.wait())
            await asyncio.wait({stopped, serving}, return_when=asyncio.FIRST_COMPLETED)
            stopped.cancel()
            self._scheduler.shutdown(wait=False)
            await self._end()
        server.should_exit = True
        await serving
        bound.close()
        if self._failure:
            raise self._failure
        self._log("stopped")

    async def _equipped(self, config: Config, claims: Claims, fetchers: contextlib.AsyncExitStack) -> Edges:
        """Return what passes work with; the fetcher stays open until the end, for passes that are under way."""
        fetcher = await fetchers.enter_async_context(app.fetcher(config, self._clock, self._shop.store.hosts))
        return Edges(config, self._shop.store, fetcher, self._clock, lambda _event: None, claims)

    def _schedule(self, sources: Sequence[Source]) -> None:
        """Give each source its next wake-up: the only one it has, so that it never runs beside itself."""
        now, store, zone = self._clock(), self._shop.store.sources, self._shop.config.hub.timezone
        states = {sources[0].id: store.state(sources[0].id)} if len(sources) == 1 else store.states()
        turn = now
        for source in sources:
            state = states.get(source.id) or SourceState(source.id)
            if state.next_fetch_at is None or schedule.is_due(source, state, now, zone):
                at, turn = turn, turn + _APART
            else:
                at = state.next_fetch_at
            self._scheduler.add_job(
                self._wake, DateTrigger(at), (source.id,), id=source.id, replace_existing=True, name=source.id
            )

    async def _wake(self, source_id: str) -> None:
        self._start(self._source(self._sources[source_id]))

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

    async def _source(self, source: Source) -> None:
        """Run one source's pass, beside those of all others, and give it its next wake-up."""
        self._in_hand.add(source.id)
        report = await pipeline.sync([source], self._edges)
        self._log(_line(report.sources[0]))
        self._news.set()
        self._in_hand.discard(source.id)
        if source.id in self._sources:  # as it is configured by now
            self._schedule([self._sources[source.id]])

    async def _publish(self) -> None:
        """Publish whenever a pass has ended; what ends meanwhile is published together."""
        while True:
            await self._news.wait()
            self._news.clear()
            async with self._publishing:
                written = await app.publish(self._shop, lambda _event: None)
            if written:
                self._log(f"published files={written}")

    async def _follow_the_configuration(self, fetchers: contextlib.AsyncExitStack) -> None:
        """Take in the configuration at each SIGHUP; one with an error is named, and the old one stays."""
        while True:
            await self._reload.wait()
            self._reload.clear()
            try:
                read = await asyncio.to_thread(self._load)
            except ConfigError as error:
                for complaint in error.complaints:
                    self._log(f"the configuration is left as it was: {complaint}")
                continue
            await self._apply(read, fetchers)

    async def _apply(self, read: Config, fetchers: contextlib.AsyncExitStack) -> None:
        """Work by another configuration from the next pass of each source on; those under way end as they began."""
        old = self._shop.config
        if (read.state, read.serve) != (old.state, old.serve):
            self._log("a change of [state] or [serve] is for the next start")
        config = read.model_copy(update={"state": old.state, "serve": old.serve})
        same_fetcher = (config.fetch, config.hub.base_url, _renders(config)) == (
            old.fetch,
            old.hub.base_url,
            _renders(old),
        )
        if same_fetcher:
            self._edges = replace(self._edges, config=config)
        else:
            self._edges = await self._equipped(config, self._edges.claims, fetchers)
        async with self._publishing:
            self._shop = await asyncio.to_thread(app.refitted, self._shop, config, self._clock)
        for gone in self._sources.keys() - {source.id for source in config.source}:
            if self._scheduler.get_job(gone):
                self._scheduler.remove_job(gone)
        self._sources = {source.id: source for source in config.source}
        self._schedule([source for source in config.source if source.id not in self._in_hand])
        self._news.set()
        self._log(f"the configuration was read again, {len(config.source)} sources")

    async def _follow_the_clock(self) -> None:
        """Give new wake-ups where the clock was set, or the machine slept: timers count what they were awake for."""
        loop = asyncio.get_running_loop()
        now, awake = self._clock(), loop.time()
        while True:
            await asyncio.sleep(_LOOK_AT_CLOCK_S)
            passed, ran = (self._clock() - now).total_seconds(), loop.time() - awake
            now, awake = self._clock(), loop.time()
            if abs(passed - ran) > _CLOCK_SET_S:
                self._log(f"the clock moved by {passed - ran:+.0f} s")
                self._schedule([one for one in self._sources.values() if one.id not in self._in_hand])

    async def _let_fall_silent(self) -> None:
        """Let the feeds end to speak of withdrawals that were told long enough."""
        while True:
            self._shop.store.withdrawals.fall_silent(self._clock())
            self._news.set()
            await asyncio.sleep(_HOUR_S)

    async def _end(self) -> None:
        """Cancel the passes that run; each finishes or rolls back the item in hand."""
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)


def _renders(config: Config) -> bool:
    return any(source.render for source in config.source)


def _line(report: SourceReport) -> str:
    if report.error:
        return f"failed source={report.source_id} error={report.error!r}"
    if report.skipped:
        return f"skipped source={report.source_id} reason={report.skipped!r}"
    counts = " ".join(
        f"{name}={getattr(report, name)}"
        for name in ("new", "updated", "unchanged", "dropped", "quarantined", "failed", "withdrawn")
    )
    return f"synced source={report.source_id} {counts}"
