"""Publishers that have only web pages, as a user follows them."""

import gzip
import json

import pytest

from tests.hub import HEAD, Hub
from tests.publisher import Answer, Asked, Publisher

SOURCE = """
[[source]]
id = "{id}"
kind = "html"
url = "{address}{path}"
items = "{items}"
category = "网页"
[source.fields]
title = "h2"
link = "a@href"
published = ".time"
[source.detail]
content = "div.body"
"""


def page(*numbers: int, after: str = "") -> str:
    """Return a list page of the articles with these numbers, and what stands after the list."""
    blocks = (
        f'<li><a href="/a/{n}.html"><h2>第{n}篇</h2></a><i class="time">2022-05-20 09:{n:02}</i></li>' for n in numbers
    )
    return f"<html><title>某网</title><ul>{''.join(blocks)}</ul>{after}</html>"


def article(number: int) -> str:
    """Return the page of an article."""
    return (
        f'<html><body><nav>menu</nav><div class="body"><p>正文{number}。</p><img data-src="i.png"></div></body></html>'
    )


@pytest.fixture
def site(hub: Hub) -> Hub:
    """A hub that follows a page with two articles."""
    hub.configure(HEAD + SOURCE.format(id="page", address=hub.publisher.address, path="/list", items="ul > li"))
    put(hub, 1, 2)
    return hub


def put(hub: Hub, *numbers: int) -> None:
    """Let the publisher list articles, each with a page."""
    hub.publisher.says("/list", page(*numbers), Content_Type="text/html; charset=utf-8")
    for number in numbers:
        hub.publisher.says(f"/a/{number}.html", article(number), Content_Type="text/html")


def texts(hub: Hub) -> str:
    """Return all posts, one after the other."""
    return "\n".join(path.read_text(encoding="utf-8") for path in hub.posts())


def test_the_articles_of_a_page_become_posts_with_the_text_of_their_pages(site: Hub) -> None:
    result = site.sync()

    assert (result.code, result.source("page")["new"]) == (0, 2)
    assert [path.name[:10] for path in site.posts()] == ["2022-05-20", "2022-05-20"]
    assert "<p>正文1。</p>" in texts(site) and "menu" not in texts(site)
    assert f'src="{site.publisher.address}/a/i.png"' in texts(site)


def test_a_second_pass_asks_for_the_list_and_the_new_article_only(site: Hub) -> None:
    site.sync()
    site.publisher.paths()
    put(site, 3, 1, 2)

    result = site.sync()

    assert sorted(site.publisher.paths()) == ["/a/3.html", "/list"]
    assert (result.source("page")["new"], result.source("page")["unchanged"]) == (1, 2)


def test_a_page_that_was_rebuilt_fails_alone_and_names_the_selector(site: Hub) -> None:
    other = SOURCE.format(id="old", address=site.publisher.address, path="/list", items="ul.old > li")
    site.configure(
        HEAD + other + SOURCE.format(id="page", address=site.publisher.address, path="/list", items="ul > li")
    )

    result = site.sync()

    assert result.code == 1
    assert "items = 'ul.old > li' matches nothing" in result.source("old")["error"]
    assert result.source("page")["new"] == 2


def test_an_article_whose_page_has_no_text_is_tried_again(site: Hub) -> None:
    site.publisher.says("/a/2.html", "<html><body>maintenance</body></html>")

    first = site.sync()

    assert (first.code, first.source("page")["new"], first.source("page")["failed"]) == (1, 1, 1)
    assert "content = 'div.body' finds nothing" in " ".join(first.source("page")["notes"])

    site.publisher.says("/a/2.html", article(2))

    assert site.sync().source("page")["new"] == 1


def test_a_block_without_a_link_is_quarantined_and_the_rest_goes_on(site: Hub) -> None:
    broken = page(1).replace("</ul>", "<li><h2>only a title</h2></li></ul>")
    site.publisher.says("/list", broken, Content_Type="text/html; charset=utf-8")

    result = site.sync()

    assert (result.code, result.source("page")["new"], result.source("page")["quarantined"]) == (0, 1, 1)


def test_a_page_in_gbk_is_read(site: Hub) -> None:
    put(site, 1)
    text = page(1).replace("<title>", '<meta charset="gb2312"><title>').replace("第1篇", "朱镕基")
    site.publisher.says("/list", text.encode("gb18030"), Content_Type="text/html")
    site.publisher.says("/a/1.html", article(1).encode("gb18030"), Content_Type="text/html; charset=gbk")

    site.sync()

    assert "朱镕基" in texts(site) and "正文1。" in texts(site)


