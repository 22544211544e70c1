"""EDGE: writing documents: a temporary file, synced, then renamed; and only where the bytes differ."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

from feedhub.errors import OutputError
from feedhub.model import Document, Tree


class Output:
    """The two trees on disk.

    A file under its own name is always whole: the old bytes or the new ones, whenever the machine stops. After `write`
    returns, the new ones outlive a loss of power.
    """

    def __init__(self, roots: Mapping[Tree, Path]) -> None:
        self._roots = {tree: root.absolute() for tree, root in roots.items()}
        self._made: set[Path] = set()

    def write(self, documents: Iterable[Document]) -> int:
        """Write those of `documents` that differ from what stands there; return how many did.

        Raises OutputError at the first that cannot be written; those before it stand.
        """
        written = 0
        touched: set[Path] = set()
        for document in documents:
            path = self._path(document)
            try:
                if _holds(path, document.body):
                    continue
                self._make_directory(path.parent)
                _replace(path, document.body)
            except OSError as error:
                raise OutputError(f"cannot write {path}: {error.strerror or error}") from error
            touched.add(path.parent)
            written += 1
        for directory in touched:
            _sync_directory(directory)
        return written

    def _path(self, document: Document) -> Path:
        """Return where a document goes. Raises OutputError if its path would leave its tree."""
        path = PurePosixPath(document.path)
        if path.is_absolute() or not path.parts or any(part in ("..", ".") for part in path.parts):
            raise OutputError(f"will not write outside the tree: {document.path}")
        return self._roots[document.tree].joinpath(*path.parts)

    def _make_directory(self, directory: Path) -> None:
        """Make a directory and those above it, each of them synced into its parent."""
        if directory in self._made and directory.is_dir():
            return
        if not directory.is_dir():
            self._make_directory(directory.parent)
            directory.mkdir(exist_ok=True)
            _sync_directory(directory.parent)
        self._made.add(directory)


def _holds(path: Path, body: bytes) -> bool:
    """Whether `path` is a file with exactly these bytes."""
    try:
        with path.open("rb") as file:
            return os.fstat(file.fileno()).st_size == len(body) and file.read() == body
    except (FileNotFoundError, NotADirectoryError):
        return False


def _replace(path: Path, body: bytes) -> None:
    # The name is the same at each try, so that one cut off leaves at most one such file, and the next try takes it.
    temporary = path.with_name(f".{path.name}.tmp")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    try:
        try:
            view = memoryview(body)
            while view:
                view = view[os.write(handle, view) :]
            os.fsync(handle)
        finally:
            os.close(handle)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _sync_directory(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
