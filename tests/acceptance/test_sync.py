"""One pass as a user sees it: lists in, posts, feeds and pages out, and a report that says what happened."""

import json
import re
from pathlib import Path
from typing import Any

import feedparser
import pytest
import yaml

from tests.atom_rules import violations
from tests.hub import HEAD, MARKET, MEDIA, ROLLING, SEED, Hub, detail, three_lists
from tests.publisher import Answer, Asked

SEED_ID = "NW202205202386046679"
SEED_TITLE = "大力支持计量改革创新 加快推进山东高质量发展步伐"
SEED_MEDIA = "中国市场监管新闻网"
SEED_SLUG = "zhongguoshichangjianguanxinwenwang"
SEED_DATE = "2022-05-20 09:51:56"


def market(code: str, title: str, media: str = "长江商报", date: str = "2022-05-21 08:00:00") -> dict[str, str]:
    """Return a record of the list 37."""
    return {"infoCode": code, "title": title, "medianame": media, "datetime": date}


def put(hub: Hub, *records: dict[str, str], text: str = "<p>　　正文。</p>") -> None:
    """Let the publisher list `records` in list 37, each with a detail."""
    hub.publisher.says(MARKET, {"record": list(records)})
    for record in records:
        hub.publisher.says(detail(record["infoCode"]), {"text": f"{text}<p>{record['infoCode']}</p>"})


def front_matter(path: Path) -> dict[str, Any]:
    """Return a post's front matter as YAML has it."""
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8").split("---\n")[1])
    return found


def feed(hub: Hub, path: str) -> Any:
    """Return a published feed as feedparser reads it, once it is shown to be valid."""
    document = (hub.public / path).read_bytes()

    assert violations(document) == []

    parsed = feedparser.parse(document)

    assert not parsed.bozo

    return parsed


@pytest.fixture
def seeded(hub: Hub) -> Hub:
    """The hub, with the first system's article in two of the three lists."""
    files = list(SEED.glob("*.md"))
    if not files:
        pytest.skip("the first system's article is not here")
    body = files[0].read_text(encoding="utf-8").split("---\n", 2)[2].split("\n\n<http")[0]
    upstream = body.replace("<p>", "<p>　　").replace("\n", "\r\n")
    hub.publisher.says(MARKET, {"record": [market(SEED_ID, SEED_TITLE, SEED_MEDIA, SEED_DATE)]})
    listed = {"infocode": SEED_ID, "title": SEED_TITLE, "from": SEED_MEDIA, "showtime": SEED_DATE}
    hub.publisher.says(MEDIA, {"nodeList": [listed]})
    hub.publisher.says(detail(SEED_ID), {"text": upstream})
    return hub


def test_the_first_systems_article_in_two_lists_is_one_post_byte_for_byte(seeded: Hub) -> None:
    result = seeded.sync()

    expected = next(SEED.glob("*.md"))
    path = seeded.archive / "_posts" / "2022" / "05" / expected.name

    assert result.code == 0
    assert seeded.posts() == [path]
    assert expected.read_bytes() == path.read_bytes()
    assert (seeded.public / SEED_SLUG / "2022/05/20" / f"{SEED_ID}.html").is_file()
    assert [entry.title for entry in feed(seeded, f"category/{SEED_SLUG}.atom").entries] == [SEED_TITLE]
    assert (result.source("market-37")["new"], result.source("list-45")["duplicates"]) == (1, 1)
    assert [path for path in seeded.publisher.paths() if path == detail(SEED_ID)] == [detail(SEED_ID)]


def test_a_second_pass_asks_for_no_detail_and_changes_no_byte_and_no_mtime(seeded: Hub) -> None:
    seeded.sync()
    before = seeded.snapshot()
    seeded.publisher.paths()

    second = seeded.sync()

    assert sorted(seeded.publisher.paths()) == sorted([MARKET, MEDIA, ROLLING])
    assert before == seeded.snapshot()
    assert second.report["totals"]["files_written"] == 0
    assert second.source("market-37")["unchanged"] == 1


