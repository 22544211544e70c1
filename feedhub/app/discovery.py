"""The jobs about an address that is no source yet: to look at it, and to follow it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from feedhub.app import fetcher, sourcefile
from feedhub.clock import Clock
from feedhub.config import Config
from feedhub.errors import RefusedError
from feedhub.normalise import urls
from feedhub.pipeline.discovery import discovered
from feedhub.pipeline.finding import Discovery, Wish

_STEM = "added"


@dataclass(frozen=True, slots=True)
class Added:
    """A source that was added: what was found, the file it stands in, and how to include that, if need be."""

    discovery: Discovery
    file: str
    hint: str

    def as_json(self) -> dict[str, Any]:
        """Return what was added as one JSON object."""
        return {**self.discovery.as_json(), "file": self.file, "hint": self.hint or None}


async def look(settings: Config, wish: Wish, clock: Clock) -> Discovery:
    """Return what there is to follow at an address; nothing is stored.

    Raises SourceError if the address does not answer, or leads to nothing.
    """
    async with fetcher(settings, clock) as client:
        return await discovered(wish, settings, client, clock())


async def add(settings: Config, configuration: Path, wish: Wish, clock: Clock, *, force: bool) -> Added:
    """Follow what there is at an address: write it into a file of sources beside `configuration`.

    Raises RefusedError if it is followed already, its id is taken, or, without `force`, if it is a guess;
    SourceError as `look`; OutputError if the file cannot be written.
    """
    target = sourcefile.beside(configuration, _STEM)
    text, there = sourcefile.there(target)
    known = [*((source.id, source.url) for source in settings.source), *there]
    if wish.feed is None and wish.kind is None:
        _refuse_known(wish.url, known)
    if wish.id is not None:
        _refuse_taken(wish.id, (name for name, _ in known))
    found = await look(settings, replace(wish, taken=tuple(name for name, _ in known)), clock)
    best = found.best
    _refuse_known(str(best.settings["url"]), known)
    if best.trust.is_guess and not force:
        reasons = "; ".join(best.trust.reasons)
        raise RefusedError(f"{wish.url} is not added: what was found is a guess ({reasons}); "
                           f"look at it with preview, and add it with --force")  # fmt: skip
    sourcefile.add(target, text, best.table)
    return Added(found, str(target), sourcefile.hint(configuration, target))


def _refuse_known(url: str, known: Iterable[tuple[str, str]]) -> None:
    wanted = urls.canonical(url)
    for name, address in known:
        if urls.canonical(address) == wanted:
            raise RefusedError(f"{url} is followed already, as source {name}")


def _refuse_taken(name: str, taken: Iterable[str]) -> None:
    if name.lower() in {one.lower() for one in taken}:
        raise RefusedError(f"there is a source {name} already: choose another --id")
