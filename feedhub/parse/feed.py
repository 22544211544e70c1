"""RSS, RDF, Atom and JSON Feed: bytes → items. Pure.

XML that is well-formed, or nearly, is read by lxml (`rss`, `atom`); all else by feedparser (`loose`), which takes what
no parser of XML does and is ten times slower. Both give the same items for what both can read.
"""

import re
from dataclasses import replace

from feedhub.errors import ParseError
from feedhub.model import Listing, Response
from feedhub.parse import atom, document, jsonfeed, limit, raw, rss
from feedhub.parse.xml import Feed, Scope, UnusualError, tree

_BEGIN = re.compile(r"<(?:\w+:)?(?:item|entry)\b", re.IGNORECASE)
_END = re.compile(r"</(?:\w+:)?(?:item|entry)\s*>", re.IGNORECASE)
_CROWD = 6_000
_CLOSED = re.compile(r"</(?:\w+:)?(?:rss|rdf|feed|channel)\s*>", re.IGNORECASE)


def listing(response: Response) -> Listing:
    """Return the feed's entries in its own order.

    Raises ParseError if the document is no feed. A feed without entries is none the less a feed.
    """
    if jsonfeed.looks(response):
        return jsonfeed.listing(response)
    told = document.text(response.body, response.charset)
    limit.check_items(response.url, sum(1 for _ in _BEGIN.finditer(told)))
    encoded = told.encode("utf-8", "replace")
    del told  # Chinese takes two bytes a character as text, and so does all that stands beside it
    feed = _fast(encoded) or _slow(encoded.decode())
    if feed is None:
        start = " ".join(response.body[:60].decode("utf-8", "replace").split())
        raise ParseError(response.url, f"is no feed; it begins with {start!r}")
    return _listing(feed, response.url)


def _slow(told: str) -> Feed | None:
    """Return what can be read of a document that is not well-formed, or unusual."""
    mended = document.mended(told)
    feed = fast(mended) if mended != told else None
    if feed is not None:
        return feed
    feed = _more(None if _crowded(mended) else loose_read(mended), fast(mended, recover=True))
    # What was cut within an item gives half an identity: the item comes whole with the next answer, or never was.
    return replace(feed, entries=feed.entries[:-1]) if feed and _cut(mended) else feed


def _more(loose: Feed | None, recovered: Feed | None) -> Feed | None:
    """Return the reading with more entries of a document that is broken or cut.

    Tried on truncated, mis-nested and unclosed feeds: feedparser finds as many entries as lxml's recovery or more but
    for those where it takes an unclosed CDATA section for the rest of the document, so it has the casting vote.
    """
    if loose is None or recovered is None:
        # What lxml recovers of a document that feedparser takes for no feed is a page, unless it has entries.
        return loose or (recovered if recovered and recovered.entries else None)
    return recovered if len(recovered.entries) > len(loose.entries) else loose


def _crowded(told: str) -> bool:
    """Whether an entry has so many elements, attributes or keywords that feedparser, which compares each with each,
    never ends.
    """
    return any(part.count("<") + part.count("=") + part.count(",") > _CROWD for part in _BEGIN.split(told))


def _cut(told: str) -> bool:
    """Whether a document ends within an item, after items that are whole."""
    ends = [found.end() for found in _END.finditer(told)]
    return bool(ends) and not _CLOSED.search(told, ends[-1]) and bool(_BEGIN.search(told, ends[-1]))


def fast(told: str, *, recover: bool = False) -> Feed | None:
    """Return what lxml reads of a document; None if it is not well-formed, not known, or unusual."""
    return _fast(told.encode("utf-8", "replace"), recover=recover)


def _fast(encoded: bytes, *, recover: bool = False) -> Feed | None:
    root = tree(encoded, recover=recover)
    if root is None or not isinstance(root.tag, str):
        return None
    scope = Scope(scoped=b"base=" in encoded or b"lang=" in encoded)
    kind = root.tag.rpartition("}")[2].lower()
    try:
        if kind in ("rss", "rdf"):
            return rss.read(root, scope)
        return atom.read(root, scope) if kind == "feed" else None
    except UnusualError:
        return None


def loose_read(told: str) -> Feed | None:
    """Return what feedparser reads of a document; None if that is no feed."""
    from feedhub.parse import loose  # a tenth of a second that most passes never need

    return loose.read(told)


def _listing(feed: Feed, url: str) -> Listing:
    items = tuple(
        raw.item(entry, f"entry[{number}]", feed.language.strip(), feed.authors)
        for number, entry in enumerate(feed.entries)
    )
    return Listing(items, feed.title.strip(), feed.link.strip(), earlier=document.web_address(url, feed.earlier))
