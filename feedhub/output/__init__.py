"""EDGE: writing documents: a temporary file, synced, then renamed; and only where the bytes differ."""

import errno
import os
import stat
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from feedhub.errors import OutputError
from feedhub.model import Absence, Document, Tree

_NO_FILE = {errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.EACCES, errno.ENXIO}


class Output:
    """The two trees on disk.

    A file under its own name is always whole: the old bytes or the new ones, whenever the machine stops. After `write`
    returns, the new ones outlive a loss of power.
    """

    def __init__(self, roots: Mapping[Tree, Path]) -> None:
        self._roots = {tree: str(root.absolute()) for tree, root in roots.items()}

    def write(self, documents: Iterable[Document | Absence]) -> int:
        """Write those of `documents` that differ from what stands there; return how many did.

        Raises OutputError at the first that cannot be written; those before it stand.
        """
        written = 0
        touched: set[str] = set()
        for document in documents:
            directory, name = place(self._roots[document.tree], document)
            path = f"{directory}/{name}"
            try:
                if isinstance(document, Absence):
                    removed = _remove(path)
                    written += removed
                    if removed:
                        touched.add(directory)
                    continue
                if _holds(path, document.body):
                    continue
                self._make_directory(directory)
                _replace(directory, name, document.body)
            except OSError as error:
                raise OutputError(f"cannot write {path}: {error.strerror or error}") from error
            touched.add(directory)
            written += 1
        for directory in sorted(touched):
            _sync_directory(directory)
        return written

    def _make_directory(self, directory: str) -> None:
        """Make a directory and those above it, each of them synced into its parent."""
        if os.path.isdir(directory):
            return
        parent = os.path.dirname(directory)
        self._make_directory(parent)
        try:
            os.mkdir(directory)
        except FileExistsError:
            if not os.path.isdir(directory):
                raise
        _sync_directory(parent)


def place(root: str, document: Document | Absence) -> tuple[str, str]:
    """Return the directory and the name of a document. Raises OutputError if its path would leave its tree."""
    parts = document.path.parts
    if document.path.is_absolute() or not parts or ".." in parts:
        raise OutputError(f"will not write outside the tree: {document.path}")
    return "/".join((root, *parts[:-1])), parts[-1]


def temporary(name: str) -> str:
    """Return under which name a file is written before it is renamed.

    It is the same at each try, so that one cut off leaves at most one such file, and the next try takes it.
    """
    return f".{name}.tmp"


def write_file(path: Path, body: bytes) -> None:
    """Write one file as whole as those of the trees; its directory is made. Raises OutputError."""
    path = path.resolve()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(str(path.parent), path.name, body)
        _sync_directory(str(path.parent))
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror or error}") from error


def _holds(path: str, body: bytes) -> bool:
    """Whether `path` is a file with exactly these bytes. A link or a pipe is none, nor is what cannot be read."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        if error.errno in _NO_FILE:
            return False
        raise
    with open(handle, "rb") as file:
        status = os.fstat(handle)
        return stat.S_ISREG(status.st_mode) and status.st_size == len(body) and file.read() == body


def _remove(path: str) -> bool:
    """Take a file away; return whether there was one."""
    try:
        os.unlink(path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


def _replace(directory: str, name: str, body: bytes) -> None:
    unfinished = f"{directory}/{temporary(name)}"
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    try:
        try:
            view = memoryview(body)
            while view:
                view = view[os.write(handle, view) :]
            os.fsync(handle)
        finally:
            os.close(handle)
        os.replace(unfinished, f"{directory}/{name}")
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(unfinished)
        raise


def _sync_directory(directory: str) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
