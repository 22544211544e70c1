"""The one place that reads the time. Everything else is given a time."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""A function that returns the present moment, aware, in UTC, to the second."""


def now() -> datetime:
    """Return the present moment: aware, UTC, without a fraction of a second."""
    return datetime.now(UTC).replace(microsecond=0)


def fixed(moment: datetime) -> Clock:
    """Return a clock that stands still at `moment`, for a pass over recorded or scripted publishers."""
    still = moment.astimezone(UTC).replace(microsecond=0)
    return lambda: still
