"""Sitemaps, those for news among them, and their indices."""

import gzip
from typing import Any

import pytest

from feedhub.config import SitemapSource
from feedhub.errors import ParseError
from feedhub.model import Listing, Response
from feedhub.parse import listing

URL = "https://news.example/sitemap.xml"
PLAIN = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">%s</urlset>'
NEWS = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"><url>
<loc> https://news.example/a/1?x=1&amp;y=2 </loc><lastmod>2022-05-21</lastmod>
<news:news><news:publication><news:name>某网</news:name><news:language>zh-cn</news:language></news:publication>
<news:publication_date>2022-05-20T09:51:56+08:00</news:publication_date><news:title><![CDATA[题 & 目]]></news:title>
<news:keywords>钢铁, 600160</news:keywords></news:news>
<image:image><image:loc>https://news.example/1.jpg</image:loc></image:image></url></urlset>"""


def read(body: str | bytes, **settings: Any) -> Listing:
    source = SitemapSource.model_validate({"id": "s", "kind": "sitemap", "url": URL, **settings})
    return listing(source, Response(URL, 200, body.encode() if isinstance(body, str) else body))


def links(body: str | bytes, **settings: Any) -> list[str]:
    return [item.fields["link"] for item in read(body, **settings).items]


def test_a_news_sitemap_gives_all_that_it_says() -> None:
    [item] = read(NEWS).items

    expected = {
        "link": "https://news.example/a/1?x=1&y=2",
        "title": "题 & 目",
        "published": "2022-05-20T09:51:56+08:00",
        "updated": "2022-05-21",
        "publication": "某网",
        "language": "zh-cn",
        "image": "https://news.example/1.jpg",
    }

    assert expected == item.fields
    assert item.categories == ("钢铁", "600160")


@pytest.mark.parametrize("root", [PLAIN, "<urlset>%s</urlset>", '<urlset xmlns="http://www.google.com/x">%s</urlset>'])
def test_a_sitemap_is_read_whatever_its_namespace(root: str) -> None:
    assert links(root % "<url><loc>https://a.example/1</loc></url><url/>") == ["https://a.example/1", ""]


def test_only_addresses_that_match_count() -> None:
    urls = "".join(f"<url><loc>https://a.example/{name}</loc></url>" for name in ("news/1", "about", "news/2"))

    assert links(PLAIN % urls, match="/news/") == ["https://a.example/news/1", "https://a.example/news/2"]


def test_an_index_gives_its_sitemaps_newest_first() -> None:
    dated = [("1", "2022-05-20T10:00:00+08:00"), ("2", ""), ("3", "2022-05-20T03:00:00Z"), ("4", "2022-05")]
    said = "".join(
        f"<sitemap><loc>https://a.example/{n}.xml</loc><lastmod>{date}</lastmod></sitemap>" for n, date in dated
    )

    found = read(f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{said}</sitemapindex>')

    assert found.items == ()
    assert [address[18:19] for address in found.documents] == ["3", "1", "2", "4"]


def test_a_gzipped_sitemap_is_known_by_its_first_bytes_and_may_have_parts() -> None:
    body = (PLAIN % "<url><loc>https://a.example/1</loc></url>").encode()

    assert links(gzip.compress(body[:40], mtime=0) + gzip.compress(body[40:])) == ["https://a.example/1"]


@pytest.mark.parametrize(
    ("body", "fact"),
    [
        (b"", "sitemap"),
        (b"not xml", "sitemap"),
        (b"<html><body>404</body></html>", "root is <html>"),
        (gzip.compress(b"<urlset/>", mtime=0)[:-6], "ends too early"),
        (b"\x1f\x8bnonsense", "gzip"),
        (gzip.compress(b"<urlset>" + b" " * 100_000 + b"</urlset>", mtime=0), "too large"),
    ],
)
def test_what_is_no_sitemap_is_an_error(body: bytes, fact: str) -> None:
    with pytest.raises(ParseError, match=fact):
        read(body, max_bytes=50_000)


def test_entities_are_not_resolved() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>' + PLAIN % "<url><loc>https://a/&a;</loc></url>"

    assert links(bomb) == ["https://a/&a;"]


def test_a_sitemap_may_be_a_text_with_an_address_in_each_line() -> None:
    told = "\ufeffhttps://news.example/1\r\n\n  https://news.example/tags\nnot an address\nhttps://news.example/二\n"

    assert links(told, match="/[^t]+$") == ["https://news.example/1", "https://news.example/二"]


def test_a_sitemap_may_be_a_feed() -> None:
    items = "".join(f"<item><title>{n}</title><link>https://news.example/{n}</link></item>" for n in ("a", "b"))
    [item] = read(f"<rss version='2.0'><channel><title>T</title>{items}</channel></rss>", match="b$").items

    assert (item.fields["title"], item.fields["link"]) == ("b", "https://news.example/b")
