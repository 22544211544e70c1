"""Bytes → text, by what the document says of itself and by what it is. Pure."""

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Charsets whose publishers mean the larger set (WHATWG Encoding, 4.2): gb2312 has 镕, Shift_JIS ①, EUC-KR 똠.
_WIDER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc_jp": "euc_jis_2004",
    "euc_kr": "cp949",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "ascii": "cp1252",
}
# Labels of the web (WHATWG Encoding, 4.2) that Python does not know.
_LABELS = {
    "x-gbk": "gbk",
    "x-sjis": "cp932",
    "x-euc-jp": "euc_jp",
    "x-x-big5": "big5",
    "windows-949": "cp949",
    "windows-874": "cp874",
    "dos-874": "cp874",
    "x-mac-roman": "mac_roman",
    "x-mac-cyrillic": "mac_cyrillic",
    "x-mac-ukrainian": "mac_cyrillic",
    "unicode-1-1-utf-8": "utf-8",
    "x-unicode20utf8": "utf-8",
    "logical": "iso8859-8",
    "visual": "iso8859-8",
    **{f"x-cp125{number}": f"cp125{number}" for number in range(9)},
    **{f"iso8859{number}": f"iso8859-{number}" for number in range(1, 17)},
}


_STATEFUL = re.compile(r"iso-?2022|hz|utf-?7")


def decode(body: bytes, declared: str | None = None) -> str:
    """Return `body` as text without a byte order mark.

    A byte order mark wins; then UTF-8 where the bytes are valid UTF-8, since other encodings almost never are by
    chance; then UTF-8 with a broken character or two, which is what a publisher makes who cuts bytes; then the
    `declared` charset, if it explains all but as few; then GB18030; at last UTF-8 with replacement characters.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, errors="replace")
    codec = known(declared)
    if codec and escapes(codec, body):
        return body.decode(codec, errors="replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return _other(body, codec)


def _other(body: bytes, codec: str | None) -> str:
    """Return the text of what is not valid UTF-8, for which `codec` is declared."""
    mended = body.decode("utf-8", errors="replace")
    # In what is not UTF-8 most characters beyond ASCII are broken.
    if mended.count("\ufffd") * 2 < sum(not character.isascii() for character in mended):
        return mended
    told = body.decode(codec, errors="replace") if codec and codec != "utf-8" else mended
    explained = told is not mended and _mostly(told)
    # A charset of single bytes explains nearly anything, Chinese too, so what it does not explain speaks against it.
    if explained and codec and not ("\ufffd" in told and single(codec)):
        return told
    try:
        return body.decode("gb18030")
    except UnicodeError:
        return told if explained else mended


def escapes(codec: str, body: bytes) -> bool:
    """Whether a body is in a charset that only its escapes and its label tell from UTF-8: its bytes are ASCII."""
    return bool(_STATEFUL.match(codec)) and (b"\x1b" in body or b"~{" in body)


def single(codec: str) -> bool:
    """Whether a charset has one byte for each character, and so fits any bytes."""
    return codec.startswith(("cp125", "iso8859", "koi8", "latin", "mac", "cp437", "cp850", "cp866", "cp874", "ascii"))


def _mostly(told: str) -> bool:
    """Whether a charset explains a text but for a character here or there, as publishers break who cut bytes."""
    broken = told.count("\ufffd")
    return broken * 20 <= sum(not character.isascii() for character in told) if broken else True


def known(label: str | None) -> str | None:
    """Return the codec for a charset label, or None for one that nobody knows."""
    if not label:
        return None
    label = label.strip().lower()
    try:
        name = codecs.lookup(_LABELS.get(label, label)).name
        name = _WIDER.get(name, name)
        b"a\x80".decode(name, "replace")  # not every codec makes text of bytes
    except (LookupError, ValueError):
        return None
    return name
