"""Entries of which only the teaser came: how often their text is asked for again, and what a teaser replaces. Pure."""

from dataclasses import replace

from feedhub.model import Entry, Known, Stored
from feedhub.plan import wording

_TRIES = 4


def owing(fingerprint: str, tried: int) -> str:
    """Return a fingerprint that its item does not have, so that a text which did not come is asked for again.

    After four passes that asked in vain it is the item's own: the teaser stays.
    """
    return fingerprint if tried >= _TRIES else f"{fingerprint}+{tried}"


def tries(known: Known | None, fingerprint: str) -> int:
    """Return how many passes have asked in vain for the text of an item that is listed as it was then."""
    listed, _, count = ((known and known.fingerprint) or "").partition("+")
    return int(count) if listed == fingerprint and count.isdigit() else 0


def longer(stored: Stored | None, incoming: Entry) -> Entry:
    """Return `incoming`, with the text of what is stored if that is longer: a teaser does not take its place."""
    if stored is None or len(wording.visible(stored.entry.content)) <= len(wording.visible(incoming.content)):
        return incoming
    old = stored.entry
    return replace(incoming, content=old.content, digest=old.digest, excerpt=old.excerpt)
