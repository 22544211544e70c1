"""What machines are told of a post's page: OpenGraph, and JSON-LD in the terms of schema.org. Pure."""

import html
import re
from collections.abc import Mapping, Sequence
from datetime import tzinfo
from typing import Any

from feedhub.config import Hub
from feedhub.model import Post

_PICTURE = re.compile(r"<img\b[^>]*?\ssrc=\"(https?://[^\"]+)\"")
_LONGEST_HEADLINE = 110  # characters that those who read NewsArticle show


def picture(post: Post) -> str:
    """Return the address of the first picture of a post, or of one that is attached; else nothing."""
    if found := _PICTURE.search(post.content):
        return html.unescape(found[1])
    attached = (one.url for one in post.enclosures if one.media_type.startswith("image/"))
    return next((url for url in attached if url.startswith(("http://", "https://"))), "")


def opengraph(hub: Hub, post: Post, canonical: str, zone: tzinfo) -> Sequence[tuple[str, str]]:
    """Return the properties of OpenGraph (ogp.me) of a post's page, in their order."""
    properties = [
        ("og:type", "article"),
        ("og:site_name", hub.title),
        ("og:title", post.title),
        ("og:url", canonical),
        ("og:description", post.excerpt),
        ("og:image", picture(post)),
        ("og:locale", _locale(post.language or hub.language)),
        ("article:published_time", post.published.astimezone(zone).isoformat()),
        ("article:modified_time", post.updated.astimezone(zone).isoformat()),
        *(("article:section", one.name) for one in post.categories[:1]),
        *(("article:tag", tag) for tag in post.tags),
    ]
    return [(name, value) for name, value in properties if value]


def news_article(hub: Hub, post: Post, canonical: str, zone: tzinfo) -> Mapping[str, Any]:
    """Return what schema.org's NewsArticle says of a post; who wrote it is its author, else its source."""
    source = {"@type": "Organization", "name": post.source_title, "url": post.source_link}
    said = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": _shortened(post.title),
        "description": post.excerpt,
        "datePublished": post.published.astimezone(zone).isoformat(),
        "dateModified": post.updated.astimezone(zone).isoformat(),
        "inLanguage": post.language or hub.language,
        "mainEntityOfPage": canonical,
        "url": canonical,
        "image": picture(post),
        "isBasedOn": post.link,
        "articleSection": [one.name for one in post.categories],
        "keywords": list(post.tags),
        "author": {"@type": "Person", "name": post.author} if post.author else _filled(source),
        "publisher": _filled(source),
        "isPartOf": {"@type": "WebSite", "name": hub.title, "url": f"{hub.base_url}/"},
    }
    return _filled(said)


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}


def _shortened(title: str) -> str:
    return title if len(title) <= _LONGEST_HEADLINE else title[: _LONGEST_HEADLINE - 1].rstrip() + "…"


def _locale(language: str) -> str:
    """Return a language tag as OpenGraph writes it, language_TERRITORY; nothing where no territory is named."""
    found = re.fullmatch(r"([A-Za-z]{2,3})(?:-[A-Za-z]{4})?-([A-Za-z]{2})", language)
    return f"{found[1].lower()}_{found[2].upper()}" if found else ""
