"""One RSS item or Atom entry as an lxml element → what it says, by feedparser's rules of precedence. Pure.

A name that stands twice is told by the last one that stands no deeper; the first title wins; a second text becomes
the content. Where the rules would have to be stranger than that, UnusualError leaves the document to feedparser.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from feedhub.parse.raw import Content, Link, Raw
from feedhub.parse.xml import Element, Names, Scope, UnusualError, attributes, construct, person, repaired, text

_HTML = ("text/html", "application/xhtml+xml")
_TEXTUAL = ("text/plain", *_HTML)


_Tag = tuple[str | None, str | None, str | None]  # term, scheme, label


@dataclass(slots=True)
class _Entry:
    """An entry while it is read."""

    names: Names
    atom: bool  # whether it stands in a document of Atom 1.0
    raw: Raw = field(default_factory=Raw)
    depths: dict[str, int] = field(default_factory=dict)
    has_content: bool = False
    title_depth: int = -1
    plain_author: bool = False  # whether an author was a text
    tags: dict[_Tag, None] = field(default_factory=dict)  # in order, each once
    source_authors: list[str] = field(default_factory=list)


_Reader = Callable[[_Entry, Element, Scope, int], None]


def gather(element: Element, names: Names, scope: Scope, *, atom: bool, about: str = "") -> Raw:
    """Return what an entry says. Raises UnusualError if it says it in a way that is left to feedparser."""
    entry = _Entry(names, atom)
    if about:
        entry.raw.texts["id"] = about
    _walk(entry, element, scope.inside(element), 1)
    element.clear()  # the tree of a large feed takes twice its bytes
    raw = entry.raw
    raw.tags = [label or term or "" for term, _, label in entry.tags]
    if not any(raw.authors):
        raw.authors = entry.source_authors
    return raw


def _walk(entry: _Entry, parent: Element, scope: Scope, depth: int) -> None:
    name_of = entry.names.of
    for child in parent:
        name = name_of(child)
        handler = _HANDLERS.get(name)
        if handler is not None:
            handler(entry, child, scope.inside(child) if scope.scoped else scope, depth)
        elif name in _REFUSED:
            raise UnusualError(f"<{name}> in an entry")
        elif len(child) and name not in _SKIPPED:
            _walk(entry, child, scope.inside(child), depth + 1)


def _store(entry: _Entry, name: str, value: str, depth: int) -> None:
    known = entry.depths.get(name)
    if known is None or depth <= known:
        entry.depths[name] = depth
        entry.raw.texts[name] = value


def _plain(name: str) -> _Reader:
    """Return what reads a text that is kept under `name`."""

    def read(entry: _Entry, element: Element, scope: Scope, depth: int) -> None:  # noqa: ARG001
        _store(entry, name, text(element), depth)

    return read


def _bare(name: str) -> _Reader:
    """Return what reads a text that counts only in an element without attributes, resolved if it is an address."""

    def read(entry: _Entry, element: Element, scope: Scope, depth: int) -> None:
        if element.keys():
            raise UnusualError(f"<{name}> with attributes")
        value = text(element)
        _store(entry, name, scope.resolved(value) if value and name == "comments" else value, depth)

    return read


def _guid(entry: _Entry, element: Element, scope: Scope, depth: int) -> None:
    """RSS 2.0, guid: a link unless isPermaLink is false; RFC 4287, 4.2.6."""
    permanent = not element.keys() or attributes(element).get("ispermalink", "true") == "true"
    value = text(element)
    if value and permanent:
        value = repaired(scope.resolved(value))
    _store(entry, "id", value, depth)
    if permanent:
        entry.raw.texts.setdefault("link", value)


def _link(entry: _Entry, element: Element, scope: Scope, depth: int) -> None:  # noqa: ARG001
    """RSS 2.0, link: its text; RFC 4287, 4.2.7: its href, and among alternates the last page."""
    found = attributes(element) if element.keys() else {}
    rel = found.get("rel", "alternate")
    kind = found.get("type", "application/atom+xml" if rel == "self" else "text/html")
    href = found.get("url", found.get("uri", found.get("href")))
    texts = entry.raw.texts
    if href:
        href = scope.resolved(href)
        if rel == "alternate" and (kind in _HTML or kind in ("html", "xhtml")):
            texts["link"] = href
    elif href is not None:
        raise UnusualError("a link to nowhere")
    else:
        href = text(element)
        texts["link"] = href = repaired(scope.resolved(href)).replace("&amp;", "&") if href else ""
    entry.raw.links.append(Link(href, rel, kind, found.get("length", "")))


def _title(entry: _Entry, element: Element, scope: Scope, depth: int) -> None:
    value, _ = construct(element, "text/plain", atom=entry.atom)
    if -1 < entry.title_depth <= depth:
        return
    _store(entry, "title", value, depth)
    entry.raw.title_language = scope.language.replace("_", "-")
    if value and entry.names.of(element) != "media_title":
        entry.title_depth = depth


def _summary(default: str) -> _Reader:
    """Return what reads a description or summary; the second one without a content is the content."""

    def read(entry: _Entry, element: Element, scope: Scope, depth: int) -> None:
        if "summary" in entry.raw.texts and not entry.has_content:
            _content("text/plain")(entry, element, scope, depth)
        else:
            _store(entry, "summary", construct(element, default, atom=entry.atom)[0], depth)
            entry.raw.summary_base = scope.base

    return read


def _content(default: str) -> _Reader:
    """Return what reads a content (RFC 4287, 4.1.3; RSS content module), which is also the summary of last resort."""

    def read(entry: _Entry, element: Element, scope: Scope, depth: int) -> None:  # noqa: ARG001
        entry.has_content = True
        value, kind = construct(element, default, atom=entry.atom)
        entry.raw.contents.append(Content(value, scope.base, scope.language.replace("_", "-")))
        if kind in _TEXTUAL:
            entry.raw.texts.setdefault("summary", value)

    return read


def _author(entry: _Entry, element: Element, scope: Scope, depth: int) -> None:  # noqa: ARG001
    """RFC 4287, 3.2: a person with a name; RSS 2.0, author and dc:creator: a text."""
    name = person(element, entry.names)
    if any(entry.raw.authors) and (not name or (len(element) and entry.plain_author)):
        raise UnusualError("authors in several forms, or without a name")
    entry.raw.authors.append(name)
    entry.plain_author |= not len(element)


def _category(entry: _Entry, element: Element, scope: Scope, depth: int) -> None:  # noqa: ARG001
    """RSS 2.0, category: its text; RFC 4287, 4.2.2: its label, which is for people, or its term."""
    found = attributes(element) if element.keys() else {}
    term, scheme, label = found.get("term"), found.get("scheme", found.get("domain")), found.get("label")
    name = entry.names.of(element)
    if name == "itunes_category":
        term, scheme, label = found.get("text"), "http://www.itunes.com/", None
    elif name == "media_category":
        scheme = found.get("scheme", "http://search.yahoo.com/mrss/category_schema")
    _add(entry, term, scheme, label)
    value = text(element)
    last = next(reversed(entry.tags), None)
    if value and last and not last[0]:
        del entry.tags[last]
        entry.tags[(value, *last[1:])] = None
    elif value:
        _add(entry, value, None, None)


def _add(entry: _Entry, term: str | None, scheme: str | None, label: str | None) -> None:
    if term or scheme or label:
        entry.tags.setdefault((term, scheme, label))


def _keywords(entry: _Entry, element: Element, scope: Scope, depth: int) -> None:  # noqa: ARG001
    if element.keys():
        return
    scheme = "http://www.itunes.com/" if entry.names.of(element) == "itunes_keywords" else None
    for term in text(element).split(","):
        _add(entry, term.strip() or None, scheme if term.strip() else None, None)


def _enclosure(entry: _Entry, element: Element, scope: Scope, depth: int) -> None:  # noqa: ARG001
    found = attributes(element)
    href = found.get("url", found.get("uri", found.get("href", "")))
    entry.raw.links.append(Link(href, "enclosure", found.get("type", ""), found.get("length", "")))


def _media(entry: _Entry, element: Element, scope: Scope, depth: int) -> None:
    """Media RSS 1.5.1, media:content: a file, with more about it inside."""
    found = attributes(element)
    if found.get("url"):
        medium = found.get("medium", "")
        kind = found.get("type") or (f"{medium}/*" if medium else "")
        entry.raw.media.append(Link(found["url"], "", kind, found.get("filesize", "")))
    _walk(entry, element, scope, depth + 1)


def _thumbnail(entry: _Entry, element: Element, scope: Scope, depth: int) -> None:  # noqa: ARG001
    url = attributes(element).get("url") or text(element)
    if url:
        entry.raw.thumbnails.append(url)


def _image(entry: _Entry, element: Element, scope: Scope, depth: int) -> None:  # noqa: ARG001
    found = attributes(element)
    if href := found.get("href") or found.get("url"):
        entry.raw.texts["image"] = href


def _reply(entry: _Entry, element: Element, scope: Scope, depth: int) -> None:  # noqa: ARG001
    """RFC 4685, 3: the id of what this entry answers."""
    entry.raw.texts["reply_to"] = element.get("ref", "")


def _source(entry: _Entry, element: Element, scope: Scope, depth: int) -> None:  # noqa: ARG001
    """RFC 4287, 4.2.11, whose authors are the entry's where it has none (4.2.1); RSS 2.0, source: its text."""
    title = "" if len(element) else text(element)
    entry.title_depth = -1
    for child in element:
        name = entry.names.of(child)
        if name == "title" and not title:
            title = construct(child, "text/plain", atom=entry.atom)[0]
            entry.title_depth = depth + 1 if title else -1
        elif name == "author":
            entry.source_authors.append(person(child, entry.names))
    entry.raw.texts["source"] = title