def test_an_article_in_three_lists_has_all_their_categories_and_tags_in_order_of_first_sight(hub: Hub) -> None:
    put(hub, market("NW1", "题目", "重庆日报"))
    listed = {"infocode": "NW1", "title": "题目", "from": "银行家", "showtime": "2022-05-21 08:00:00"}
    hub.publisher.says(MEDIA, {"nodeList": [listed]})
    hub.sync()
    rolling = {"infoCode": "NW1", "title": "题目", "digest": "【题目】摘要。", "showtime": "2022-05-21 08:00:00"}
    hub.publisher.says(ROLLING, {"records": [rolling]})

    result = hub.sync()

    [post] = hub.posts()
    matter = front_matter(post)

    assert matter["categories"].split() == ["chongqingribao", "yinhangjia", "emnews"]
    assert matter["tags"].split() == ["重庆日报新闻", "银行家新闻", "东财滚动新闻"]
    assert result.source("list-102")["duplicates"] == 1
    for slug in ("chongqingribao", "yinhangjia", "emnews"):
        assert len(feed(hub, f"category/{slug}.atom").entries) == 1
    assert len(feed(hub, "feed.xml").entries) == 1


def test_which_list_saw_an_article_first_does_not_depend_on_which_answers_first(hub: Hub) -> None:
    put(hub, market("NW1", "题目", "重庆日报"))
    slow = Answer(hub.publisher.answers[MARKET].body, seconds_a_byte=0.003)  # type: ignore[union-attr]
    hub.publisher.answers[MARKET] = slow
    listed = {"infocode": "NW1", "title": "题目", "from": "银行家", "showtime": "2022-05-21 08:00:00"}
    hub.publisher.says(MEDIA, {"nodeList": [listed]})

    hub.sync()

    assert front_matter(hub.posts()[0])["categories"] == "chongqingribao yinhangjia"


@pytest.mark.parametrize(
    "title",
    [
        '他说"好"：a \\ b # 标题',
        "- yes: [no] {x} | > & * ! % @ `",
        "it's 'quoted' <b>& more</b>",
        "null",
        "👍 emoji — 完",
    ],
)
def test_an_awkward_title_comes_back_from_yaml_from_atom_and_from_the_page(hub: Hub, title: str) -> None:
    put(hub, market("NW1", title))

    hub.sync()

    shown = re.sub(r"</?b>", "", title)

    assert front_matter(hub.posts()[0])["title"] == shown
    assert feed(hub, "feed.xml").entries[0].title == shown
    page = next(hub.public.rglob("NW1.html")).read_text(encoding="utf-8")
    assert f"<h1>{_escaped(shown)}</h1>" in page


def _escaped(text: str) -> str:
    for sign, reference in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&#34;"), ("'", "&#39;")):
        text = text.replace(sign, reference)
    return text


def test_a_digest_is_what_follows_the_last_bracket_and_stands_before_the_body(hub: Hub) -> None:
    record = {
        "infoCode": "NW7",
        "title": "快讯",
        "digest": "【甲】乙【丙】摘要一句。",
        "showtime": "2022-05-21 08:00:00",
    }
    hub.publisher.says(ROLLING, {"records": [record]})
    hub.publisher.says(detail("NW7"), {"content": "<p>　　正文</p>"})

    hub.sync()

    body = hub.posts()[0].read_text(encoding="utf-8").split("---\n", 2)[2]

    assert body.startswith("> 摘要一句。\n\n<p>正文</p>\n\n<http://finews.zning.xyz/")
    assert body.endswith(
        "[返回东财滚动新闻](//finews.withounder.com/category/emnews.html)｜[返回首页](//finews.withounder.com/)"
    )


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (market("NW2", ""), "no title"),
        (market("NW2", "题目", date=""), "no date"),
        (market("NW2", "题目", date="soon"), "date that cannot be read"),
        (market("", "", date=""), "id"),
        ({"infoCode": "NW2"}, "no title"),
    ],
)
def test_a_broken_record_is_named_and_comes_through_when_it_is_mended(
    hub: Hub, broken: dict[str, str], reason: str
) -> None:
    put(hub, market("NW1", "好"), broken)

    first = hub.sync()

    assert (first.code, first.source("market-37")["new"], first.source("market-37")["quarantined"]) == (0, 1, 1)
    assert reason in " ".join(first.source("market-37")["notes"])
    assert [post.name for post in hub.posts()] == ["2022-05-21-NW1.md"]

    again = hub.sync()

    assert again.source("market-37")["quarantined"] == 1

    put(hub, market("NW1", "好"), market("NW2", "修好了"))
    mended = hub.sync()

    assert (mended.source("market-37")["new"], mended.source("market-37")["quarantined"]) == (1, 0)
    assert [post.name for post in hub.posts()] == ["2022-05-21-NW1.md", "2022-05-21-NW2.md"]


