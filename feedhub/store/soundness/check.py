"""What a check of the database is."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from feedhub.model import Flaw

RESTORE = "restore the database from a backup"
"""What to do where something is lost that follows from nothing else."""


@dataclass(frozen=True, slots=True)
class Check:
    """One kind of fault: how it is found, and how it is mended, where that can be.

    `mend` works within the transaction of its connection, and returns the marks for what is out of date by it.
    """

    kind: str
    find: Callable[[Connection], Iterator[Flaw]]
    mend: Callable[[Connection], Sequence[dict[str, Any]]] | None = None
