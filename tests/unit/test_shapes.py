"""What kind of document a path in the trees is of."""

from pathlib import PurePosixPath

import pytest

from feedhub.model import Tree
from feedhub.publish.shapes import shape


@pytest.mark.parametrize(
    ("tree", "path", "kind", "slug"),
    [
        (Tree.PUBLIC, "index.html", "start page", ""),
        (Tree.PUBLIC, "feed.xml", "feed of everything", ""),
        (Tree.PUBLIC, "category/em-news.html", "category page", "em-news"),
        (Tree.PUBLIC, "category/a/page/12.html", "closed page", "a"),
        (Tree.PUBLIC, "category/a.atom", "category feed", "a"),
        (Tree.PUBLIC, "category/a/archive/3.atom", "archive document", "a"),
        (Tree.PUBLIC, "category/a/changes.atom", "feed of changes", "a"),
        (Tree.PUBLIC, "history/NW1.html", "page of versions", ""),
        (Tree.PUBLIC, ".gone/a/2022/05/21/NW1.html", "page of what is gone", ""),
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