def test_a_detail_that_fails_is_tried_again_and_the_item_is_not_lost(hub: Hub) -> None:
    put(hub, market("NW1", "一"), market("NW2", "二"), market("NW3", "三"))
    good = hub.publisher.answers[detail("NW2")]
    hub.publisher.says(detail("NW2"), "oops", 500)
    hub.publisher.says(detail("NW3"), {"text": ""})

    first = hub.sync()

    assert (first.code, first.source("market-37")["new"], first.source("market-37")["failed"]) == (1, 1, 2)
    assert "NW2" in " ".join(first.source("market-37")["notes"])

    hub.publisher.answers[detail("NW2")] = good
    hub.publisher.says(detail("NW3"), {"text": "<p>三</p>"})
    hub.publisher.paths()
    second = hub.sync()

    assert (second.code, second.source("market-37")["new"], second.source("market-37")["unchanged"]) == (0, 2, 1)
    assert detail("NW1") not in hub.publisher.paths()


FAULTS: dict[str, Answer] = {
    "500": Answer(b"{}", 500),
    "404": Answer(b"", 404),
    "not JSON": Answer(b"\x00\xff\xfe"),
    "truncated": Answer(b'{"nodeList": [{"infocode": "NW'),
    "cut off": Answer(b'{"nodeList": []}' + b" " * 500, cut=20),
    "an error page": Answer(b"<!DOCTYPE html><title>Error</title>", headers={"Content-Type": "text/html"}),
    "an error object": Answer(b'{"error": "busy"}'),
    "empty": Answer(b""),
    "redirected inside": Answer(b"", 302, {"Location": "http://169.254.169.254/latest/meta-data/"}),
    "redirected to a file": Answer(b"", 302, {"Location": "file:///etc/passwd"}),
    "a wrong coding": Answer(b"nonsense", headers={"Content-Encoding": "gzip"}),
    "asked to wait": Answer(b"", 429, {"Retry-After": "0"}),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_one_sources_fault_leaves_the_others_and_what_is_published(hub: Hub, fault: str) -> None:
    put(hub, market("NW1", "一"))
    listed = {"infocode": "NW9", "title": "九", "from": "银行家", "showtime": "2022-05-21 08:00:00"}
    hub.publisher.says(MEDIA, {"nodeList": [listed]})
    hub.publisher.says(detail("NW9"), {"text": "<p>九</p>"})
    hub.sync()
    before = hub.snapshot()
    good = hub.publisher.answers[MEDIA]

    put(hub, market("NW1", "一"), market("NW2", "二"))
    hub.publisher.answers[MEDIA] = FAULTS[fault]
    result = hub.sync()

    assert result.code == 1
    assert MEDIA.partition("?")[0] in result.source("list-45")["error"]
    assert (result.source("market-37")["new"], result.source("market-37")["error"]) == (1, None)
    kept = {name: file for name, file in before.items() if "yinhangjia" in name or "NW9" in name}
    assert kept.items() <= hub.snapshot().items()

    hub.publisher.answers[MEDIA] = good

    assert hub.sync().code == 0


def test_a_refused_connection_and_an_unknown_host_are_faults_of_their_sources_alone(hub: Hub) -> None:
    put(hub, market("NW1", "一"))
    lost = HEAD + three_lists(hub.publisher.address).replace(f"{hub.publisher.address}/web/", "http://127.0.0.1:1/web/")
    hub.configure(lost)

    result = hub.sync()

    assert (result.code, result.source("market-37")["new"]) == (1, 1)
    assert "no connection" in result.source("list-45")["error"]


def test_a_publisher_that_trickles_is_given_up_after_the_time_limit(hub: Hub) -> None:
    put(hub, market("NW1", "一"))
    hub.configure(HEAD + 'timeout = "1s"\n' + three_lists(hub.publisher.address))
    hub.publisher.answers[MEDIA] = Answer(b'{"nodeList": []}' + b" " * 100, seconds_a_byte=0.1)

    result = hub.sync()

    assert "timed out" in result.source("list-45")["error"]
    assert result.source("market-37")["new"] == 1


def test_a_publisher_that_asks_us_to_wait_is_left_alone_until_then(hub: Hub) -> None:
    hub.publisher.says(MEDIA, "", 503, Retry_After="3600")
    hub.sync("--now", "2026-01-01T12:00:00")
    hub.publisher.paths()

    early = hub.sync("--now", "2026-01-01T12:30:00")

    assert "wait until 2026-01-01 13:00:00" in early.source("list-45")["skipped"]
    assert MEDIA not in hub.publisher.paths()

    hub.sync("--now", "2026-01-01T13:00:01")

    assert MEDIA in hub.publisher.paths()


def test_validators_are_sent_back_and_a_304_is_unchanged(hub: Hub) -> None:
    put(hub, market("NW1", "一"))
    body = hub.publisher.answers[MARKET].body  # type: ignore[union-attr]

    def conditional(asked: Asked) -> Answer:
        if asked.headers.get("if-none-match") == '"v1"' and asked.headers.get("if-modified-since"):
            return Answer(b"", 304)
        return Answer(body, headers={"ETag": '"v1"', "Last-Modified": "Fri, 20 May 2022 00:00:00 GMT"})

    hub.publisher.answers[MARKET] = conditional
    hub.sync()
    for _ in range(2):
        result = hub.sync()

        assert (result.source("market-37")["listed"], result.source("market-37")["unchanged"]) == (1, 1)
    statuses = [asked.headers.get("if-none-match") for asked in hub.publisher.asked if asked.path == MARKET]
    assert statuses == [None, '"v1"', '"v1"']


def test_an_edit_moves_updated_and_keeps_id_address_and_date(hub: Hub) -> None:
    put(hub, market("NW1", "旧题目"))
    hub.sync("--now", "2026-01-01T12:00:00")
    old = feed(hub, "feed.xml").entries[0]

    put(hub, market("NW1", "新题目"), text="<p>　　改过。</p>")
    result = hub.sync("--now", "2026-01-02T12:00:00")
    new = feed(hub, "feed.xml").entries[0]

    assert result.source("market-37")["updated"] == 1
    assert (new.title, new.updated, new.published, new.id) == (
        "新题目", "2026-01-02T12:00:00+00:00", old.published, old.id,
    )  # fmt: skip
    assert "改过" in new.content[0].value
    assert len(hub.posts()) == 1
    assert 'title: "新题目"' in hub.posts()[0].read_text(encoding="utf-8")
    assert "新题目" in (hub.public / "index.html").read_text(encoding="utf-8")


def test_a_change_that_no_reader_sees_leaves_updated_alone(hub: Hub) -> None:
    put(hub, market("NW1", "题目"))
    hub.sync("--now", "2026-01-01T12:00:00")
    old = feed(hub, "feed.xml").entries[0]

    put(hub, market("NW1", " 题目 "), text='<p class="x">　　正文。\n</p>')
    result = hub.sync("--now", "2026-01-02T12:00:00")

    assert (result.source("market-37")["updated"], result.source("market-37")["unchanged"]) == (0, 1)
    assert feed(hub, "feed.xml").entries[0].updated == old.updated
    assert 'class="x"' in hub.posts()[0].read_text(encoding="utf-8")


def test_a_date_in_the_future_is_the_moment_of_first_sight(hub: Hub) -> None:
    put(hub, market("NW1", "题目", date="2099-01-01 00:00:00"))

    hub.sync("--now", "2026-01-01T12:00:00")

    assert feed(hub, "feed.xml").entries[0].published == "2026-01-01T12:00:00+00:00"
    assert hub.posts()[0].name == "2026-01-01-NW1.md"


def test_a_feed_has_the_newest_fifty_whatever_the_order_in_which_their_details_came(hub: Hub) -> None:
    records = [
        market(f"NW{day:03}", f"第{day}篇", date=f"2022-05-21 {day // 60:02}:{day % 60:02}:00") for day in range(90)
    ]
    put(hub, *reversed(records))

    hub.sync()

    expected = [f"第{day}篇" for day in range(89, 39, -1)]

    assert expected == [entry.title for entry in feed(hub, "feed.xml").entries]
    assert expected == [entry.title for entry in feed(hub, "category/changjiangshangbao.atom").entries]


def test_every_post_is_reachable_from_the_categorys_pages(hub: Hub) -> None:
    hub.configure(HEAD + "[site]\npage_entries = 4\n" + three_lists(hub.publisher.address))
    records = [market(f"NW{day:02}", f"第{day}篇", date=f"2022-05-21 08:{day:02}:00") for day in range(23)]
    for end in (3, 9, 10, 23):
        put(hub, *records[:end])
        hub.sync()

        assert _walk(hub) == {f"NW{day:02}" for day in range(end)}


def _walk(hub: Hub) -> set[str]:
    """Follow the links to older posts from the category's front page; return the posts that are linked."""
    found: set[str] = set()
    path = "category/changjiangshangbao.html"
    while path:
        page = (hub.public / path).read_text(encoding="utf-8")
        linked = re.findall(r"<h2><a href=\"[^\"]*/(NW\d+)\.html\"", page)

        assert not found & set(linked)

        found |= set(linked)
        older = re.search(r'<a rel="next" href="/([^"]+)"', page)
        if older:
            back = (hub.public / older[1]).read_text(encoding="utf-8")

            assert f'<a rel="prev" href="/{path}"' in back
        path = older[1] if older else ""
    return found


def test_two_names_with_one_reading_are_two_slugs_and_two_spellings_are_one_category(hub: Hub) -> None:
    put(
        hub,
        market("NW1", "一", "TechWeb"),
        market("NW2", "二", "Techweb"),
        market("NW3", "三", "是事"),
        market("NW4", "四", "试试"),
        market("NW5", "五", "../../etc/passwd"),
        market("NW6", "六", "Category"),
    )

    hub.sync()

    slugs = sorted(path.stem for path in (hub.public / "category").glob("*.html"))

    assert slugs == ["category-2", "etc-passwd", "shishi", "shishi-2", "techweb"]
    assert len(feed(hub, "category/techweb.atom").entries) == 2


def test_the_users_template_replaces_the_built_in_one(hub: Hub) -> None:
    (hub.directory / "config" / "templates").mkdir(parents=True)
    (hub.directory / "config" / "templates" / "post.md").write_text("{{ front_matter }}MINE {{ body }}")
    put(hub, market("NW1", "题目"))

    hub.sync()

    assert hub.posts()[0].read_text(encoding="utf-8").endswith("---\nMINE <p>正文。</p><p>NW1</p>")


def test_a_broken_template_is_named_with_its_line_and_loses_nothing(hub: Hub) -> None:
    templates = hub.directory / "config" / "templates"
    templates.mkdir(parents=True)
    (templates / "post.html").write_text("one\n{% if %}\n")
    put(hub, market("NW1", "题目"))

    result = hub.sync()

    assert result.code == 1
    assert re.search(r"post\.html:2", result.stderr)

    (templates / "post.html").unlink()

    assert hub.sync().code == 0
    assert next(hub.public.rglob("NW1.html"))


def test_json_goes_to_stdout_alone_and_the_table_names_what_is_held_back(hub: Hub) -> None:
    put(hub, market("NW1", "一"), market("NW2", ""))

    assert hub.sync().stderr == ""

    table = hub.run("sync")

    assert "market-37: quarantined: record[1] NW2: has no title" in table.stdout
    assert "0 files written" in table.stdout


def test_only_the_named_sources_are_asked_and_an_unknown_name_is_a_usage_error(hub: Hub) -> None:
    result = hub.sync("list-45")

    assert hub.publisher.paths() == [MEDIA]
    assert list(result.report["sources"]) == ["list-45"]

    unknown = hub.sync("list-54")

    assert unknown.code == 2
    assert "did you mean list-45?" in unknown.stderr


def test_due_asks_only_sources_whose_interval_has_passed(hub: Hub) -> None:
    hub.sync("--now", "2026-01-01T12:00:00")
    hub.publisher.paths()

    hub.sync("--due", "--now", "2026-01-01T12:04:00")

    assert hub.publisher.paths() == []

    hub.sync("--due", "--now", "2026-01-01T12:05:00")

    assert len(hub.publisher.paths()) == 3


def test_rebuild_changes_no_byte_and_brings_back_what_is_gone(hub: Hub) -> None:
    put(hub, market("NW1", "一"), market("NW2", "二", "重庆日报"))
    hub.sync()
    before = hub.snapshot()

    assert hub.run("rebuild").stdout == "0 files written\n"
    assert before == hub.snapshot()

    for path in (hub.posts()[0], hub.public / "feed.xml", hub.public / "category" / "chongqingribao.html"):
        path.unlink()
    hub.run("rebuild")

    assert {name: body for name, (body, _) in before.items()} == {
        name: body for name, (body, _) in hub.snapshot().items()
    }


def test_an_ordinary_feed_is_subscribed_to_with_three_lines(hub: Hub) -> None:
    hub.configure(f'{HEAD}[[source]]\nid = "blog"\nkind = "feed"\nurl = "{hub.publisher.address}/rss"\n')
    hub.publisher.says(
        "/rss",
        '<?xml version="1.0"?><rss version="2.0"><channel><title>A Blog</title><link>https://blog.example/</link>'
        "<item><title>One &amp;amp; two</title><link>https://blog.example/1</link><guid>1</guid>"
        "<pubDate>Fri, 20 May 2022 01:02:03 +0200</pubDate><category>cats</category>"
        '<description>&lt;p onclick="x()"&gt;Hello &lt;a href="/rel"&gt;there&lt;/a&gt;&lt;/p&gt;</description></item>'
        "<item><description>No title, no guid, no date</description><link>https://blog.example/2?utm_source=x</link></item>"
        "</channel></rss>",
    )

    result = hub.sync("--now", "2026-01-01T12:00:00")
    entries = feed(hub, "category/a-blog.atom").entries

    assert result.source("blog")["new"] == 2
    assert [entry.title for entry in entries] == ["No title, no guid, no date", "One & two"]
    assert entries[1].published == "2022-05-19T23:02:03+00:00"
    assert 'href="https://blog.example/rel"' in entries[1].content[0].value
    assert entries[1].source.title == "A Blog"
    assert [tag.term for tag in entries[1].tags] == ["a-blog", "cats"]
    assert hub.sync().source("blog")["unchanged"] == 2


def test_a_new_hub_without_sources_has_a_start_page(hub: Hub) -> None:
    hub.configure(HEAD)

    result = hub.sync()

    assert result.code == 0
    assert "还没有内容" in (hub.public / "index.html").read_text(encoding="utf-8")
    assert feed(hub, "feed.xml").entries == []


def test_details_that_fail_for_good_do_not_hold_up_the_others(hub: Hub) -> None:
    dead = [market(f"NX{number:02}", "没有了") for number in range(14)]
    good = [market(f"NW{number:02}", f"第{number}篇") for number in range(16)]
    put(hub, *dead, *good)
    for record in dead:
        hub.publisher.says(detail(record["infoCode"]), "", 404)

    first = hub.sync()
    hub.publisher.paths()
    second = hub.sync()

    assert (first.source("market-37")["new"], first.source("market-37")["failed"]) == (0, 30)
    assert (second.source("market-37")["new"], second.source("market-37")["failed"]) == (16, 14)
    failed = {one["source"]: one["failed"] for one in json.loads(hub.run("status", "--json").stdout)}
    assert len(failed["market-37"]) == 14


def test_a_detail_that_asks_us_to_wait_is_heeded(hub: Hub) -> None:
    put(hub, *(market(f"NW{number}", f"第{number}篇") for number in range(8)))
    good = hub.publisher.answers[detail("NW0")]
    hub.publisher.says(detail("NW0"), "", 503, Retry_After="3600")
    hub.sync("--now", "2026-01-01T12:00:00")

    early = hub.sync("--now", "2026-01-01T12:30:00")

    assert "wait until 2026-01-01 13:00:00" in early.source("market-37")["skipped"]

    hub.publisher.answers[detail("NW0")] = good
    late = hub.sync("--now", "2026-01-01T13:00:00")

    assert late.code == 0
    assert len(hub.posts()) == 8


def test_one_category_in_two_widths_is_one_and_stops_nothing(hub: Hub) -> None:
    put(hub, market("NW1", "题目", "ABC财经"))
    listed = {"infocode": "NW1", "title": "题目", "from": "ＡＢＣ财经", "showtime": "2022-05-21 08:00:00"}
    hub.publisher.says(MEDIA, {"nodeList": [listed]})

    assert hub.sync().code == 0
    assert front_matter(hub.posts()[0])["categories"] == "abccaijing"


def test_a_list_in_between_that_did_not_change_keeps_the_order_of_first_sight(hub: Hub) -> None:
    """The third list waits for the first also where the second, which is between them, has nothing to plan."""
    hub.sync()
    put(hub, market("NW1", "题目", "重庆日报"))
    slow = hub.publisher.answers[MARKET]
    hub.publisher.answers[MARKET] = Answer(slow.body, seconds_a_byte=0.003)  # type: ignore[union-attr]
    rolling = {"infoCode": "NW1", "title": "题目", "digest": "", "showtime": "2022-05-21 08:00:00"}
    hub.publisher.says(ROLLING, {"records": [rolling]})

    hub.sync()

    assert front_matter(hub.posts()[0])["categories"] == "chongqingribao emnews"


def test_a_clock_that_went_back_does_not_move_updated_back(hub: Hub) -> None:
    put(hub, market("NW1", "一"))
    hub.sync("--now", "2026-01-05T12:00:00")
    put(hub, market("NW1", "二"))
    hub.sync("--now", "2026-01-06T12:00:00")
    put(hub, market("NW1", "三"))
    hub.sync("--now", "2026-01-02T12:00:00")

    entry = feed(hub, "feed.xml").entries[0]

    assert (entry.title, entry.updated) == ("三", "2026-01-06T12:00:00+00:00")


def test_a_template_that_fails_while_it_runs_is_said_in_a_sentence(hub: Hub) -> None:
    templates = hub.directory / "config" / "templates"
    templates.mkdir(parents=True)
    (templates / "post.html").write_text("{{ 1 // 0 }}")
    put(hub, market("NW1", "题目"))

    result = hub.sync()

    assert (result.code, "Traceback" in result.stderr) == (1, False)
    assert "post.html" in result.stderr
