"""EDGE: looking at the trees without writing documents: what stands where one belongs, and what else is there."""

import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath

from feedhub.model import Absence, Document, Tree
from feedhub.output import place


class Standing(StrEnum):
    """What stands where a document belongs."""

    SAME = "same"  # a file with its bytes
    MISSING = "missing"
    DIFFERENT = "different"  # a file with other bytes
    WRONG_TYPE = "wrong type"  # something that is no file, there or above
    UNREADABLE = "unreadable"
    UNWANTED = "unwanted"  # something, where there should be nothing


@dataclass(frozen=True, slots=True)
class Found:
    """What stands somewhere; `why` it is not what it should be, if there is more to say than its name."""

    standing: Standing
    why: str = ""


class Survey:
    """The two trees, looked at and not written."""

    def __init__(self, roots: Mapping[Tree, Path]) -> None:
        self._roots = {tree: str(root.absolute()) for tree, root in roots.items()}

    def compare(self, document: Document | Absence) -> Found:
        """Return what stands where `document` belongs. Raises OutputError if its path would leave its tree."""
        root = self._roots[document.tree]
        path = "/".join(place(root, document))
        absent = isinstance(document, Absence)
        try:
            if isinstance(document, Document):
                return _against(path, document.body)
            os.lstat(path)
            return Found(Standing.UNWANTED)
        except FileNotFoundError:
            return Found(Standing.SAME if absent else Standing.MISSING)
        except NotADirectoryError:
            why = f"{_blocking(root, document.path)} is no directory"
            return Found(Standing.SAME) if absent else Found(Standing.WRONG_TYPE, why)
        except OSError as error:
            return Found(Standing.UNREADABLE, error.strerror or str(error))

    def make_room(self, document: Document | Absence) -> str:
        """Take away an empty directory where `document` belongs; return why there is no room then, or nothing.

        Anything else that is no file is replaced when the document is written.
        """
        root = self._roots[document.tree]
        path = "/".join(place(root, document))
        try:
            if stat.S_ISDIR(os.lstat(path).st_mode):
                os.rmdir(path)
        except FileNotFoundError:
            pass
        except NotADirectoryError:
            return f"move {_blocking(root, document.path)} away"
        except OSError as error:
            return f"{path}: {error.strerror or error}"
        return ""

    def files(self, tree: Tree, below: str = "") -> Iterator[tuple[PurePosixPath, str]]:
        """Yield the path of everything in a tree that is no directory, and of each that cannot be read, with why.

        Links are not followed. A tree that is not there has nothing in it.
        """
        root = self._roots[tree]
        faults: list[OSError] = []
        for directory, folders, names in os.walk(os.path.join(root, below), onerror=faults.append):
            folders.sort()
            inner = PurePosixPath(os.path.relpath(directory, root))
            linked = [name for name in folders if os.path.islink(os.path.join(directory, name))]
            for name in sorted([*names, *linked]):
                yield inner / name, ""
        for fault in faults:
            if not isinstance(fault, FileNotFoundError):
                yield PurePosixPath(os.path.relpath(str(fault.filename), root)), fault.strerror or str(fault)

    def remove(self, tree: Tree, path: PurePosixPath) -> str:
        """Remove one file or link of a tree; return why that failed, or nothing."""
        try:
            os.unlink(os.path.join(self._roots[tree], path))
        except FileNotFoundError:
            pass
        except OSError as error:
            return error.strerror or str(error)
        return ""


class Comparison:
    """Takes documents as Output does; in place of writing them it remembers those that it would have written."""

    def __init__(self, survey: Survey) -> None:
        self._survey = survey
        self._differing: dict[tuple[Tree, PurePosixPath], bool] = {}

    def write(self, documents: Iterable[Document | Absence]) -> int:
        """Return how many of `documents` would be written and were not counted before."""
        before = len(self._differing)
        for document in documents:
            found = self._survey.compare(document).standing
            if found is not Standing.SAME:
                self._differing.setdefault((document.tree, document.path), found is Standing.MISSING)
        return len(self._differing) - before

    def differing(self) -> Iterator[tuple[Tree, PurePosixPath, bool]]:
        """Yield the tree and path of each document that would be written, and whether it would be new."""
        for (tree, path), new in self._differing.items():
            yield tree, path, new


def _against(path: str, body: bytes) -> Found:
    """Return what stands at `path`, where a file with `body` belongs. Raises OSError."""
    found = os.lstat(path)
    if not stat.S_ISREG(found.st_mode):
        return Found(Standing.WRONG_TYPE, f"{_kind(found.st_mode)} stands where a file belongs")
    if found.st_size != len(body):
        return Found(Standing.DIFFERENT)
    with open(path, "rb") as file:
        return Found(Standing.SAME if file.read() == body else Standing.DIFFERENT)


def _kind(mode: int) -> str:
    if stat.S_ISDIR(mode):
        return "a directory"
    return "a link" if stat.S_ISLNK(mode) else "a pipe, socket or device"


def _blocking(root: str, path: PurePosixPath) -> str:
    """Return the first part above `path` that is no directory."""
    above = [*reversed(path.parents[:-1]), path]
    return next((str(one) for one in above if not os.path.isdir(os.path.join(root, one))), str(path))
