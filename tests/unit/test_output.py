"""Writing documents: only what differs, whole or not at all, and never outside the tree."""

import os
import subprocess
import sys
from pathlib import Path, PurePosixPath

import pytest

from feedhub.errors import OutputError
from feedhub.model import Document, Tree
from feedhub.output import Output

LONG_AGO = 1_000_000_000_000_000_000  # 2001, in nanoseconds


@pytest.fixture
def output(tmp_path: Path) -> Output:
    """The two trees, not there yet."""
    return Output({Tree.PUBLIC: tmp_path / "public", Tree.ARCHIVE: tmp_path / "archive"})


def document(path: str, body: bytes = b"body", tree: Tree = Tree.PUBLIC) -> Document:
    """Return a document."""
    return Document(tree, PurePosixPath(path), body)


def files(root: Path) -> dict[str, bytes]:
    """Return every file under `root`, hidden ones too."""
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_documents_are_written_with_the_directories_above_them(output: Output, tmp_path: Path) -> None:
    written = output.write(
        [
            document("index.html", b"front"),
            document("emnews/2022/05/26/a.html", b"post"),
            document("_posts/2022/05/2022-05-26-a.md", "股市".encode(), Tree.ARCHIVE),
        ]
    )

    assert written == 3
    assert files(tmp_path) == {
        "public/index.html": b"front",
        "public/emnews/2022/05/26/a.html": b"post",
        "archive/_posts/2022/05/2022-05-26-a.md": "股市".encode(),
    }


def test_nothing_to_write_writes_nothing(output: Output, tmp_path: Path) -> None:
    assert output.write([]) == 0
    assert list(tmp_path.iterdir()) == []


def test_a_document_that_is_the_same_is_not_touched(output: Output, tmp_path: Path) -> None:
    output.write([document("a.html", b"same"), document("b.html", b"old")])
    for name in ("a.html", "b.html"):
        os.utime(tmp_path / "public" / name, ns=(LONG_AGO, LONG_AGO))
    before = (tmp_path / "public" / "a.html").stat()

    written = output.write([document("a.html", b"same"), document("b.html", b"new")])

    after = (tmp_path / "public" / "a.html").stat()
    assert written == 1
    assert (after.st_mtime_ns, after.st_ctime_ns, after.st_ino) == (LONG_AGO, before.st_ctime_ns, before.st_ino)
    assert (tmp_path / "public" / "b.html").read_bytes() == b"new"
    assert (tmp_path / "public" / "b.html").stat().st_mtime_ns > LONG_AGO


@pytest.mark.parametrize("body", [b"sama", b"sam", b"same ", b""])
def test_a_document_that_differs_by_a_byte_is_written(output: Output, tmp_path: Path, body: bytes) -> None:
    output.write([document("a.html", b"same")])

    assert output.write([document("a.html", body)]) == 1
    assert (tmp_path / "public" / "a.html").read_bytes() == body


def test_an_empty_document_is_a_file(output: Output, tmp_path: Path) -> None:
    assert output.write([document("a.html", b"")]) == 1
    assert output.write([document("a.html", b"")]) == 0
    assert (tmp_path / "public" / "a.html").read_bytes() == b""


def test_a_file_is_replaced_and_not_written_into(output: Output, tmp_path: Path) -> None:
    output.write([document("a.html", b"old")])
    reader = (tmp_path / "public" / "a.html").open("rb")

    output.write([document("a.html", b"new")])

    with reader:
        assert reader.read() == b"old"


def test_another_output_on_the_same_trees_sees_what_stands(output: Output, tmp_path: Path) -> None:
    output.write([document("a.html")])

    again = Output({Tree.PUBLIC: tmp_path / "public", Tree.ARCHIVE: tmp_path / "archive"})

    assert again.write([document("a.html")]) == 0


@pytest.mark.parametrize(
    "path", ["../outside.html", "a/../../outside.html", "a/../b.html", "..", "/etc/outside.html", "", "."]
)
def test_a_path_that_leaves_the_tree_is_refused(output: Output, tmp_path: Path, path: str) -> None:
    with pytest.raises(OutputError, match="outside the tree"):
        output.write([document(path)])

    assert list(tmp_path.iterdir()) == []


def test_a_stale_temporary_file_is_taken_and_leaves_no_trace(output: Output, tmp_path: Path) -> None:
    (tmp_path / "public").mkdir()
    (tmp_path / "public" / ".a.html.tmp").write_bytes(b"a much longer beginning that was cut off")

    output.write([document("a.html", b"whole")])

    assert files(tmp_path) == {"public/a.html": b"whole"}


def test_a_file_in_the_place_of_a_directory_is_an_error_and_stays(output: Output, tmp_path: Path) -> None:
    (tmp_path / "public").mkdir()
    (tmp_path / "public" / "emnews").write_bytes(b"in the way")

    with pytest.raises(OutputError, match=r"cannot write .*a\.html: (Not a directory|File exists)"):
        output.write([document("first.html"), document("emnews/2022/a.html"), document("last.html")])

    assert files(tmp_path) == {"public/emnews": b"in the way", "public/first.html": b"body"}


def test_a_directory_in_the_place_of_a_file_is_an_error_and_leaves_no_temporary_file(
    output: Output, tmp_path: Path
) -> None:
    (tmp_path / "public" / "a.html").mkdir(parents=True)

    with pytest.raises(OutputError, match=r"cannot write .*a\.html"):
        output.write([document("a.html")])

    assert files(tmp_path) == {}


def test_a_directory_that_was_removed_meanwhile_is_made_again(output: Output, tmp_path: Path) -> None:
    output.write([document("emnews/2022/a.html")])
    (tmp_path / "public" / "emnews" / "2022" / "a.html").unlink()
    (tmp_path / "public" / "emnews" / "2022").rmdir()
    (tmp_path / "public" / "emnews").rmdir()

    assert output.write([document("emnews/2022/a.html")]) == 1
    assert files(tmp_path) == {"public/emnews/2022/a.html": b"body"}


FULL_DISK = """
import resource, sys
from pathlib import Path, PurePosixPath
from feedhub.errors import OutputError
from feedhub.model import Document, Tree
from feedhub.output import Output

resource.setrlimit(resource.RLIMIT_FSIZE, (1000, resource.RLIM_INFINITY))
output = Output({Tree.PUBLIC: Path(sys.argv[1])})
try:
    output.write([
        Document(Tree.PUBLIC, PurePosixPath("small.html"), b"s" * 1000),
        Document(Tree.PUBLIC, PurePosixPath("large.html"), b"l" * 1001),
        Document(Tree.PUBLIC, PurePosixPath("never.html"), b"n"),
    ])
except OutputError as error:
    sys.exit(f"OutputError: {error}")
"""


def test_a_file_that_cannot_be_written_whole_is_an_error_and_the_old_one_stays(output: Output, tmp_path: Path) -> None:
    output.write([document("large.html", b"old")])

    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(tmp_path / "public")], capture_output=True, text=True, check=False
    )

    assert done.stderr.startswith("OutputError: cannot write ")
    assert "large.html: File too large" in done.stderr
    assert files(tmp_path / "public") == {"small.html": b"s" * 1000, "large.html": b"old"}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_directory_without_permission_is_an_error(output: Output, tmp_path: Path) -> None:
    (tmp_path / "public").mkdir(mode=0o555)

    with pytest.raises(OutputError, match="Permission denied"):
        output.write([document("a.html")])
