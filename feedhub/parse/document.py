"""The bytes of a feed → its text, the repairs that make XML of what is nearly XML, and its addresses. Pure."""

import codecs
import html
import re
from urllib.parse import urldefrag, urljoin

from feedhub.parse import charset

_PROLOG = re.compile(r"\s*<\?xml\b[^>]*\?>", re.IGNORECASE)
_DECLARED = re.compile(rb"<\?xml\b[^>]*?\bencoding\s*=\s*[\"']\s*([A-Za-z0-9_.:-]+)", re.IGNORECASE)
_START = re.compile(r"<(?:\?xml\b|!DOCTYPE\b|!--|(?:\w+:)?(?:rss|rdf|feed)\b)", re.IGNORECASE)
# UTF-16 without a mark: the first character of a document is `<` (XML 1.0, appendix F.1).
_WIDE = ((re.compile(rb"\s*<\x00[^\x00]\x00"), "utf-16-le"), (re.compile(rb"\s*\x00<\x00[^\x00]"), "utf-16-be"))
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Character references in a row: emoji written as two halves, which older XML writers do, are joined.
_REFERENCE = re.compile(r"(?:&#(?:[xX][0-9a-fA-F]+|\d+);)+")
_ONE = re.compile(r"&#([xX]?)([0-9a-fA-F]+);")
_BARE = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|&(?!#(?:\d+|[xX][0-9a-fA-F]+);|(?:amp|lt|gt|quot|apos);)(\w+;)?", re.DOTALL
)
_ROOT = re.compile(r"<(?:rdf:RDF|rss|feed)\b", re.IGNORECASE)
_PREFIX = re.compile(r"</?([A-Za-z_][\w.-]{0,30}):[\w.-]|\s([A-Za-z_][\w.-]{0,30}):[\w.-]+\s*=\s*[\"']", re.ASCII)
_DECLARED_PREFIX = re.compile(r"xmlns:([\w.-]+)\s*=")
# What is read by its namespace; what a name with another prefix means is told by the prefix.
_USUAL = {"atom": "http://www.w3.org/2005/Atom", "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#"}
_MOST_PREFIXES = 40


def text(body: bytes, label: str | None) -> str:
    """Return the text of a feed whose header says the charset `label`, without what precedes its first mark-up.

    A byte order mark wins, then UTF-8 where the bytes are UTF-8, then the charset among those of the header and the
    prolog that explains the bytes, the prolog's first. RFC 7303, 3 puts the header first; but it is the server's, which
    sends one for all files, and the prolog comes from what wrote the feed.
    """
    for start, codec in _WIDE:
        if start.match(body):
            return _trimmed(body.decode(codec, "replace"))
    found = _DECLARED.search(body[:1024])
    stated = [name for name in (found[1].decode() if found else None, label) if name]
    return _trimmed(_decoded(body, stated))


def _decoded(body: bytes, stated: list[str]) -> str:
    if body.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return charset.decode(body)
    names = [name for label in stated if (name := charset.known(label)) and not name.startswith(("utf-16", "utf-32"))]
    for name in names:
        if charset.escapes(name, body):
            return body.decode(name, "replace")
    try:
        return body.decode()
    except UnicodeDecodeError:
        pass
    names = [name for name in names if name != "utf-8"]
    # A charset of single bytes fits anything, so one of several bytes that fits says more.
    for name in sorted(names, key=charset.single):
        try:
            return body.decode(name)
        except UnicodeError:
            continue
    plain = charset.decode(body, names[0] if names else None)
    if not names:
        return plain
    # A byte or two are broken, or cut: the declared charset still explains most.
    return min((plain, *(body.decode(name, "replace") for name in names)), key=lambda told: told.count("\ufffd"))


def _trimmed(told: str) -> str:
    """Return the text from its first mark-up on, without the declaration, whose encoding is not ours any more."""
    told = told.lstrip("\ufeff \t\r\n\0")
    if not told.startswith("<"):
        found = _START.search(told[:4096])
        told = told[found.start() :] if found else told
    return _PROLOG.sub("", told, count=1) if _PROLOG.match(told) else told


def mended(told: str) -> str:
    """Return a text that is not well-formed with what publishers get wrong most put right.

    Characters that XML cannot hold go, references to them become U+FFFD, HTML's entities, which XML does not know
    without a DTD, become their characters, and an ampersand that begins no reference is one (XML 1.0, 2.2 and 4.1).
    Prefixes that nobody declared are.
    """
    told = _REFERENCE.sub(_character, _ILLEGAL.sub("", told))
    # A document that defines entities of its own means these.
    return _declared(told if "<!ENTITY" in told[:4096] else _BARE.sub(_entity, told))


def _declared(told: str) -> str:
    """Return a text in which every prefix stands for a namespace (Namespaces in XML, 5): some forget to declare it."""
    root = _ROOT.search(told)
    used = {found[1] or found[2] for found in _PREFIX.finditer(told)}
    missing = sorted(used - {"xml", "xmlns", *_DECLARED_PREFIX.findall(told)}) if root else []
    if not root or not missing or len(missing) > _MOST_PREFIXES:
        return told
    spaces = "".join(f' xmlns:{prefix}="{_USUAL.get(prefix, "urn:undeclared:" + prefix)}"' for prefix in missing)
    return told[: root.end()] + spaces + told[root.end() :]


def _entity(found: re.Match[str]) -> str:
    if not found[1]:
        return found[0] if found[0].startswith("<") else "&amp;"
    return html.entities.html5.get(found[1], "&amp;" + found[1])


def _character(found: re.Match[str]) -> str:
    """Return references as they were meant: halves joined, what is no character replaced."""
    codes = [_code(digits.lstrip("0") or "0", 16 if mark else 10) for mark, digits in _ONE.findall(found[0])]
    if all(map(_is_character, codes)):
        return found[0].replace("X", "x")  # as XML, other than HTML, wants it
    # What UTF-16 makes of the codes joins the halves, and what stands alone is replaced.
    units = (code if _is_character(code) or 0xD800 <= code < 0xE000 else 0xFFFD for code in codes)
    joined = "".join(map(chr, units)).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return "".join(f"&#{ord(character)};" for character in joined)


def _code(digits: str, base: int) -> int:
    """Return the number of a reference; one of endless digits is beyond all characters."""
    return int(digits, base) if len(digits) <= 8 else 0x110000


def _is_character(code: int) -> bool:
    return code in (9, 10, 13) or 0x20 <= code < 0xD800 or 0xDFFF < code < 0xFFFE or 0xFFFF < code < 0x110000


def web_address(base: str, address: str) -> str:
    """Return `address` absolute against `base`, without a fragment; nothing where it is no http or https address."""
    try:
        joined = urldefrag(urljoin(base, address.strip())).url if address.strip() else ""
    except ValueError:
        return ""
    return joined if joined.startswith(("http://", "https://")) else ""
