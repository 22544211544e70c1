"""Foreign HTML → HTML that is safe anywhere, with its links absolute and without blank lines. Pure."""

import html
import re
from collections.abc import Iterator

import nh3

from feedhub.normalise import urls
from feedhub.normalise.text import legal, unescape

_TAGS = frozenset(
    """
    a abbr address article aside audio b bdi bdo blockquote br caption center cite code col colgroup dd del details dfn
    div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark nav ol p picture pre q
    rp rt ruby s samp section small source span strike strong sub summary sup table tbody td tfoot th thead time tr tt u
    ul var video wbr
    """.split()
)
_ATTRIBUTES = {
    "*": {"class", "data-code", "lang", "dir", "title"},
    "a": {"href", "hreflang"},
    "audio": {"controls", "src", "preload"},
    "blockquote": {"cite"},
    "col": {"span", "align"},
    "colgroup": {"span", "align"},
    "del": {"cite", "datetime"},
    "details": {"open"},
    "img": {"src", "srcset", "sizes", "alt", "width", "height", "align", "loading"},
    "ins": {"cite", "datetime"},
    "li": {"value"},
    "ol": {"start", "reversed", "type"},
    "p": {"align"},
    "q": {"cite"},
    "source": {"src", "srcset", "sizes", "type", "media"},
    "table": {"align", "border", "cellpadding", "cellspacing", "summary", "width"},
    "td": {"align", "valign", "colspan", "rowspan", "headers", "width"},
    "th": {"align", "valign", "colspan", "rowspan", "headers", "scope", "width"},
    "time": {"datetime"},
    "tr": {"align", "valign"},
    "video": {"controls", "src", "poster", "width", "height", "preload"},
}
_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_DROPPED_WITH_CONTENT = frozenset(
    """
    applet frame frameset iframe math noembed noframes object script style svg template textarea title
    """.split()
)
_ADDRESSED = re.compile(r"\b(?:href|src|srcset|poster|cite)\s*=", re.IGNORECASE)
_MARKUP = re.compile(r"<[a-zA-Z/!?]|&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]\w*);")
# As XML has it: in HTML what follows would stand in these, and go with them (HTML, 13.2.5.32).
_SELF_CLOSED = re.compile(
    r"<(iframe|script|style|object|textarea|title|video|audio)(\s[^<>]*[\"'\s]|)/>", re.IGNORECASE
)
_CANDIDATE = re.compile(r"[\s,]*([^\s,]\S*(?<!,)(?=\s|$|,+(?:\s|$)))([^,]*)")
_PRE = re.compile(r"(<pre\b.*?</pre>)", re.DOTALL)
_BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n)+")
_DEEPEST = 1000
# Characters, a long novel. The parser's time grows with the square of the attributes of an element: this much of them
# takes six seconds.
_LONGEST = 1_000_000
_EMBEDDED = re.compile(r"\bdata:[^\s\"'<>]{1000,}")  # files within the text, which would go with their scheme
_MOST_ADDED = (
    20_000_000  # characters of the base before relative addresses, which a srcset may have in every other byte
)
# Elements that end only where they are ended; the others end by themselves.
_NESTS = re.compile(
    r"<(/?)(?!(?:area|br|col|dd|dt|embed|hr|img|input|li|link|meta|o:p|option|p|param|source|td|th|tr|track|wbr)\b)[a-zA-Z]"
)
_INDENT = "\u3000\u3000"


