"""What came since is held against what came lately: entries that tell one story are attached to each other."""

import threading

from feedhub import plan
from feedhub.config import Duplicates
from feedhub.model import Account, Likeness
from feedhub.store import Matching, Store

_AT_ONCE = 100  # entries in a transaction


def find_duplicates(store: Store, settings: Duplicates, stopping: threading.Event) -> None:
    """Compare every entry that waits for it. Ends early, between transactions, if `stopping`.

    Cut off anywhere, it leaves the others waiting, and the next pass goes on. Raises StoreError.
    """
    if not settings.find:
        store.stories.give_up()
        return
    while not stopping.is_set() and (waiting := store.stories.waiting(_AT_ONCE)):
        store.stories.compare(waiting, _matching(settings))


def _matching(settings: Duplicates) -> Matching:
    """Return how entries are compared; each is read once, since several of a batch may be like one."""
    readings: dict[int, plan.Reading] = {}

    def reading(account: Account) -> plan.Reading:
        if account.entry_id not in readings:
            readings[account.entry_id] = plan.read(account)
        return readings[account.entry_id]

    def keys(account: Account) -> list[int]:
        return reading(account).keys()

    def compare(one: Account, other: Account) -> Likeness:
        return plan.same_story(reading(one), reading(other), settings.window, settings.alike)

    return Matching(keys, compare, settings.window)
