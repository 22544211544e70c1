"""One line of plain text out of what publishers write in titles, names and summaries. Pure."""

import html
import re

# What XML 1.0 (2.2) cannot hold, and so no feed can.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPACE = re.compile("[ \t\n\r\f\v\x85\xa0\u2028\u2029\u200b\ufeff]+")
_REFERENCE = re.compile(r"&#(?:([xX])([0-9a-fA-F]{7,})|([0-9]{8,}));?")
# Embeddings and overrides of direction, which would turn what stands around the line; the marks U+200E and U+200F stay.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_TAG = re.compile(
    r"</?(?:a|abbr|b|big|br|code|div|em|font|h[1-6]|i|img|li|mark|ol|p|q|s|small|span|strike|strong|sub|sup|tt|u|ul)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_BREAK = re.compile(r"<(?:br|/p|/div|/li|/h[1-6])\s*/?>", re.IGNORECASE)
_HEADLINE = re.compile(r"\s*(?:【[^】]*】\s*)+")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")


def legal(value: str) -> str:
    """Return `value` without the characters that XML cannot hold."""
    return _ILLEGAL.sub("", value)


def unescape(value: str) -> str:
    """Return `value` with its character references resolved; one beyond all characters is U+FFFD (HTML, 13.2.5.80)."""
    return html.unescape(_REFERENCE.sub(_short, value))


def _short(found: re.Match[str]) -> str:
    digits = (found[2] or found[3]).lstrip("0") or "0"
    return f"&#{found[1] or ''}{digits};" if len(digits) <= 7 else "\ufffd"


def line(value: str, limit: int) -> str:
    """Return `value` as one line: no mark-up, entities resolved, white space folded, at most `limit` characters.

    U+3000, which Chinese titles use between their halves, stays.
    """
    if "<" in value:
        value = _BREAK.sub(" ", value)
        value = _TAG.sub("", value)
    if "&" in value:
        value = unescape(value)
    folded = _SPACE.sub(" ", _TURNING.sub("", legal(value))).strip(" \u3000")
    return folded if len(folded) <= limit else folded[: limit - 1].rstrip() + "…"


def digest(value: str) -> str:
    """Return a publisher's summary as one line.

    News agencies repeat the headline in brackets before it (【标题】摘要): that goes.
    """
    flat = line(value, 2000).replace("\u3000\u3000", "")
    found = _HEADLINE.match(flat)
    return (flat[found.end() :] if found else flat) or flat


def excerpt(value: str, limit: int = 140) -> str:
    """Return the beginning of a text for a list, cut at a word where there are words."""
    flat = _SPACE.sub(" ", value).strip(" \u3000")
    if len(flat) <= limit:
        return flat
    cut = flat[: limit - 1]
    space = cut.rfind(" ", limit // 2)
    return (cut[:space] if space > 0 else cut).rstrip(" ,.;:，。；：、") + "…"


def language(value: str) -> str:
    """Return a language tag that may stand in xml:lang (BCP 47), or nothing."""
    tag = value.strip().replace("_", "-")
    return tag if len(tag) <= 35 and _LANGUAGE.fullmatch(tag) else ""