def test_a_title_and_a_date_that_the_list_lacks_come_from_what_the_page_says_to_machines(site: Hub) -> None:
    site.publisher.says("/list", '<ul><li><a href="/a/9.html">more</a></li></ul>')
    head = (
        '<meta property="og:title" content="题目"><meta property="article:published_time" content="2022-05-21T08:00Z">'
    )
    site.publisher.says("/a/9.html", article(9).replace("<body>", f"<head>{head}</head><body>"))

    site.sync()

    [post] = site.posts()

    assert post.name.startswith("2022-05-21-") and 'title: "题目"' in texts(site)


def test_a_relative_date_counts_as_it_was_first_seen(site: Hub) -> None:
    for hour, said in ((4, "2小时前"), (5, "3小时前"), (12, "05-21 10:00")):
        listed = page(1).replace("2022-05-20 09:01", said)
        site.publisher.says("/list", listed, Content_Type="text/html; charset=utf-8")
        result = site.sync("--now", f"2022-05-21T{hour:02}:00:00")

        assert result.source("page")["new"] == (1 if hour == 4 else 0)
        assert result.source("page")["updated"] == 0

    assert site.publisher.paths().count("/a/1.html") == 1
    assert "2022-05-21 10:00:00" in texts(site)


# ---- what is asked, and with what

TOKEN = """
[[source]]
id = "api"
kind = "json"
url = "{address}/api"
method = "POST"
body = {{ channel = "news", filter = {{ size = 20 }} }}
headers = {{ Authorization = "Bearer ${{API_TOKEN}}" }}
items = "list"
category = "API"
[source.fields]
id = "id"
title = "title"
"""
SECRET = "s3cr3t-t0ken"


@pytest.fixture
def api(hub: Hub) -> Hub:
    """A hub that follows a list that is to be posted for, with a token."""
    hub.configure(HEAD + TOKEN.format(address=hub.publisher.address))

    def answer(asked: Asked) -> Answer:
        if asked.headers.get("authorization") != f"Bearer {SECRET}":
            return Answer(b"who are you?", 401)
        wanted = json.loads(asked.body)
        return Answer(json.dumps({"list": [{"id": "1", "title": f"{wanted['channel']}"}]}).encode())

    hub.publisher.answers["/api"] = answer
    return hub


def test_a_list_is_posted_for_with_a_token_from_the_environment(api: Hub) -> None:
    api.environ["API_TOKEN"] = SECRET + "\n"

    result = api.sync()

    assert (result.code, result.source("api")["new"]) == (0, 1)
    assert api.publisher.asked[0].headers["content-type"] == "application/json"
    assert json.loads(api.publisher.asked[0].body) == {"channel": "news", "filter": {"size": 20}}


def test_a_variable_that_is_missing_is_named_with_its_line(api: Hub) -> None:
    result = api.run("check")

    assert result.code == 2
    assert "feedhub.toml:16: source.1.headers.Authorization: the environment has no API_TOKEN" in (
        result.stderr + result.stdout
    )


@pytest.mark.parametrize("token", ["wrong-t0ken", "t0ken with\nbreak"])
def test_a_secret_is_shown_nowhere(api: Hub, token: str) -> None:
    api.environ["API_TOKEN"] = token

    shown = [api.run(*words) for words in (("check",), ("sync", "--json"), ("status",), ("preview", "api"))]

    assert shown[1].code != 0
    assert [one for one in shown if "t0ken" in one.stdout + one.stderr] == []


def test_a_token_is_not_taken_along_to_another_host(api: Hub) -> None:
    api.environ["API_TOKEN"] = SECRET
    other = api.publisher.address.replace("127.0.0.1", "localhost")
    api.publisher.answers["/api"] = Answer(b"", 307, {"Location": f"{other}/there"})
    api.publisher.says("/there", {"list": []})

    result = api.sync()

    assert result.code == 0
    assert [asked.headers.get("authorization") for asked in api.publisher.asked] == [f"Bearer {SECRET}", None]


