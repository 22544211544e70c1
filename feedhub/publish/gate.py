"""What may stand in a feed: one bad post is left out, with its reason, and the feed goes out without it. Pure.

What is normalised passes. The gate is for what was stored by an older feedhub, by a plug-in, or by an error:
a reader that meets one broken entry drops the whole feed.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from feedhub.model import Post

# XML 1.0, 2.2: what no XML can carry, escaped or not; JSON could, and no reader shows it.
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ADDRESS = re.compile(r"https?://[^\s/?#]+\S*", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")
# As the sanitiser writes tags: values in double quotes, none of which is within a value.
_TAG = re.compile(r"<[a-zA-Z][\w-]*((?:\s+[^\s\"=>/]+(?:=\"[^\"]*\")?)+)")
_ATTRIBUTE = re.compile(r"([^\s\"=>/]+)(?:=\"([^\"]*)\")?")


def fault(post: Post) -> str | None:
    """Return why no feed may show `post`, in words; None if it is sound."""
    return next(_faults(post), None)


def sound(posts: Sequence[Post]) -> list[Post]:
    """Return those of `posts` that a feed may show, in their order; of two with one id, the first."""
    found: dict[str, Post] = {}
    for post in posts:
        if post.name not in found and fault(post) is None:
            found[post.name] = post
    return list(found.values())


def _faults(post: Post) -> Iterator[str]:
    if not post.title.strip():
        yield "has no title"
    for name, value in _texts(post):
        if illegal := _ILLEGAL.search(value):
            yield f"{name} has the character U+{ord(illegal[0]):04X}, which XML cannot carry"
    for name, address in _addresses(post):
        if not _ADDRESS.fullmatch(address):
            yield f"{name} is not an absolute address: {address[:200]!r}"
    for name, moment in (("published", post.published), ("updated", post.updated)):
        if moment.tzinfo is None or moment.year < 1000:
            yield f"{name} is no date that a feed can say: {moment.isoformat()}"
    if post.language and not _LANGUAGE.fullmatch(post.language):
        yield f"language is no language tag: {post.language!r}"
    for attribute, address in _relative(post.content):
        yield f"content has a relative {attribute}: {address[:200]!r}"


def _texts(post: Post) -> Iterator[tuple[str, str]]:
    """Yield all that is written of a post, with what it is."""
    for name in ("name", "title", "author", "digest", "excerpt", "content", "source_title"):
        yield name, getattr(post, name)
    for category in post.categories:
        yield "category", category.name
    for tag in post.tags:
        yield "tag", tag


def _addresses(post: Post) -> Iterator[tuple[str, str]]:
    own = (("link", post.link), ("link of the source", post.source_link))
    return chain((one for one in own if one[1]), (("enclosure", one.url) for one in post.enclosures))


def _relative(content: str) -> Iterator[tuple[str, str]]:
    """Yield each src and href that names no scheme; white space in it does not count, as in browsers."""
    for tag in _TAG.finditer(content):
        for name, value in _ATTRIBUTE.findall(tag[1]):
            if name.lower() in ("src", "href") and not _SCHEME.match("".join(value.split())):
                yield name, value
