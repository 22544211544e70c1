"""EDGE: the files of the public tree, by the paths under which they are asked for; nothing else is reachable."""

import errno
import hashlib
import mimetypes
import os
import re
import stat
import weakref
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from feedhub import address

LARGEST_IN_MEMORY = 4_000_000
"""Bytes of a file that is kept in memory; a larger one stays open instead."""

Stamp = tuple[int, ...]
"""What differs whenever a file is replaced or written: device, inode, times of change, size."""

_TYPES = {
    **{f".{suffix}": media_type for suffix, media_type in address.FEED_TYPES.items()},
    ".html": "text/html",
    ".css": "text/css",
    ".opml": "text/x-opml",
    ".xml": "application/xml",
    ".md": "text/markdown",
    ".txt": "text/plain",
    ".svg": "image/svg+xml",
}
_FEEDS = re.compile(r"(.*\.(atom|rss|json|opml)|feed\.xml)")
# Those of a saved query begin anew when the query changes, so they are not among these.
_ARCHIVES = re.compile(r"((category|source|tag)/[^/]+/)?archive/\d+\.atom")


_NO_FILE = {errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.ENAMETOOLONG, errno.EACCES, errno.ENXIO, errno.EISDIR}


@dataclass(frozen=True, slots=True, weakref_slot=True)
class File:
    """A file as it was when it was opened, whatever happens to its name since."""

    stamp: Stamp
    size: int
    modified_s: int
    digest: str
    body: bytes | None = field(repr=False)  # None: too large for memory
    descriptor: int = -1

    def read(self, start: int, stop: int) -> bytes:
        """Return the bytes from `start` to just before `stop`. Raises OSError if the file was cut meanwhile."""
        if self.body is not None:
            return self.body if (start, stop) == (0, self.size) else self.body[start:stop]
        found = os.pread(self.descriptor, stop - start, start)
        if len(found) < stop - start:
            raise OSError(errno.EIO, "the file was cut while it was given out")
        return found


def canonical(asked: str) -> str | None:
    """Return the path below the tree for the path of a request; None for one that can have no file.

    Each file has one path: doubled slashes, `.`, `..`, hidden names, backslashes and control characters have none.
    """
    path = asked.removeprefix("/")
    if path == "" or path.endswith("/"):
        path += address.INDEX
    if "\\" in path or not path.isprintable():
        return None
    return None if any(part == "" or part.startswith(".") for part in path.split("/")) else path


def media_type(path: str) -> str:
    """Return the media type of a file, with its character set where it is text."""
    suffix = Path(path).suffix.lower()
    found = "application/atom+xml" if path == address.HUB_FEED else _TYPES.get(suffix or ".html")
    found = found or mimetypes.guess_type(path)[0] or "application/octet-stream"
    is_text = suffix in _TYPES or found.startswith("text/") or not suffix
    return f"{found}; charset=utf-8" if is_text else found


def is_feed(path: str) -> bool:
    """Whether a file is for feed readers, those that run within pages of others too."""
    return _FEEDS.fullmatch(path) is not None


def is_archive(path: str) -> bool:
    """Whether a file is a closed document of a feed's history, which never changes."""
    return _ARCHIVES.fullmatch(path) is not None


def stamp(root: str, path: str) -> Stamp | None:
    """Return the stamp of what stands under a path now; None if there is no file."""
    try:
        found = os.lstat(f"{root}/{path}")
    except (OSError, ValueError):
        return None
    return _stamp(found) if stat.S_ISREG(found.st_mode) else None


def load(root: str, path: str) -> File | None:
    """Return the file under a canonical path, read and digested; None if there is none that may be given out.

    No link below the root is followed, so whatever the tree holds, what lies outside it stays there.
    """
    descriptor = _open(root, path.split("/"))
    if descriptor is None:
        return None
    found = os.fstat(descriptor)
    in_memory = found.st_size <= LARGEST_IN_MEMORY
    digest = hashlib.blake2b(digest_size=16)
    kept = bytearray()
    for chunk in _chunks(descriptor):
        digest.update(chunk)
        if in_memory:
            kept += chunk
    size = len(kept) if in_memory else found.st_size
    body = bytes(kept) if in_memory else None
    keep_open = -1 if in_memory else descriptor
    file = File(_stamp(found), size, int(found.st_mtime), digest.hexdigest(), body, keep_open)
    if in_memory:
        os.close(descriptor)
    else:
        weakref.finalize(file, os.close, descriptor)
    return file


def _open(root: str, parts: list[str]) -> int | None:
    """Return a descriptor for a regular file, reached from the root directory by directory."""
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
    here, kept = -1, False
    try:
        here = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        for number, part in enumerate(parts, 1):
            below = os.open(part, flags if number == len(parts) else flags | os.O_DIRECTORY, dir_fd=here)
            os.close(here)
            here = below
        kept = stat.S_ISREG(os.fstat(here).st_mode)
        if kept:
            return here
    except OSError as error:
        if error.errno not in _NO_FILE:
            raise
    finally:
        if not kept and here >= 0:
            os.close(here)
    return None


def _chunks(descriptor: int) -> Iterator[bytes]:
    while chunk := os.read(descriptor, 1 << 20):
        yield chunk


def _stamp(found: os.stat_result) -> Stamp:
    return found.st_dev, found.st_ino, found.st_mtime_ns, found.st_ctime_ns, found.st_size
