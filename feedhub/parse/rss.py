"""RSS 0.9x, 1.0 (RDF) and 2.0 as an lxml tree → what the feed says. Pure."""

from feedhub.parse.gather import gather
from feedhub.parse.raw import Raw
from feedhub.parse.xml import Element, Feed, Names, Scope, UnusualError, backwards, construct, repaired, text

_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"


def read(root: Element, scope: Scope) -> Feed:
    """Return what the feed says: items stand in the channel (RSS 2.0), or beside it (RSS 1.0, 5.5; RSS 0.90).

    Raises UnusualError if it says it in a way that is left to feedparser.
    """
    names = Names()
    rdf = names.of(root) == "rdf_rdf"
    scope = scope.inside(root)
    entries: list[Raw] = []
    about = _Channel("" if rdf else scope.language.replace("_", "-"))
    for child in root:
        name = names.of(child)
        inner = scope.inside(child)
        if name == "channel":
            for part in child:
                if names.of(part) == "item":
                    entries.append(_item(part, names, inner))
                else:
                    about.hear(part, names.of(part), inner.inside(part))
        elif name == "item":
            entries.append(_item(child, names, scope))
        elif not rdf or name not in ("image", "textinput"):
            raise UnusualError(f"<{name}> beside the channel")
    return Feed(tuple(entries), about.title, about.link, about.language, earlier=about.earlier)


def _item(element: Element, names: Names, scope: Scope) -> Raw:
    return gather(element, names, scope, atom=False, about=element.get(_ABOUT, ""))


class _Channel:
    """What a channel says of itself, while it is read."""

    def __init__(self, language: str) -> None:
        self.title = self.link = self.earlier = ""
        self.language = language

    def hear(self, element: Element, name: str, scope: Scope) -> None:
        """Take one element of the channel: the first title, the last link to a page, the last language."""
        if name in ("title", "dc_title"):
            self.title = self.title or construct(element, "text/plain", atom=False)[0]
        elif name in ("language", "dc_language"):
            self.language = text(element)
        elif name == "link":
            href = element.get("href")
            if href is None:
                value = text(element)
                self.link = repaired(scope.resolved(value)) if value else ""
            elif element.get("rel", "alternate") == "alternate" and element.get("type", "text/html") == "text/html":
                self.link = scope.resolved(href)
            if href is not None:
                self.earlier = backwards(element.get("rel", ""), scope.resolved(href), self.earlier)
        elif name in ("entry", "channel", "feed"):
            raise UnusualError(f"<{name}> in a channel")
