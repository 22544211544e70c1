"""The feeds that a page names, the best first, and the addresses at which feeds usually are. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urldefrag, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag

_TYPES = {
    "application/atom+xml": 0,
    "application/rss+xml": 1,
    "application/feed+json": 2,
    "application/rdf+xml": 3,
    "application/x-rss+xml": 3,
    "application/xml": 4,
    "text/xml": 4,
    "application/json": 5,
}
_MAYBE = {"application/xml", "text/xml", "application/json"}  # that are feeds only if more says so
_COMMENTS = re.compile(r"comment|评论|留言|回复", re.IGNORECASE)
_ADDRESS = re.compile(
    r"(?:^|[/._-])(?:rss2?|atom|feeds?|rdf)(?:$|[/._?-])|[?&](?:feed|format|type|alt)=(?:rss2?|atom|feed|rdf)\b"
    r"|(?:rss|atom|feed)\w{0,12}\.(?:xml|json|php|aspx?|ashx)$|\.(?:rss|atom|rdf)$",
    re.IGNORECASE,
)
_WORDS = re.compile(r"\b(?:rss|atom|feeds?)\b|订阅源|RSS订阅|聚合", re.IGNORECASE)
_NO_FEED = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|css|js|pdf|zip|opml|ico|s?html?)$|wp-json|oembed", re.IGNORECASE)
_ELSEWHERE = re.compile(
    r"(?:^|\.)(?:feedly\.com|inoreader\.com|newsblur\.com|wikipedia\.org|feedburner\.google\.com|w3\.org|follow\.it"
    r"|facebook\.com|twitter\.com|x\.com|apple\.com|play\.google\.com)$",
    re.IGNORECASE,
)
_LARGEST = 2000  # links that are looked at
_MAKERS = {
    "wordpress": "/feed/", "typecho": "/feed/", "ghost": "/rss/", "hugo": "/index.xml", "hexo": "/atom.xml",
    "jekyll": "/feed.xml", "blogger": "/feeds/posts/default", "discourse": "/latest.rss", "gatsby": "/rss.xml",
    "drupal": "/rss.xml", "joomla": "/?format=feed&type=rss", "discuz": "/forum.php?mod=rss", "z-blog": "/feed.php",
    "emlog": "/rss.php", "halo": "/rss.xml", "squarespace": "?format=rss", "eleventy": "/feed.xml",
}  # fmt: skip
_USUAL = ("/feed", "/rss.xml", "/atom.xml", "/feed.xml", "/index.xml", "/rss")
_NEAR = ("feed", "rss.xml", "index.xml")


@dataclass(frozen=True, slots=True)
class Named:
    """A feed that a page names. `how` says where; nobody has looked yet whether it is one."""

    url: str
    title: str
    media_type: str
    how: str
    comments: bool = False


def named(tree: BeautifulSoup, base: str) -> list[Named]:
    """Return the feeds that a page names: linked for machines, then linked for people; those of comments last.

    Source: HTML, 4.6.7.1 (rel=alternate); rssboard.org/rss-autodiscovery; the order in which a page names its feeds
    is its own preference, which readers keep.
    """
    found: dict[str, tuple[tuple[bool, int, int], Named]] = {}
    for rank, feed in (*((0, feed) for feed in _linked(tree, base)), *((1, feed) for feed in _shown(tree, base))):
        known = found.get(feed.url)
        if known is None:
            found[feed.url] = ((feed.comments, rank, len(found)), feed)
    return [feed for _, feed in sorted(found.values(), key=lambda pair: pair[0])]


def _linked(tree: BeautifulSoup, base: str) -> Iterator[Named]:
    """Yield what `<link>` elements name, wherever in the page they stand, in whatever case their types are."""
    for link in tree.find_all("link", href=True):
        rels = {word.lower() for word in _words(link.get("rel"))}
        kind = str(link.get("type") or "").partition(";")[0].strip().lower()
        address = str(link["href"])
        title = " ".join(str(link.get("title") or "").split())
        if not rels & {"alternate", "feed", "service.feed"} or _NO_FEED.search(_path(address)):
            continue
        told = kind in _TYPES and (kind not in _MAYBE or _ADDRESS.search(address) or _WORDS.search(title))
        if not told and "feed" not in rels:
            continue
        if url := _absolute(base, address):
            yield Named(url, title, kind, "named in the page's head", _about_comments(url, title))


def _shown(tree: BeautifulSoup, base: str) -> Iterator[Named]:
    """Yield what links for people name as feeds: in their address, their text, or the icon in them."""
    for link in tree.find_all("a", href=True, limit=_LARGEST):
        url = _absolute(base, str(link["href"]))
        if not url or _NO_FEED.search(urlsplit(url).path) or _ELSEWHERE.search(urlsplit(url).hostname or ""):
            continue
        kind = str(link.get("type") or "").partition(";")[0].strip().lower()
        text = " ".join(link.get_text(" ").split())[:80]
        said = " ".join((text, str(link.get("title") or ""), str(link.get("aria-label") or ""), _icon(link)))
        parts = urlsplit(url)
        by_address = bool(_ADDRESS.search(parts.path) or _ADDRESS.search(f"?{parts.query}"))
        by_words = len(text) <= 40 and bool(_WORDS.search(said))
        ends_as_one = parts.path.lower().endswith((".xml", ".rss", ".atom", ".rdf"))
        typed = kind in _TYPES and kind not in _MAYBE
        if (
            typed
            or (by_address and (by_words or ends_as_one or parts.path.rstrip("/").endswith(("feed", "rss"))))
            or (by_words and ends_as_one)
        ):
            yield Named(url, text or said.strip(), kind, "linked in the page", _about_comments(url, said))


def _icon(link: Tag) -> str:
    """Return what an image or icon within a link is called."""
    shown = link.find(["img", "i", "svg", "span"])
    if not isinstance(shown, Tag):
        return ""
    names = [str(shown.get("alt") or ""), str(shown.get("src") or ""), *_words(shown.get("class"))]
    return " ".join(re.sub(r"[-_./]+", " ", name) for name in names)[:200]


def usual(tree: BeautifulSoup, url: str) -> list[str]:
    """Return the addresses at which the feed of a page usually is, the likeliest first, at most six.

    What made the site (meta generator) says most; then come those beside the page, then those at the root.
    """
    parts = urlsplit(url)
    directory = parts.path if parts.path.endswith("/") else parts.path.rpartition("/")[0] + "/"
    root = f"{parts.scheme}://{parts.netloc}"
    maker = _maker(tree)
    made = [urljoin(url, maker) if maker.startswith("?") else root + maker] if maker else []
    near = [f"{root}{directory}{name}" for name in _NEAR] if directory != "/" else []
    return list(dict.fromkeys([*made, *near, *(root + path for path in _USUAL)]))[:6]


def _maker(tree: BeautifulSoup) -> str:
    meta = tree.find("meta", attrs={"name": re.compile("^generator$", re.IGNORECASE)})
    said = str(meta.get("content") or "").lower() if isinstance(meta, Tag) else ""
    if not said and tree.select_one('link[href*="/wp-content/"], script[src*="/wp-includes/"]'):
        said = "wordpress"
    return next((path for name, path in _MAKERS.items() if name in said), "")


def _about_comments(url: str, title: str) -> bool:
    return bool(_COMMENTS.search(title) or _COMMENTS.search(urlsplit(url).path))


def _absolute(base: str, address: str) -> str:
    address = re.sub(r"^feed:(?://)?(?=https?:)", "", address.strip()).replace("feed://", "http://", 1)
    try:
        url = urldefrag(urljoin(base, address)).url
        sound = bool(urlsplit(url).hostname)
    except ValueError:
        return ""
    return url if sound and url.lower().startswith(("http://", "https://")) else ""


def _path(address: str) -> str:
    try:
        return urlsplit(address).path
    except ValueError:
        return ""


def _words(value: object) -> list[str]:
    return [str(word) for word in value] if isinstance(value, list) else str(value or "").split()