def test_a_form_is_posted(hub: Hub) -> None:
    settings = TOKEN.format(address=hub.publisher.address).replace(
        'body = { channel = "news", filter = { size = 20 } }', 'form = { channel = "新闻 a&b" }'
    )
    hub.configure(HEAD + settings.replace('headers = { Authorization = "Bearer ${API_TOKEN}" }', ""))
    hub.publisher.says("/api", {"list": [{"id": "1", "title": "甲"}]})

    assert hub.sync().source("api")["new"] == 1
    assert hub.publisher.asked[0].body == b"channel=%E6%96%B0%E9%97%BB+a%26b"


# ---- lists of several pages


def paged(hub: Hub, settings: str) -> None:
    """Follow the list page with further settings."""
    source = SOURCE.format(id="page", address=hub.publisher.address, path="/list", items="ul > li")
    hub.configure(HEAD + source.replace("category", f"{settings}\ncategory"))


@pytest.mark.parametrize(
    ("settings", "link", "path"),
    [
        ("next = 'a.next'\nmax_pages = 3", '<a class="next" href="/list?p={n}">next</a>', "/list?p={n}"),
        ("next = 'a.next@href'\nmax_pages = 3", '<a class="next" href="?p={n}">next</a>', "/list?p={n}"),
        ("pages = {{ param = 'page' }}\nmax_pages = 3", "", "/list?page={n}"),
        ("pages = {{ param = 'from', start = 0, step = 20 }}\nmax_pages = 3", "", "/list?from={offset}"),
    ],
)
def test_a_list_of_several_pages_is_one_list(site: Hub, settings: str, link: str, path: str) -> None:
    paged(site, settings.format())
    for n in (1, 2, 3):
        where = "/list" if n == 1 else path.format(n=n, offset=(n - 1) * 20)
        after = link.format(n=n + 1)
        site.publisher.says(where, page(n * 10, n * 10 + 1, after=after), Content_Type="text/html; charset=utf-8")
    site.publisher.default = lambda asked: Answer(article(int(asked.path[3:-5])).encode())

    first, asked = site.sync(), site.publisher.paths()
    second = site.sync()

    lists = ["/list", *(path.format(n=n, offset=(n - 1) * 20) for n in (2, 3))]

    assert first.source("page")["new"] == 6
    assert asked[:3] == lists
    assert site.publisher.paths() == lists
    assert (second.source("page")["listed"], second.source("page")["unchanged"]) == (6, 6)


def test_a_later_page_that_fails_is_noted_and_those_before_it_stay(site: Hub) -> None:
    paged(site, "pages = { param = 'page' }\nmax_pages = 5")

    first = site.sync()

    assert (first.code, first.source("page")["new"]) == (0, 2)
    assert "page 2 of the list is missing" in " ".join(first.source("page")["notes"])

    site.publisher.says("/list?page=2", page(3), Content_Type="text/html; charset=utf-8")
    site.publisher.says("/a/3.html", article(3))

    assert site.sync().source("page")["new"] == 1


def test_a_site_that_does_not_know_the_parameter_is_asked_for_one_page_more(site: Hub) -> None:
    paged(site, "pages = { param = 'page' }\nmax_pages = 5")
    site.publisher.answers["/list?page=2"] = site.publisher.answers["/list"]

    result = site.sync()

    assert [path for path in site.publisher.paths() if "list" in path] == ["/list", "/list?page=2"]
    assert (result.source("page")["new"], result.source("page")["notes"]) == (2, [])


def test_pages_of_a_list_in_json_follow_a_cursor_in_the_body(hub: Hub) -> None:
    settings = TOKEN.format(address=hub.publisher.address)
    hub.environ["API_TOKEN"] = SECRET
    paging = "pages = { param = 'page.after', cursor = 'next' }\nmax_pages = 9\ncategory"
    hub.configure(HEAD + settings.replace("category", paging))

    def answer(asked: Asked) -> Answer:
        after = json.loads(asked.body).get("page", {}).get("after", "0")
        following = str(int(after) + 1) if after < "2" else None
        return Answer(json.dumps({"list": [{"id": after, "title": f"t{after}"}], "next": following}).encode())

    hub.publisher.answers["/api"] = answer

    result = hub.sync()

    assert (result.source("api")["listed"], result.source("api")["new"]) == (3, 3)
    assert json.loads(hub.publisher.asked[2].body)["page"] == {"after": "2"}