_HANDLERS: dict[str, _Reader] = {
    **dict.fromkeys(("guid", "id"), _guid),
    "link": _link,
    **dict.fromkeys(("title", "dc_title", "media_title"), _title),
    **dict.fromkeys(("description", "dc_description", "media_description"), _summary("text/html")),
    **dict.fromkeys(("summary", "itunes_summary"), _summary("text/plain")),
    "content": _content("text/plain"),
    "content_encoded": _content("text/html"),
    **dict.fromkeys(("pubdate", "published", "issued", "dcterms_issued"), _plain("published")),
    **dict.fromkeys(("updated", "modified", "lastbuilddate", "dc_date", "dcterms_modified"), _plain("updated")),
    **dict.fromkeys(("created", "dcterms_created"), _plain("created")),
    **dict.fromkeys(("author", "dc_creator", "dc_author", "itunes_author", "managingeditor"), _author),
    **dict.fromkeys(("category", "keywords", "dc_subject", "media_category", "itunes_category"), _category),
    **dict.fromkeys(("itunes_keywords", "media_keywords", "tags"), _keywords),
    **dict.fromkeys(("language", "dc_language"), _plain("language")),
    "comments": _bare("comments"),
    "feedburner_origlink": _bare("original"),
    "feedburner_origenclosurelink": _plain("original_file"),
    "enclosure": _enclosure,
    "media_content": _media,
    "media_thumbnail": _thumbnail,
    "itunes_image": _image,
    "thr_in-reply-to": _reply,
    "source": _source,
}
# Their insides say nothing of the entry.
_SKIPPED = frozenset({"contributor", "dc_contributor", "rights", "copyright", "itunes_owner"})
_REFUSED = frozenset(
    """
    item entry channel feed rss rdf_rdf body fullitem abstract xhtml_body image textinput info links authors enclosures
    media_content media_thumbnail itunes_link feedburner_browserfriendly author_detail title_detail feedburner_origlink
    summary_detail
    """.split()
)
