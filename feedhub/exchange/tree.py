"""EDGE: the files of a Jekyll site's posts, and what is in a file up to a limit."""

import os
from collections.abc import Iterator
from pathlib import Path

from feedhub.errors import ExchangeError

_FOLDERS = ("_posts", "old_post", "_old_posts")
_SUFFIXES = (".md", ".markdown")


def posts(directory: Path) -> tuple[Path, list[Path]]:
    """Return the site's directory, and the files below its folders of posts, by path.

    `directory` is that of the site, its `_posts`, or any other with posts in it. The folders for older posts beside
    `_posts` belong to it. Raises ExchangeError if there are no posts.
    """
    if not directory.is_dir():
        raise ExchangeError(f"{directory} is no directory")
    site = directory.resolve()
    if site.name == "_posts":
        site = site.parent
    folders = [site / name for name in _FOLDERS if (site / name).is_dir()] or [site]
    try:
        found = [path for folder in folders for path in ([folder] if folder.is_symlink() else sorted(_walk(folder)))]
    except OSError as error:
        raise ExchangeError(f"{error.filename} cannot be read: {error.strerror}") from None
    if not found:
        raise ExchangeError(f"{directory} has no posts: no file that ends in .md or .markdown")
    return site, found


def read(path: Path, limit: int, within: Path | None = None) -> bytes:
    """Return what is in a file. Raises ExchangeError if it is larger than `limit` bytes, or a link out of `within`."""
    try:
        if within and path.is_symlink() and not path.resolve(strict=True).is_relative_to(within.resolve()):
            raise ExchangeError("is a symbolic link that leaves the directory")
        if not path.is_file():  # reading from a pipe would wait for ever
            raise ExchangeError("is no file" if path.exists() else "is not there")
        with path.open("rb") as file:
            body = file.read(limit + 1)
    except RuntimeError:
        raise ExchangeError("is a symbolic link in a circle") from None
    except OSError as error:
        raise ExchangeError(f"cannot be read: {error.strerror or error}") from None
    if len(body) > limit:
        raise ExchangeError(f"is larger than {limit:,} bytes")
    return body


def _walk(folder: Path) -> Iterator[Path]:
    """Yield the files that could be posts. A link to a directory is one of them, so that it is named, not followed."""
    waiting = [folder]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(Path(entry.path))
                elif entry.name.endswith(_SUFFIXES) or (entry.is_symlink() and entry.is_dir()):
                    yield Path(entry.path)