def test_an_empty_page_ends_a_list_in_json(hub: Hub) -> None:
    settings = TOKEN.format(address=hub.publisher.address).replace('method = "POST"', "")
    kept = [line for line in settings.splitlines() if not line.startswith(("body", "headers"))]
    hub.configure(HEAD + "\n".join(kept).replace("category", "pages = { param = 'p' }\nmax_pages = 9\ncategory"))
    hub.publisher.says("/api", {"list": [{"id": "1", "title": "t"}]})
    hub.publisher.says("/api?p=2", {"list": []})

    result = hub.sync()

    assert hub.publisher.paths() == ["/api", "/api?p=2"]
    assert (result.source("api")["new"], result.source("api")["notes"]) == (1, [])


# ---- sitemaps

SITEMAP = """
[[source]]
id = "map"
kind = "sitemap"
url = "{address}/sitemap.xml"
match = "/a/"
max_pages = 2
category = "{{publication}}"
[source.detail]
content = "div.body"
"""


def sitemap(address: str, *numbers: int) -> str:
    """Return a sitemap of the articles with these numbers."""
    urls = (f"<url><loc>{address}/a/{n}.html</loc><lastmod>2022-05-20</lastmod></url>" for n in numbers)
    return f"<urlset>{''.join(urls)}<url><loc>{address}/about</loc></url></urlset>"


def test_the_newest_sitemaps_of_an_index_are_followed_and_their_pages_become_posts(hub: Hub) -> None:
    address = hub.publisher.address
    hub.configure(HEAD + SITEMAP.format(address=address))
    named = "".join(
        f"<sitemap><loc>{address}/{year}.xml.gz</loc><lastmod>{year}-01-01</lastmod></sitemap>"
        for year in (2020, 2022, 2021)
    )
    hub.publisher.says("/sitemap.xml", f"<sitemapindex>{named}</sitemapindex>")
    for year, numbers in ((2021, (1,)), (2022, (2, 3))):
        hub.publisher.says(f"/{year}.xml.gz", gzip.compress(sitemap(address, *numbers).encode()))
    for n in (1, 2, 3):
        body = f"<head><title>x</title></head><h1>第{n}篇</h1>{article(n)}"
        hub.publisher.says(f"/a/{n}.html", body, Content_Type="text/html; charset=utf-8")

    first, asked = hub.sync(), hub.publisher.paths()
    second = hub.sync()

    assert (first.code, first.source("map")["new"]) == (0, 3)
    assert asked[:3] == ["/sitemap.xml", "/2022.xml.gz", "/2021.xml.gz"]
    assert hub.publisher.paths() == asked[:3]
    assert second.source("map")["unchanged"] == 3
    assert 'title: "第2篇"' in texts(hub) and "<p>正文2。</p>" in texts(hub)
    assert {path.name[:10] for path in hub.posts()} == {"2022-05-20"}


def test_a_sitemap_that_fails_leaves_the_others(hub: Hub) -> None:
    address = hub.publisher.address
    hub.configure(HEAD + SITEMAP.format(address=address))
    named = "".join(f"<sitemap><loc>{address}/{n}.xml</loc></sitemap>" for n in (1, 2))
    hub.publisher.says("/sitemap.xml", f"<sitemapindex>{named}</sitemapindex>")
    hub.publisher.says("/2.xml", sitemap(address, 7))
    hub.publisher.says("/a/7.html", f"<h1>七</h1>{article(7)}", Content_Type="text/html; charset=utf-8")

    result = hub.sync()

    assert result.source("map")["new"] == 1
    assert "/1.xml" in " ".join(result.source("map")["notes"])


def test_the_detail_of_a_page_may_be_json_within_it(hub: Hub, publisher: Publisher) -> None:
    publisher.says("/list", "<li><a href='/1'>One</a></li>")
    publisher.says(
        "/1", '<div>no text</div><script>window.state = {\'a\': 1}; var page = {"text": "<p>正文</p>"};</script>'
    )
    hub.configure(
        HEAD + f'[[source]]\nid = "p"\nkind = "html"\nurl = "{publisher.address}/list"\nitems = "li"\n'
        '[source.fields]\ntitle = "a"\nlink = "a@href"\n'
        '[source.detail]\nembedded = "var page ="\ncontent = "text"\n'
    )

    assert hub.sync().source("p")["new"] == 1
    assert "<p>正文</p>" in hub.posts()[0].read_text(encoding="utf-8")
