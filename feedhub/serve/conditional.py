"""What the conditions of a request make of it: 304, 412, or parts of a file (RFC 9110, 13 and 14). Pure."""

import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

MOST_RANGES = 16
"""Ranges in one request; who wants more gets the whole."""

Span = tuple[int, int]
"""From the first byte to just behind the last."""

_TAG = re.compile(r'(W/)?("[\x21\x23-\x7e\x80-\xff]*")')
_RANGE = re.compile(r"(\d{0,19})-(\d{0,19})")


def tags(field: str) -> list[str]:
    """Return the entity tags of an If-None-Match or If-Match, in quotation marks and without `W/`."""
    return [found[2] for found in _TAG.finditer(field)]


def is_unmodified(headers: Mapping[str, str], etag: str, modified_s: int) -> bool:
    """Whether the asker has it: by its tag if it sent one, else by its date (RFC 9110, 13.2.2). Tags compare weakly."""
    if (given := headers.get("if-none-match")) is not None:
        return given == etag or given.strip() == "*" or etag in tags(given)
    since = _seconds(headers.get("if-modified-since", ""))
    return since is not None and modified_s <= since


def has_failed(headers: Mapping[str, str], etag: str, modified_s: int) -> bool:
    """Whether the asker wants an answer only of another state than this one: If-Match, else If-Unmodified-Since."""
    if (given := headers.get("if-match")) is not None:
        # Strong comparison: a tag that was given as a weak one never matches.
        strong = [found[2] for found in _TAG.finditer(given) if not found[1]]
        return given.strip() != "*" and etag not in strong
    since = _seconds(headers.get("if-unmodified-since", ""))
    return since is not None and modified_s > since


def spans(headers: Mapping[str, str], etag: str, size: int) -> list[Span] | None:
    """Return the parts that are wished of `size` bytes: none if there are no such bytes, None if it is the whole.

    The whole is for a Range that is malformed, of another unit, of more than `MOST_RANGES` parts or of more bytes
    than there are, and where If-Range names another state. A date in If-Range never does, since it has only seconds.
    Source: RFC 9110, 13.1.5 and 14.2.
    """
    unit, equals, wished = headers.get("range", "").partition("=")
    if not equals or unit.strip().lower() != "bytes" or wished.count(",") >= MOST_RANGES:
        return None
    if "if-range" in headers and headers["if-range"].strip() != etag:
        return None
    found: list[Span] = []
    for one in wished.split(","):
        match = _RANGE.fullmatch(one.strip())
        if match is None or not (match[1] or match[2]) or (match[1] and match[2] and int(match[1]) > int(match[2])):
            return None
        if match[1]:
            start, stop = int(match[1]), min(int(match[2]) + 1 if match[2] else size, size)
        else:
            start, stop = max(size - int(match[2]), 0), size
        if start < stop:
            found.append((start, stop))
    return None if sum(stop - start for start, stop in found) > size else found


def _seconds(date: str) -> int | None:
    try:
        return int(parsedate_to_datetime(date).timestamp()) if date else None
    except (ValueError, OverflowError):
        return None
