"""Where things are published: paths below the two trees, and the ids that go with them. Pure."""

import hashlib
import unicodedata
from datetime import date
from urllib.parse import quote

RESERVED_SLUGS = frozenset(
    """
    archive categories category entity feed feeds healthz hub index media metrics page politeness readyz robots search
    sitemap source static status style tag websub
    """.split()
)
"""Slugs that no category may have, since the public tree uses these names itself."""


def category_key(name: str) -> str:
    """Return the form in which names of a category are one: TechWeb and Techweb, full width and half width.

    One sign can become eighteen letters (U+FDFA), so it is cut to what a column takes.
    """
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())[:400]


def filing_keys(kind: str, name: str, slug: str) -> tuple[str, str]:
    """Return the keys under which a name and a slug are one of their kind: a source and a category may share both.

    No category's name has a tab in it, and no category's slug a slash.
    """
    if kind == "category":
        return category_key(name), slug.casefold()
    named = slug.casefold() if kind != "tag" else category_key(name)
    whole = f"{kind}/{slug.casefold()}"
    short = whole if len(whole) <= 100 else f"{kind}/{hashlib.sha256(whole.encode()).hexdigest()}"
    return f"{kind}\t{named}", short


def post_page(slug: str, day: date, name: str) -> str:
    """Return the path of a post's page: /<slug>/<yyyy>/<mm>/<dd>/<id>.html."""
    return f"{slug}/{day:%Y/%m/%d}/{name}.html"


def archived_post(day: date, name: str) -> str:
    """Return the path of a post in the archive, which is a Jekyll source tree."""
    return f"_posts/{day:%Y/%m}/{day:%Y-%m-%d}-{name}.md"


def category_page(slug: str, page: int | None = None, kind: str = "category") -> str:
    """Return the path of a category's front page, or of its closed page number `page`.

    The `kind` is the folder of what is like a category, here and below: source, tag, feed.
    """
    return f"{kind}/{slug}.html" if page is None else f"{kind}/{slug}/page/{page}.html"


FEED_TYPES = {"atom": "application/atom+xml", "rss": "application/rss+xml", "json": "application/feed+json"}
"""The formats of a feed by their suffix, with their media types; Atom is the one that all else leads to."""


def changes_feed(slug: str, kind: str = "category") -> str:
    """Return the path of the feed of a category's edits."""
    return f"{kind}/{slug}/changes.atom"


def history_page(name: str) -> str:
    """Return the path of the page that shows the versions of a post."""
    return f"history/{name}.html"


def months_page(slug: str) -> str:
    """Return the path of the page that lists the months of a category."""
    return f"category/{slug}/months.html"


def month_page(slug: str, month: int, page: int | None = None) -> str:
    """Return the path of the page of a category's month (yyyymm), or of its closed page number `page`."""
    path = f"category/{slug}/{month // 100:04}/{month % 100:02}"
    return f"{path}.html" if page is None else f"{path}/{page}.html"


def sitemap(number: int) -> str:
    """Return the path of a site map of posts."""
    return f"sitemap/{number}.xml"


def gone(path: str) -> str:
    """Return where the page stands that is served, with 410, in place of one that is no more."""
    return f".gone/{path}"


def category_feed(slug: str, suffix: str = "atom", kind: str = "category") -> str:
    """Return the path of a category's subscription document in one of the formats."""
    return f"{kind}/{slug}.{suffix}"


def hub_feed(suffix: str = "atom") -> str:
    """Return the path of the feed of everything in one of the formats."""
    return HUB_FEED if suffix == "atom" else f"feed.{suffix}"


def archive(slug: str | None, number: int, kind: str = "category") -> str:
    """Return the path of an archive document of a category, or of the feed of everything."""
    return f"{kind}/{slug}/archive/{number}.atom" if slug else f"archive/{number}.atom"


HUB_FEED = "feed.xml"
INDEX = "index.html"
DIRECTORY = "categories.html"
OPML = "feeds.opml"
STYLE = "style.css"
STATUS_PAGE = "status.html"
STATUS_FEED = "status.atom"
ICON = "icon.svg"
SEARCH = "search.html"
SITEMAP_INDEX = "sitemap.xml"
SITEMAP_OF_LISTS = "sitemap/lists.xml"

SITEMAP_URLS = 2_000
"""Posts in a site map: few, so that writing the newest one again costs little. The index may have 50,000 of them."""
POLITENESS = "politeness.html"


def tag_uri(authority: str, specific: str) -> str:
    """Return the id of something published (RFC 4151): `authority` is "host,date", minted once for a hub."""
    return f"tag:{authority}:{quote(specific, safe='/:;@!$&()*+,=-._~')}"
