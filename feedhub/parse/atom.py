"""Atom 1.0 (RFC 4287) and 0.3 as an lxml tree → what the feed says. Pure."""

from feedhub.parse.gather import gather
from feedhub.parse.raw import Raw
from feedhub.parse.xml import (
    ATOM,
    ATOM_03,
    Element,
    Feed,
    Names,
    Scope,
    UnusualError,
    attributes,
    backwards,
    construct,
    person,
    text,
)


def read(root: Element, scope: Scope) -> Feed:
    """Return what the feed says of itself (RFC 4287, 4.1.1), and its entries.

    Raises UnusualError if it says it in a way that is left to feedparser.
    """
    names = Names()
    space = str(root.tag)[1:].partition("}")[0].lower()
    if space not in (ATOM, ATOM_03):
        raise UnusualError("<feed> that is not Atom's")
    scope = scope.inside(root)
    entries: list[Raw] = []
    title, link, identity, earlier, authors = "", None, None, "", list[str]()
    language = scope.language.replace("_", "-")
    for child in root:
        name = names.of(child)
        if name == "entry":
            entries.append(gather(child, names, scope, atom=space == ATOM))
        elif name == "title":
            title = title or construct(child, "text/plain", atom=space == ATOM)[0]
        elif name == "link":
            link = _alternate(child, scope.inside(child)) or link
            earlier = backwards(child.get("rel", ""), scope.inside(child).resolved(child.get("href", "")), earlier)
        elif name == "id":
            identity = text(child) or identity
        elif name == "author":
            authors.append(person(child, names))
        elif name in ("language", "dc_language"):
            language = text(child)
        elif name in ("item", "channel", "feed", "dc_title"):
            raise UnusualError(f"<{name}> in a feed")
    return Feed(tuple(entries), title, link or identity or "", language, tuple(filter(None, authors)), earlier)


def _alternate(element: Element, scope: Scope) -> str | None:
    """Return the address of the site, if this link names it (RFC 4287, 4.2.7.2)."""
    found = attributes(element)
    if found.get("href") is None:
        raise UnusualError("a link without an address")
    page = found.get("type", "text/html") in ("text/html", "application/xhtml+xml", "html", "xhtml")
    return scope.resolved(found["href"]) if page and found.get("rel", "alternate") == "alternate" else None
