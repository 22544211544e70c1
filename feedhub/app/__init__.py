"""Config → the edges, chosen here and only here; and the jobs that the commands ask for."""

import asyncio
import re
import signal
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from feedhub import __version__, address, pipeline, schedule
from feedhub.clock import Clock
from feedhub.config import Config, Source
from feedhub.errors import Interrupted
from feedhub.fetch import Fetcher
from feedhub.fetch.http import HttpFetcher
from feedhub.fetch.polite import Manners, Memory, PoliteFetcher
from feedhub.model import Gap, Held, Incident, Kind, SourceState, Tree, Withheld
from feedhub.output import Output
from feedhub.output.survey import Comparison
from feedhub.pipeline import Edges, Publisher
from feedhub.pipeline.edges import Watch, unwatched
from feedhub.publish import Site
from feedhub.report import Preview, Report, Tell
from feedhub.store import Reader, Search, Store, exists

if TYPE_CHECKING:
    from feedhub.serve import Searching

T = TypeVar("T")
OnWait = Callable[[str], None]

_NAME = "feedhub"
_NOT_SHOWN = {"state", "serve", "fetch", "include", "rule", "source"}
"""Settings that nothing published depends on as a whole."""


@dataclass(frozen=True, slots=True)
class Workshop:
    """A state that is held by this process, and what works on it."""

    config: Config
    store: Store
    publisher: Publisher
    clock: Clock
    watch: Watch = unwatched


@contextmanager
def workshop(config: Config, clock: Clock, on_wait: OnWait, *, wait: bool = True) -> Iterator[Workshop]:
    """Give the state of `config`, held, migrated and ready. `on_wait` is told which process is waited for.

    Raises StoreError; StateHeldError where another process holds it and `wait` is not wished.
    """
    store = Store(config.state.database)
    try:
        with store.database.hold(on_wait, wait=wait):
            yield Workshop(config, store, publisher(config, store, clock, Output(roots(config))), clock)
    finally:
        store.close()


def refitted(shop: Workshop, config: Config, clock: Clock) -> Workshop:
    """Return the workshop as it works by another configuration of the same state.

    What was published with other settings of the hub, its feeds or pages is marked, so that it follows.
    """
    if config.model_dump(exclude=_NOT_SHOWN) != shop.config.model_dump(exclude=_NOT_SHOWN):
        shop.store.marks.everything()
    else:
        shop.store.watched.mark()  # the page of the status lists the sources
    return replace(shop, config=config, publisher=publisher(config, shop.store, clock, Output(roots(config))))


def publisher(config: Config, store: Store, clock: Clock, output: Output | Comparison) -> Publisher:
    """Return what publishes from `store`, which is migrated and has its authority from now on."""
    store.prepare()
    host = urlsplit(config.hub.base_url).hostname or "localhost"
    site = Site(config.hub, store.authority(host, clock().date()), _templates(config))
    site = replace(
        site,
        keeps_withdrawn=config.withdrawn.archive == "keep",
        sources=tuple(one.id for one in config.source),
        crawler=_token(_user_agent(config)),
    )
    return Publisher(store, site, output, config, clock)


def _templates(config: Config) -> Path | None:
    templates = Path(config.site.templates)
    return templates if templates.is_dir() else None


def searching(config: Config) -> "Searching":
    """Return what answers searches: it reads the database beside whoever writes it, and opens it for each question.

    Raises StoreError if its address is none.
    """
    from feedhub.serve.search import TIME_S, Searching  # a pass needs no web server

    reader = Reader(config.state.database, TIME_S)
    return Searching(Search(reader.read), Site(config.hub, "", _templates(config)))


def roots(config: Config) -> Mapping[Tree, Path]:
    """Return where the two trees are."""
    return {Tree.PUBLIC: Path(config.state.public), Tree.ARCHIVE: Path(config.state.archive)}


@asynccontextmanager
async def fetcher(config: Config, clock: Clock, memory: Memory | None = None) -> AsyncIterator[Fetcher]:
    """Give the client that asks publishers, with manners, and with a browser where a source wants pages rendered.

    The `memory` is that of robots.txt files.
    """
    user_agent = _user_agent(config)
    manners = Manners(_token(user_agent), clock, schedule.wait_until)
    async with HttpFetcher(config.fetch.concurrency, user_agent) as client:
        if not any(source.render for source in config.source):
            yield PoliteFetcher(client, manners, memory)
            return
        from feedhub.fetch.render import RenderFetcher

        async with RenderFetcher(client, user_agent, config.fetch.browser) as renderer:
            yield PoliteFetcher(renderer, manners, memory)


def _user_agent(config: Config) -> str:
    return config.fetch.user_agent or f"{_NAME}/{__version__} (+{config.hub.base_url}/{address.POLITENESS})"


def _token(user_agent: str) -> str:
    """Return the name by which a robots.txt knows us: the first product of the User-Agent (RFC 9309, 2.2.1)."""
    found = re.match(r"[A-Za-z_-]+", user_agent)
    return found[0] if found else _NAME


