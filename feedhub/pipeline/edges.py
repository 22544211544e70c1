"""What passes work with, and what those that run at once share."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from feedhub.clock import Clock
from feedhub.config import Config
from feedhub.fetch import Fetcher
from feedhub.report import Tell
from feedhub.store import Judge, Store


@dataclass(frozen=True, slots=True)
class Claim:
    """An item that a source has in hand. `stored` will say whether it was stored."""

    stored: asyncio.Future[bool]
    priority: int


@dataclass(slots=True)
class Claims:
    """Which new items are in hand now, so that two lists with one article ask for its detail once."""

    _held: dict[str, Claim] = field(default_factory=dict)

    def get(self, name: str) -> Claim | None:
        """Return who has an item in hand."""
        return self._held.get(name)

    def take(self, name: str, priority: int) -> None:
        """Claim an item."""
        self._held[name] = Claim(asyncio.get_running_loop().create_future(), priority)

    def settle(self, name: str, *, stored: bool) -> None:
        """Say how a claimed item ended, and let it go."""
        claim = self._held.pop(name, None)
        if claim and not claim.stored.done():
            claim.stored.set_result(stored)


Watch = Callable[[Judge], Judge]
"""Makes a judge one whose verdicts are seen by somebody."""


def unwatched(judge: Judge) -> Judge:
    """Return `judge` as it is: nobody looks on."""
    return judge


@dataclass(frozen=True, slots=True)
class Edges:
    """What a pass works with. Passes that run beside each other share their claims."""

    config: Config
    store: Store
    fetcher: Fetcher
    clock: Clock
    tell: Tell
    claims: Claims = field(default_factory=Claims)
    watch: Watch = unwatched
