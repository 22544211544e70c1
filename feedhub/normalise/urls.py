"""Addresses: absolute ones, and the one form under which two spellings are the same article. Pure."""

import re
from collections.abc import Callable
from urllib.parse import parse_qsl, quote, unquote_plus, urlencode, urljoin, urlsplit, urlunsplit

_WEB = re.compile(r"https?://[^/\s?#\\@]+(?:[/?#]|$)", re.IGNORECASE)
_TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|igshid|mc_[ce]id|_hs(?:enc|mi)|mkt_tok|spm|scm|"
    r"share_(?:token|source|medium)|vero_(?:id|conv)|oly_\w+_id|at_(?:medium|campaign)\w*|ref_src|cmpid|ncid",
    re.IGNORECASE,
)
_PLACE = re.compile(r"(?:top|comments?|respond|more|content|main|utm_|xtor=|:~:)", re.IGNORECASE)
_PLAIN = re.compile(r"https?://[a-z0-9](?:[a-z0-9.-]*[a-z])?(?::[1-9]\d{0,3})?/[A-Za-z0-9/._~?&=-]*")  # most are
_FOR_DEVICES = re.compile(r"^(?:www|m|mobile|wap|amp|touch|3g)\.")
_FOR_AMP = re.compile(r"(?:/amp|\.amp)(?:\.html?)?$|^/amp(?=/)", re.IGNORECASE)
_LONGEST = 8000  # characters (RFC 9110, 4.1); what is longer carries something else than an address
_PORTS = {"http": ":80", "https": ":443"}


def is_web(url: str) -> bool:
    """Whether `url` is an absolute http or https address."""
    return bool(_WEB.match(url))


def absolute(url: str, base: str) -> str:
    """Return `url` as an absolute http or https address, resolved against `base`; empty where it is none or endless."""
    if len(url) > _LONGEST:
        return ""
    if _PLAIN.fullmatch(url):
        return url
    url = re.sub(r"[\x00-\x20\x7f\ud800-\udfff]+", lambda gap: "%20" if gap[0].strip(" ") == "" else "", url.strip())
    if not url:
        return ""
    try:
        joined = urljoin(base, url) if base else url
        _ = urlsplit(joined).port  # ValueError if it is no number
    except ValueError:
        return ""
    if not is_web(joined) or len(joined) > _LONGEST:
        return ""
    quoted = quote(joined, safe="%/:=&?~#+!$,;'@()*[]")
    return re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", quoted)


def is_tracking(name: str) -> bool:
    """Whether a parameter of that name says only by which way a reader came."""
    return bool(_TRACKING.fullmatch(name))


def without(url: str, unwanted: Callable[[str], bool]) -> str:
    """Return `url` without the parameters of its query whose names are `unwanted`; the others stay to the byte."""
    path, mark, rest = url.partition("?")
    query, hash_, fragment = rest.partition("#")
    if not mark or "#" in path:
        return url
    pairs = query.split("&")
    kept = [pair for pair in pairs if not unwanted(unquote_plus(pair.partition("=")[0]))]
    if len(kept) == len(pairs):
        return url
    return path + ("?" if kept else "") + "&".join(kept) + hash_ + fragment


def canonical(url: str) -> str:
    """Return the form of an address under which its spellings are one: for comparing, not for following.

    Scheme and `www.` do not count, nor do tracking parameters, a default port, a slash at the end, or a fragment that
    only leads to a place on the page. Any other fragment does: changelogs (#v1.2) and one-page sites (#/news/1) have
    nothing else to tell their articles apart.
    """
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return url.strip()
    host = parts.netloc.rpartition("@")[2].lower().removesuffix(_PORTS.get(parts.scheme.lower(), ""))
    query = [
        (k, v)
        for k, v in parse_qsl(parts.query, keep_blank_values=True, errors="surrogateescape")
        if not is_tracking(k)
    ]
    fragment = "" if _PLACE.match(parts.fragment) else parts.fragment
    path = parts.path.rstrip("/")
    return urlunsplit(("", host.removeprefix("www."), path, urlencode(query, errors="surrogateescape"), fragment))


def variant(url: str) -> str:
    """Return the form of an address under which a page and its variants are one: for small screens, AMP, an index file.

    It is for recognising, beside something else that tells; two pages can have one such form.
    """
    try:
        parts = urlsplit(canonical(url))
    except ValueError:
        return url
    host = _FOR_DEVICES.sub("", parts.netloc)
    path = _FOR_AMP.sub("", re.sub(r"/index\.(?:html?|php)$", "", parts.path)).rstrip("/")
    query = "&".join(
        sorted(pair for pair in parts.query.split("&") if pair not in ("amp=1", "amp", "m=1", "outputType=amp"))
    )
    return urlunsplit(("", host, path, query, parts.fragment))