async def run_pass(shop: Workshop, sources: Sequence[Source], clock: Clock, tell: Tell) -> Report:
    """Return the report of one pass over `sources`, published.

    Cancelled, it finishes or rolls back the item in hand and the batch of files in hand.
    """
    async with fetcher(shop.config, clock, shop.store.hosts) as client:
        report = await pipeline.sync(sources, Edges(shop.config, shop.store, client, clock, tell, watch=shop.watch))
    report.files_written = await publish(shop, tell)
    report.notes = shop.publisher.notes
    return report


async def publish(shop: Workshop, tell: Tell, *, whole: bool = False) -> int:
    """Publish what is marked, beside the event loop; return how many files differed.

    With `whole`, new feeds are filled at once.
    """
    shop.store.withdrawals.fall_silent(shop.clock())
    return await beside(lambda stopping: shop.publisher.publish(tell, stopping, whole=whole))


async def beside(job: Callable[[threading.Event], T]) -> T:
    """Return what `job` returns, run beside the event loop. Cancelled, it is told to stop, and waited for."""
    stopping = threading.Event()
    task = asyncio.ensure_future(asyncio.to_thread(job, stopping))
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        stopping.set()
        await task
        raise


async def rebuild(shop: Workshop, tell: Tell) -> int:
    """Render everything again from the store; return how many files differed."""
    shop.store.marks.everything()
    return await publish(shop, tell, whole=True)


def due(shop: Workshop, sources: Sequence[Source], now: datetime) -> list[Source]:
    """Return those of `sources` whose time to be asked has come."""
    states, zone = shop.store.sources.states(), shop.config.hub.timezone
    return [
        source for source in sources if source.id not in states or schedule.is_due(source, states[source.id], now, zone)
    ]


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """A source as remembered, its items that are held back, its posts that no feed shows, and what is wrong with it.

    Its open incidents have the oldest first, its gaps the newest.
    """

    state: SourceState
    held: Sequence[Held] = ()
    withheld: Sequence[Withheld] = ()
    incidents: Sequence[Incident] = ()
    gaps: Sequence[Gap] = ()

    def as_json(self) -> dict[str, object]:
        """Return the status as a JSON object, times in RFC 3339."""
        state = self.state
        times = {"fetched_at": state.fetched_at, "changed_at": state.changed_at, "next_fetch_at": state.next_fetch_at}
        return {
            "source": state.source_id,
            "listed": state.listed,
            "failures": state.failures,
            "last_error": state.last_error,
            "moved_to": state.moved_to,
            **{name: at.isoformat() if at else None for name, at in times.items()},
            "quarantined": [_held(held) for held in self.held if held.failed_key is None],
            "failed": [_held(held) for held in self.held if held.failed_key is not None],
            "withheld": [asdict(post) for post in self.withheld],
            "incidents": [_incident(one) for one in self.incidents],
            "gaps": [
                {"from": one.since.isoformat(), "to": one.until.isoformat(), "items": one.items, "filled": one.filled}
                for one in self.gaps
            ],
        }


def _held(held: Held) -> dict[str, str]:
    return {"place": held.place, "item": held.excerpt, "reason": held.reason}


def _incident(one: Incident) -> dict[str, str]:
    times = {"opened_at": one.opened_at.isoformat(), "last_seen_at": one.last_seen_at.isoformat()}
    return {"kind": one.kind.value, "cause": one.cause, **times}


def status(config: Config) -> list[SourceStatus]:
    """Return the status of every configured source; before the first pass all of them are new.

    Raises StoreError if the database cannot be read.
    """
    if not exists(config.state.database):
        return [SourceStatus(SourceState(source.id)) for source in config.source]
    store = Store(config.state.database)
    try:
        store.require_current()
        states = store.sources.states()
        return [
            SourceStatus(
                states.get(source.id) or SourceState(source.id),
                store.sources.held(source.id),
                store.posts.withheld(source.id),
                store.watched.open(source.id),
                store.watched.gaps(source.id),
            )
            for source in config.source
        ]
    finally:
        store.close()


def accept(config: Config, source: Source) -> list[Kind]:
    """Let what a source gives now be what is expected of it from its next look on; return what that ends.

    It does not wait for a process that writes the state. Raises StoreError if the database cannot be used.
    """
    if not exists(config.state.database):
        return []
    store = Store(config.state.database)
    try:
        store.require_current()
        return pipeline.accept(store, source.id)
    finally:
        store.close()


async def preview(config: Config, source: Source, clock: Clock, limit: int = 20) -> Preview:
    """Return what would be made of a source's list and its first detail; nothing is stored.

    Raises SourceError if the list does not come or is not what was promised.
    """
    from feedhub.pipeline.preview import preview as preview_source

    async with fetcher(config, clock) as client:
        return await preview_source(source, config, client, clock(), limit)


def until_signal(job: Coroutine[Any, Any, T]) -> T:
    """Return what `job` returns. At SIGINT or SIGTERM it is cancelled, and Interrupted raised when it has ended."""
    received: list[int] = []

    async def run() -> T:
        task = asyncio.ensure_future(job)
        loop = asyncio.get_running_loop()

        def stop(number: int) -> None:
            received.append(number)
            task.cancel()

        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop, number)
        return await task

    try:
        return asyncio.run(run())
    except asyncio.CancelledError:
        raise Interrupted(received[0] if received else signal.SIGINT) from None
