"""`preview URL` and `add URL`, each as a process: from an address that nobody described to a source that works."""

import json
from pathlib import Path
from typing import Any

import pytest
import tomli

from tests.hub import HEAD, Hub
from tests.list_pages import PAGES, WITHOUT
from tests.publisher import Answer

INCLUDE = 'include = ["sources/*.toml"]\n'
PLAIN, NOTICES = "plain list", "government notices"
BODIES = {page.name: page.body for page in PAGES}
TITLES = {page.name: list(page.titles) for page in PAGES}
HTML = "text/html; charset=utf-8"
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Notes</title>
<entry><id>urn:x:1</id><title>One</title><link href="http://x.example/1"/><updated>2026-11-01T08:00:00Z</updated></entry>
</feed>"""


@pytest.fixture
def newcomer(hub: Hub) -> Hub:
    """A hub that follows nothing yet."""
    hub.configure(INCLUDE + HEAD)
    return hub


def put(hub: Hub, path: str, body: str, head: str = "") -> str:
    """Let the publisher have a page; return its address."""
    hub.publisher.says(path, body.replace("</head>", f"{head}</head>", 1), Content_Type=HTML)
    return f"{hub.publisher.address}{path}"


def put_feed(hub: Hub, path: str, *ids: str) -> None:
    """Let the publisher have a feed with these articles."""
    items = "".join(
        f"<item><guid>http://x.example/{one}</guid><title>Article {one}</title><link>http://x.example/{one}</link>"
        f"<pubDate>Fri, 24 Nov 2023 08:00:00 GMT</pubDate></item>"
        for one in ids
    )
    body = (
        f'<rss version="2.0"><channel><title>Journal {path}</title><link>http://x.example</link>{items}</channel></rss>'
    )
    hub.publisher.says(path, body, Content_Type="application/rss+xml")


def link(path: str, title: str = "") -> str:
    """Return the element with which a page names a feed."""
    return f'<link rel="alternate" type="application/rss+xml" title="{title}" href="{path}">'


def sources(hub: Hub) -> list[dict[str, Any]]:
    """Return the sources that were added."""
    text = (hub.directory / "config" / "sources" / "added.toml").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = tomli.loads(text)["source"]
    return found


def test_a_feed_that_a_page_names_is_asked_for_and_shown(newcomer: Hub) -> None:
    url = put(newcomer, "/", BODIES[PLAIN], link("/c", "Comments") + link("/all", "All"))
    put_feed(newcomer, "/all", "a", "b")
    result = newcomer.run("preview", url)

    assert result.code == 0, result.stderr
    assert newcomer.publisher.paths() == ["/", "/all"]
    assert "Article a" in result.stdout and "2 items listed, 2 shown" in result.stdout
    assert "sure (0.7" in result.stdout or "likely" in result.stdout
    assert 'kind = "feed"' in result.stdout and "2: " in result.stdout and "of comments" in result.stdout
    assert not newcomer.state.exists()


def test_where_no_feed_is_named_the_usual_places_are_asked_and_then_the_list_is_read(newcomer: Hub) -> None:
    url = put(newcomer, "/news/", BODIES[NOTICES])
    result = newcomer.run("preview", url, "--json")
    asked = newcomer.publisher.paths()

    assert result.code == 0, result.stderr
    assert asked[0] == "/news/" and len(asked) == len(set(asked)) <= 7
    assert [entry["title"] for entry in result.report["entries"]] == TITLES[NOTICES]
    assert (result.report["sure"], result.report["listed"]) == ("sure", 12)
    assert result.report["tried"][0].startswith("no feed where feeds usually are: /news/feed, ")


def test_the_table_that_is_shown_can_be_pasted_and_works(newcomer: Hub) -> None:
    shown = newcomer.run("preview", put(newcomer, "/news/", BODIES[NOTICES]), "--json").report
    newcomer.configure(HEAD + shown["toml"])
    synced = newcomer.sync(shown["source"]["id"])

    assert newcomer.run("check").code == 0
    assert (synced.code, synced.report["totals"]["new"], synced.report["totals"]["quarantined"]) == (0, 12, 0)


def test_a_feed_at_a_usual_place_is_found(newcomer: Hub) -> None:
    url = put(newcomer, "/", BODIES[PLAIN], '<meta name="generator" content="Hugo 0.1">')
    put_feed(newcomer, "/index.xml", "a")
    result = newcomer.run("preview", url)

    assert newcomer.publisher.paths() == ["/", "/index.xml"]
    assert "found where feeds usually are" in result.stdout


def test_a_page_at_a_usual_place_is_no_feed(newcomer: Hub) -> None:
    url = put(newcomer, "/", BODIES[PLAIN])
    newcomer.publisher.default = lambda _: Answer(b"<html><body>Not found, sorry</body></html>", 200)

    assert newcomer.run("preview", url, "--json").report["source"]["kind"] == "html"


def test_a_publisher_who_asks_to_wait_is_left_alone(newcomer: Hub) -> None:
    url = put(newcomer, "/", BODIES[PLAIN])
    newcomer.publisher.default = lambda _: Answer(b"", 429)
    result = newcomer.run("preview", url)

    assert len(newcomer.publisher.paths()) == 2
    assert (result.code, "answered 429" in result.stdout) == (0, True)


@pytest.mark.parametrize("kind", ["json", "feed", "sitemap"])
def test_an_address_may_be_what_it_leads_to(newcomer: Hub, kind: str) -> None:
    rows = [{"title": f"An article of number {n}", "url": f"/a/{n}", "date": "2024-05-20"} for n in range(9)]
    news = 'xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"'
    one = "<url><loc>http://x.example/1</loc><n:news><n:title>News</n:title></n:news></url>"
    said = {"json": json.dumps({"list": rows}), "sitemap": f"<urlset {news}>{one}</urlset>", "feed": ATOM}
    newcomer.publisher.says("/x", said[kind])
    result = newcomer.run("preview", f"{newcomer.publisher.address}/x", "--json")

    assert newcomer.publisher.paths() == ["/x"]
    assert (result.code, result.report["source"]["kind"]) == (0, kind)
    assert result.report["sure"] in ("sure", "likely")


@pytest.mark.parametrize("name", ["an article", "nothing", "an app without its content"])
def test_a_page_without_anything_to_follow_says_so(newcomer: Hub, name: str) -> None:
    result = newcomer.run("preview", put(newcomer, "/", WITHOUT[name]))

    assert (result.code, result.stdout) == (1, "")
    assert "nothing in the page repeats as the articles of a list do" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_newcomer_needs_no_configuration_to_look(hub: Hub, tmp_path: Path) -> None:
    url = put(hub, "/", BODIES[PLAIN])
    hub.directory = tmp_path / "empty"
    hub.directory.mkdir()
    refused = hub.run("preview", url)
    hub.environ = {"FEEDHUB_FETCH__ALLOW_NETWORKS": '["127.0.0.0/8"]'}
    shown = hub.run("preview", url)

    assert (refused.code, "allow_networks can permit it" in refused.stderr) == (1, True)
    assert (shown.code, "12 items listed" in shown.stdout) == (0, True)
    assert list(hub.directory.iterdir()) == []
    assert hub.run("--config", "nowhere.toml", "preview", url).code == 2
    assert hub.run("add", url).code == 2


def test_an_address_without_a_scheme_is_an_address_unless_a_source_is_called_so(newcomer: Hub) -> None:
    port = newcomer.publisher.address.rpartition(":")[2]
    secure = newcomer.run("preview", f"127.0.0.1:{port}/news")
    named = f'[[source]]\nid = "site.example"\nkind = "feed"\nurl = "{newcomer.publisher.address}/f"\n'
    newcomer.configure(HEAD + named)
    put_feed(newcomer, "/f", "a")

    assert (secure.code, f"https://127.0.0.1:{port}/news" in secure.stderr) == (1, True)
    assert newcomer.run("preview", "site.example", "--json").report["source"] == "site.example"
    assert "there is no source 'other' " in newcomer.run("preview", "other").stderr
    assert newcomer.run("preview", "site.example", "--feed", "1").code == 2


def test_what_is_added_passes_the_check_and_works_and_is_not_added_twice(newcomer: Hub) -> None:
    url = put(newcomer, "/news/", BODIES[NOTICES])
    added = newcomer.run("add", url, "--id", "notices", "--category", "通知")
    before = (newcomer.directory / "config/sources/added.toml").read_bytes()
    own = (newcomer.directory / "config/feedhub.toml").read_bytes()
    newcomer.publisher.paths()
    again = newcomer.run("add", url.removesuffix("/"))

    assert (added.code, added.stderr) == (0, "")
    assert "added notices: " in added.stdout
    assert "1 source" in newcomer.run("check").stdout
    assert newcomer.sync("notices").source("notices")["new"] == 12
    assert (newcomer.public / "category/tongzhi.atom").exists()
    assert again.code == 1 and "is followed already, as source notices" in again.stderr
    assert before == (newcomer.directory / "config/sources/added.toml").read_bytes()
    assert own == (INCLUDE + HEAD).encode()
    assert "/news/" in newcomer.publisher.paths()


def test_a_second_source_stands_after_the_first_under_an_id_of_its_own(newcomer: Hub) -> None:
    put_feed(newcomer, "/f1", "a")
    put_feed(newcomer, "/f2", "b")
    url = put(newcomer, "/", BODIES[PLAIN], link("/f1", "One") + link("/f2", "Two"))
    first, second = newcomer.run("add", url, "--json"), newcomer.run("add", url, "--feed", "2", "--json")
    page = newcomer.run("add", url, "--kind", "html", "--json")

    assert [one["url"].rpartition("/")[2] for one in sources(newcomer)] == ["f1", "f2", ""]
    assert (first.code, second.code, page.code) == (0, 0, 0)
    assert len({one["id"] for one in sources(newcomer)}) == 3
    assert first.report["feeds"][1]["number"] == 2
    assert "3 sources" in newcomer.run("check").stdout
    assert "names 2 feeds" in newcomer.run("add", url, "--feed", "3").stderr
    assert "as source" in newcomer.run("add", url).stderr


def test_a_guess_is_added_only_by_force(newcomer: Hub) -> None:
    rows = "".join(f'<li><a href="/{n}">A thing of the kind {n} for all of us</a></li>' for n in range(4))
    url = put(newcomer, "/", f"<html><head></head><body><div><ul>{rows}</ul></div></body></html>")
    refused = newcomer.run("add", url)
    forced = newcomer.run("add", url, "--force")

    assert (refused.code, forced.code) == (1, 0)
    assert "is a guess (4 items; 0 of 4 with a date" in refused.stderr and "--force" in refused.stderr
    assert newcomer.sync().report["totals"]["new"] == 4


def test_an_id_that_is_taken_and_a_file_that_is_not_included_are_said(hub: Hub) -> None:
    hub.configure(HEAD)
    put_feed(hub, "/f1", "a")
    put_feed(hub, "/f2", "a")
    first = hub.run("add", f"{hub.publisher.address}/f1", "--id", "journal")
    second = hub.run("add", f"{hub.publisher.address}/f2", "--id", "Journal")

    assert (first.code, second.code) == (0, 1)
    assert 'add include = ["sources/*.toml"] at the top of config/feedhub.toml' in first.stderr
    assert "there is a source Journal already" in second.stderr
    assert [one["id"] for one in sources(hub)] == ["journal"]


def test_what_is_no_address_of_the_web_is_a_sentence(newcomer: Hub) -> None:
    for address in ("ftp://x.example/", "http://", "http://[x/", "https://x.example:99999/"):
        result = newcomer.run("preview", address)

        assert (result.code, result.stdout, "Traceback" in result.stderr) == (1, "", False)
        assert "is no http or https address" in result.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--id", "a b"), "makes no source: id: "), (("--feed", "0"), "--feed"), (("--kind", "json"), "--kind"),
        (("ftp://x.example/",), "unexpected"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused(newcomer: Hub, words: tuple[str, ...], said: str) -> None:
    put_feed(newcomer, "/f", "a")
    result = newcomer.run("add", f"{newcomer.publisher.address}/f", *words)

    assert result.code in (1, 2) and "Traceback" not in result.stderr
    assert said in result.stderr
    assert not (newcomer.directory / "config/sources").exists()
