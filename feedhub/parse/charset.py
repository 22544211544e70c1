"""Bytes → text, by what the document says of itself and by what it is. Pure."""

import codecs

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Labels whose publishers mean the larger set (WHATWG Encoding, 4.2: gb2312 is gbk; 镕 needs it).
_WIDER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "iso-8859-1": "cp1252",
    "ascii": "cp1252",
}


def decode(body: bytes, declared: str | None = None) -> str:
    """Return `body` as text without a byte order mark.

    A byte order mark wins; then UTF-8 where the bytes are valid UTF-8, since other encodings almost never are by
    chance; then UTF-8 with a broken character or two, which is what a publisher makes who cuts bytes; then the
    `declared` charset; then GB18030; at last UTF-8 with replacement characters.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, errors="replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        mended = body.decode("utf-8", errors="replace")
    # In what is not UTF-8 most characters beyond ASCII are broken.
    if mended.count("\ufffd") * 2 < sum(not character.isascii() for character in mended):
        return mended
    for codec in (known(declared), "gb18030"):
        if codec:
            try:
                return body.decode(codec)
            except UnicodeError:
                continue
    return mended


def known(label: str | None) -> str | None:
    """Return the codec for a charset label, or None for one that nobody knows."""
    if not label:
        return None
    label = label.strip().lower()
    try:
        name = codecs.lookup(_WIDER.get(label, label)).name
        b"a".decode(name)  # not every codec makes text of bytes
    except (LookupError, ValueError):
        return None
    return name
