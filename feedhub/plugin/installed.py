"""EDGE: which plug-ins are installed beside feedhub, found by their entry points when one is asked for by name."""

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from pydantic import BaseModel

from feedhub.plugin import Extractor, Kind

SOURCES = "feedhub.sources"
EXTRACTORS = "feedhub.extractors"


@dataclass(frozen=True, slots=True)
class Installed:
    """A kind that a plug-in gives, and the package that it is from, with its version."""

    kind: Kind
    package: str


@functools.cache
def kind(name: str, built_in: tuple[str, ...] = ()) -> Installed:
    """Return the kind of source of this name. Raises ValueError, in words for the configuration, if there is none."""
    found = _point(SOURCES, name, "kind", built_in)
    value = _loaded(found)
    made = value if isinstance(value, Kind) else Kind(value)
    settings = made.settings
    if not callable(made.listing) or not (isinstance(settings, type) and issubclass(settings, BaseModel)):
        raise ValueError(f"{_named(found)} gives {value!r}, which is neither a function nor a Kind")
    return Installed(made, _package(found))


@functools.cache
def extractor(name: str) -> Extractor:
    """Return the extractor of this name. Raises ValueError, in words for the configuration, if there is none."""
    found = _point(EXTRACTORS, name, "extractor", ())
    value = _loaded(found)
    if not callable(value):
        raise ValueError(f"{_named(found)} gives {value!r}, which is no function")
    made: Extractor = value
    return made


def _point(group: str, name: str, what: str, built_in: Iterable[str]) -> EntryPoint:
    installed = entry_points(group=group)
    found = [point for point in installed if point.name == name]
    if len({(point.value, _package(point)) for point in found}) > 1:
        packages = " and ".join(sorted({_package(point) for point in found}))
        raise ValueError(f"two packages have the {what} {name!r}: {packages}; uninstall one")
    if found:
        return found[0]
    there = [*built_in, *sorted(installed.names)]
    near = get_close_matches(name, there, 1)
    hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(there)}" if there else "none is installed"
    raise ValueError(
        f"unknown {what} {name!r}: {hint} (a plug-in for it has the entry point {name!r} in the group {group})"
    )


def _loaded(point: EntryPoint) -> Any:
    try:
        return point.load()
    except (Exception, SystemExit) as error:  # whatever its modules do when they are imported
        raise ValueError(f"{_named(point)} cannot be loaded: {type(error).__name__}: {error}") from None


def _named(point: EntryPoint) -> str:
    return f"the plug-in {point.name!r} of {_package(point)}"


def _package(point: EntryPoint) -> str:
    return f"{point.dist.name} {point.dist.version}" if point.dist else "an unknown package"
