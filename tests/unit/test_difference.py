"""How much two versions of a text differ, and what a path in the trees is."""

from pathlib import PurePosixPath

import pytest

from feedhub.model import Tree
from feedhub.plan.difference import words
from feedhub.publish.shapes import shape


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("<p>One two.</p>", "<p>One <b>two</b>!</p>", (0, 0)),
        ("<p>One two.</p>", "<p>One three four.</p>", (2, 1)),
        ("<p>two one</p>", "<p>one two</p>", (0, 0)),
        ("<p>今天上涨</p>", "<p>今天下跌了</p>", (3, 2)),
        ("<p>涨3.5%到OK</p>", "<p>涨4.5%到OK</p>", (1, 1)),
        ("", "<p>すべて新しい</p>", (6, 0)),
        ("<p>naïve café</p>", "", (0, 2)),
    ],
)
def test_words_are_counted_as_a_reader_would(old: str, new: str, expected: tuple[int, int]) -> None:
    assert words(old, new) == expected


@pytest.mark.parametrize(
    ("tree", "path", "kind", "slug"),
    [
        (Tree.PUBLIC, "index.html", "start page", ""),
        (Tree.PUBLIC, "feed.xml", "feed of everything", ""),
        (Tree.PUBLIC, "category/em-news.html", "category page", "em-news"),
        (Tree.PUBLIC, "category/a/page/12.html", "closed page", "a"),
        (Tree.PUBLIC, "category/a.atom", "category feed", "a"),
        (Tree.PUBLIC, "category/a/archive/3.atom", "archive document", "a"),
        (Tree.PUBLIC, "a/2022/05/21/NW1.html", "post page", "a"),
        (Tree.PUBLIC, "2022/05/21/NW1.html", "post page", ""),
        (Tree.ARCHIVE, "_posts/2022/05/2022-05-21-NW1.md", "archived post", ""),
    ],
)
def test_a_document_is_known_by_its_path(tree: Tree, path: str, kind: str, slug: str) -> None:
    found = shape(tree, PurePosixPath(path))

    assert found and (found.kind, found.slug) == (kind, slug)


@pytest.mark.parametrize(
    ("tree", "path"),
    [
        (Tree.PUBLIC, "robots.txt"),
        (Tree.PUBLIC, "about/me.html"),
        (Tree.PUBLIC, "category/a/page/last.html"),
        (Tree.PUBLIC, "category/a/b/page/1.html"),
        (Tree.PUBLIC, "index.html\n"),
        (Tree.ARCHIVE, "_posts/2022-05-21-mine.md"),
        (Tree.ARCHIVE, "index.html"),
    ],
)
def test_a_file_of_somebody_else_is_none(tree: Tree, path: str) -> None:
    assert shape(tree, PurePosixPath(path)) is None


def test_only_lists_can_go_without_a_loss() -> None:
    paths = (
        "category/a.html",
        "category/a/page/1.html",
        "category/a.rss",
        "a/2022/05/21/NW1.html",
        "category/a/archive/1.atom",
    )
    derived = [bool((found := shape(Tree.PUBLIC, PurePosixPath(path))) and found.derived) for path in paths]

    assert derived == [True, True, True, False, False]