def clean(foreign: str, base: str) -> str:
    """Return `foreign` as HTML that may stand in a page, a feed or a Markdown file.

    Kept are text, structure, tables, images, `class`, `data-code` and white space; gone are scripts, handlers, styles,
    frames, foreign schemes, the ideographic indent (two U+3000) and blank lines. Relative addresses are resolved
    against `base`; without a base, or where there are more than any article has, they go. Plain text becomes
    paragraphs, and so does mark-up that is deeper than any article; what is longer than a novel is cut.
    """
    if len(foreign) > _LONGEST:
        foreign = _EMBEDDED.sub("", foreign)[:_LONGEST]
    if not foreign.strip():
        return ""
    foreign = legal(foreign)
    if not _MARKUP.search(foreign):
        return _paragraphs(foreign)
    foreign = _SELF_CLOSED.sub(r"<\1\2></\1>", foreign)
    if _too_deep(foreign):
        return _paragraphs(unescape(re.sub(r"<[^<>]*>", "\n", foreign)))
    if (foreign.count("=") + foreign.count(",")) * len(base) > _MOST_ADDED:
        base = ""
    addressed = bool(_ADDRESSED.search(foreign))
    try:
        cleaned = (_cleaner(base) if addressed else _PLAIN).clean(foreign)
    except ValueError:  # nh3 reads a base more strictly than urllib
        cleaned = _cleaner("").clean(foreign)
    # Character references can bring back what was taken out before.
    return _without_blank_lines(legal(cleaned).replace("\r", "").replace(_INDENT, ""))


def _too_deep(foreign: str) -> bool:
    """Whether elements stand in one another beyond any sense: the parser's time grows with the square of the depth."""
    depth = 0
    for found in _NESTS.finditer(foreign):
        depth = max(0, depth - 1) if found[1] else depth + 1
        if depth > _DEEPEST:
            return True
    return False


def text(cleaned: str, limit: int = 4000) -> str:
    """Return the visible text at the beginning of cleaned HTML, blocks apart by a space; about `limit` characters."""
    bare = re.sub(
        r"</?(?:p|div|li|tr|td|th|h\d|br|hr|dt|dd|blockquote|figure|figcaption|section|article|pre|ul|ol|dl|table)\b[^>]*>",
        " ",
        cleaned[:limit],
    )
    bare = re.sub(r"<[^>]*>?", "", bare)
    return " ".join(unescape(bare).split())


def _paragraphs(plain: str) -> str:
    lines = (line.strip() for line in plain.replace(_INDENT, "").splitlines())
    return "\n".join(f"<p>{html.escape(line, quote=False)}</p>" for line in lines if line)


def _without_blank_lines(cleaned: str) -> str:
    """Return the same HTML without a blank line; within <pre>, where they show, they become references."""
    parts = _PRE.split(cleaned)
    for number, part in enumerate(parts):
        if number % 2:
            # A reader leaves out the first line feed in a pre (HTML, 13.2.6.4.7).
            part = re.sub(r"(<pre\b[^>]*>)\n", r"\1&#10;\n", part)
            parts[number] = re.sub(r"\n(?=[^\S\n]*\n)", "&#10;", part)
        else:
            parts[number] = _BLANK_LINES.sub("\n", part)
    return "".join(parts).strip()


def _cleaner(base: str) -> nh3.Cleaner:
    """Return a cleaner that makes addresses absolute against `base`, or drops relative ones without a base."""

    def attribute(tag: str, name: str, value: str) -> str | None:  # noqa: ARG001 - nh3's signature
        if name == "cite":  # which nh3 does not take for an address
            return urls.absolute(value, base) or None
        return _srcset(value, base) if name == "srcset" else value

    return nh3.Cleaner(
        tags=_TAGS,
        clean_content_tags=_DROPPED_WITH_CONTENT,
        attributes=_ATTRIBUTES,
        attribute_filter=attribute,
        url_schemes=_SCHEMES,
        url_relative=("rewrite_with_base", base) if urls.is_web(base) else "deny",
        link_rel="noopener noreferrer",
    )


def _srcset(value: str, base: str) -> str | None:
    """Return the candidates of a srcset that are web addresses, absolute (HTML, 4.8.4.2.1)."""
    kept = []
    for url, descriptor in _candidates(value):
        joined = urls.absolute(url.rstrip(","), base)
        if joined and re.fullmatch(r"\s*(?:\d+(?:\.\d+)?[wxh]\s*)*", descriptor):
            kept.append(f"{joined} {descriptor.strip()}".strip())
    return ", ".join(kept) or None


def _candidates(value: str) -> Iterator[tuple[str, str]]:
    """Yield each address with its descriptor; one after the other, since a search would begin again at each comma."""
    at = 0
    while found := _CANDIDATE.match(value, at):
        yield found[1], found[2]
        at = found.end()


_PLAIN = _cleaner("")
