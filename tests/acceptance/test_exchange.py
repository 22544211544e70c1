"""From and to elsewhere, by the commands: OPML both ways, and the posts of a Jekyll site."""

import json
import os
import re
import signal
from pathlib import Path
from typing import Any

import pytest
import tomli

from tests.acceptance.test_commands import until
from tests.acceptance.test_sync import SEED_ID, feed, front_matter, market, put
from tests.hub import HEAD, MARKET, ROLLING, SEED, Hub, Result, detail, three_lists

OPML = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="1.0"><head><title>mine</title></head><body>
  <outline text="News"><outline text="Deep">
    <outline type="rss" text="A &quot;b&quot; \\ c" xmlUrl="https://a.example/feed.xml" htmlUrl="https://a.example/"/>
  </outline>
  <outline text="中国" xmlUrl="HTTP://b.example/rss?x=1&amp;y=2"/></outline>
  <outline text="{braces}"><outline text="A b c" xmlUrl="http://c.example/rss"/></outline>
  <outline text="Plain" xmlUrl="http://d.example/rss"/>
  <outline text="No address"/>
  <outline text="Other" xmlUrl="ftp://a.example/"/>
  <outline text="Again" xmlUrl="http://www.a.example/feed.xml/"/>
</body></opml>
"""
INCLUDE = 'include = ["sources/*.toml"]\n'


def outlines(hub: Hub, text: str = OPML, *options: str) -> Result:
    """Import an OPML file."""
    (hub.directory / "feeds.opml").write_text(text, encoding="utf-8")
    return hub.run("import", "opml", "feeds.opml", *options)


def sources(hub: Hub) -> list[dict[str, Any]]:
    """Return the sources that an import wrote."""
    text = (hub.directory / "config" / "sources" / "feeds.toml").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = tomli.loads(text)["source"]
    return found


def test_outlines_become_sources_and_a_second_time_nothing(hub: Hub) -> None:
    hub.configure(INCLUDE + HEAD)
    first = outlines(hub, OPML, "--json")
    written = (hub.directory / "config/sources/feeds.toml").read_bytes()
    second = outlines(hub, OPML, "--json")

    assert (first.code, first.stderr, second.code) == (0, "", 0)
    assert sources(hub) == [
        {"id": "a-b-c", "kind": "feed", "url": "https://a.example/feed.xml", "title": 'A "b" \\ c',
         "homepage": "https://a.example/", "category": "Deep"},
        {"id": "zhongguo", "kind": "feed", "url": "http://b.example/rss?x=1&y=2", "title": "中国", "category": "News"},
        {"id": "a-b-c-2", "kind": "feed", "url": "http://c.example/rss", "title": "A b c",
         "category": {"name": "{braces}"}},
        {"id": "plain", "kind": "feed", "url": "http://d.example/rss", "title": "Plain"},
    ]  # fmt: skip
    assert [one["source"] for one in first.report["added"]] == ["a-b-c", "zhongguo", "a-b-c-2", "plain"]
    assert [one["outline"] for one in first.report["bad"]] == [
        "line 9: 'No address'", "line 10: 'Other'", "line 11: 'Again'",
    ]  # fmt: skip
    assert (second.report["added"], second.report["known"]) == ([], 4)
    assert written == (hub.directory / "config/sources/feeds.toml").read_bytes()
    assert "4 sources" in hub.run("check").stdout


def test_a_source_that_is_configured_is_known_and_later_ones_are_added_at_the_end(hub: Hub) -> None:
    own = '[[source]]\nid = "Plain"\nkind = "feed"\nurl = "https://www.d.example/rss/"\n'
    hub.configure(INCLUDE + HEAD + own)
    outlines(hub)
    before = (hub.directory / "config/sources/feeds.toml").read_text()
    more = OPML.replace("</body>", '<outline text="plain" xmlUrl="http://e.example/"/></body>')
    second = outlines(hub, more)

    after = (hub.directory / "config/sources/feeds.toml").read_text()

    assert "1 added, 4 known, 3 bad, written to config/sources/feeds.toml" in second.stdout
    assert after.startswith(before.rstrip())
    assert [source["id"] for source in sources(hub)] == ["a-b-c", "zhongguo", "a-b-c-2", "plain-2"]
    assert "5 sources" in hub.run("check").stdout


def test_a_file_that_is_not_included_is_said_with_the_line_to_add(hub: Hub) -> None:
    hub.configure(HEAD)
    first, second = outlines(hub), outlines(hub)

    assert 'add include = ["sources/*.toml"] at the top of config/feedhub.toml' in first.stderr
    assert "0 added, 4 known, 3 bad" in second.stdout
    assert "is not part of the configuration yet" in second.stderr


@pytest.mark.parametrize("there", ["source = []\n", "source = 3\n", "[[source", b"\xff"])
def test_a_file_of_sources_that_cannot_be_added_to_is_left_as_it_is(hub: Hub, there: str | bytes) -> None:
    hub.configure(HEAD)
    target = hub.directory / "config/sources/feeds.toml"
    target.parent.mkdir()
    target.write_bytes(there if isinstance(there, bytes) else there.encode())
    before = target.read_bytes()
    result = outlines(hub)

    assert (result.code, "Traceback" in result.stderr) == (1, False)
    assert "config/sources/feeds.toml is there already and cannot be added to" in result.stderr
    assert before == target.read_bytes()


@pytest.mark.parametrize("text", ["", "<html/>", "{}", '<!DOCTYPE x [<!ENTITY e "x">]><opml><body/></opml>'])
def test_a_file_that_is_no_opml_is_a_sentence_and_exit_code_one(hub: Hub, text: str) -> None:
    result = outlines(hub, text)

    assert (result.code, result.stdout) == (1, "")
    assert re.match(r"feedhub: feeds\.opml is no OPML.*\n$", result.stderr)
    assert hub.run("import", "opml", "nowhere.opml").code == 1
    assert hub.run("import", "opml").code == 2
    assert not (hub.directory / "config" / "sources").exists()


def test_what_is_exported_is_imported_again(hub: Hub) -> None:
    hub.configure(INCLUDE + HEAD + three_lists(hub.publisher.address))
    outlines(hub)
    written = (hub.directory / "config/sources/feeds.toml").read_bytes()
    shown = hub.run("export", "opml")
    hub.run("export", "opml", "out/feeds.opml")
    exported = (hub.directory / "out/feeds.opml").read_text(encoding="utf-8")

    assert (shown.code, shown.stdout) == (0, exported)
    assert "3 sources are no feed and left out" in shown.stderr
    assert "4 known, 0 bad" in outlines(hub, exported).stdout

    (hub.directory / "config/sources/feeds.toml").unlink()
    outlines(hub, exported)
    again = {one["id"]: one for one in sources(hub)}

    assert again == {one["id"]: one for one in tomli.loads(written.decode())["source"]}


# ---- Jekyll


def old(code: str, slug: str = "mouwang", label: str = "某网新闻", title: str = "旧题", **changes: str) -> str:
    """Return a post as the first system wrote it."""
    values = {"date": "2022-05-20 09:51:56 +0800", "tags": label, "body": f"<p>旧文{code}</p>", **changes}
    return (
        f'---\nlayout: post\ntitle: "{title}"\ndate: {values["date"]}\ncategories: {slug}\n'
        f"tags: {values['tags']}\n---\n"
        f"{values['body']}\n\n<http://finews.zning.xyz/html_News/NewsShare.html?infoCode={code}>\n\n"
        f"[返回{label}](//finews.withounder.com/category/{slug}.html)｜[返回首页](//finews.withounder.com/)"
    )


def site(hub: Hub, files: dict[str, str | bytes], name: str = "_posts") -> Path:
    """Write a site's posts and return its directory."""
    for path, text in files.items():
        target = hub.directory / "site" / name / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text if isinstance(text, bytes) else text.encode())
    return hub.directory / "site"


def take_in(hub: Hub, *options: str, directory: str = "site") -> Result:
    """Import the site."""
    return hub.run("import", "jekyll", directory, "--json", *options)


def test_the_first_systems_post_is_the_same_file_after_import_and_rebuild(hub: Hub) -> None:
    files = list(SEED.glob("*.md"))
    if not files:
        pytest.skip("the first system's article is not here")
    result = take_in(hub, directory=str(SEED))
    rebuilt = hub.run("rebuild")

    assert (result.code, result.report["new"], result.report["broken"]) == (0, 1, [])
    assert rebuilt.stdout == "0 files written\n"
    assert [path.read_bytes() for path in hub.posts()] == [files[0].read_bytes()]
    assert "中国市场监管新闻网" in (hub.public / "index.html").read_text(encoding="utf-8")
    assert SEED_ID in feed(hub, "feed.xml").entries[0].id


def test_ids_dates_addresses_and_bytes_stay_and_a_second_time_nothing_changes(hub: Hub) -> None:
    posts = {
        "2022-05-20-NW1.md": old("NW1"),
        "2022/2022-05-21-NW2.md": old("NW2", "TechWeb", "TechWeb新闻", date="2022-05-21 00:30:00 +0800"),
        "2022-05-22-NW3.md": old("NW3", "emnews", "东财滚动新闻", body="> 摘要\n\n<p>文</p>"),
    }
    site(hub, dict(posts))
    site(hub, {"2021-05-20-NW0.md": old("NW0")}, "old_post")
    first = take_in(hub)
    before = hub.snapshot()
    second = take_in(hub)

    assert {key: first.report[key] for key in ("files", "new", "known", "broken")} == {
        "files": 4, "new": 4, "known": 0, "broken": [],
    }  # fmt: skip
    for path, text in posts.items():
        name = Path(path).name
        archived = hub.archive / "_posts" / "2022" / "05" / name

        assert archived.read_text(encoding="utf-8") == text
    assert (hub.archive / "_posts/2021/05/2021-05-20-NW0.md").is_file()
    assert (hub.public / "TechWeb/2022/05/21/NW2.html").is_file()
    assert (hub.public / "mouwang/2022/05/20/NW0.html").is_file()
    # The configuration says what the slug is called, so 新闻 belongs to the name here.
    assert feed(hub, "category/emnews.atom").feed.title.startswith("东财滚动新闻 ")
    assert feed(hub, "category/mouwang.atom").feed.title.startswith("某网 ")
    assert (second.report["known"], second.report["new"], second.report["files_written"]) == (4, 0, 0)
    assert before == hub.snapshot()


def test_an_imported_article_that_a_list_still_has_stays_one_post_at_its_address(hub: Hub) -> None:
    site(hub, {"2022-05-20-NW1.md": old("NW1", "changjiangshangbao", "长江商报新闻")})
    take_in(hub)
    put(hub, market("NW1", "新题", "长江商报", "2022-05-27 08:00:00"), market("NW2", "二"))
    result = hub.sync()
    again = take_in(hub)

    assert [path.name for path in hub.posts()] == ["2022-05-20-NW1.md", "2022-05-21-NW2.md"]
    assert (result.source("market-37")["new"], result.source("market-37")["updated"]) == (1, 1)
    matter = front_matter(hub.posts()[0])
    assert (matter["title"], matter["date"], matter["categories"]) == (
        "新题", "2022-05-20 09:51:56 +0800", "changjiangshangbao",
    )  # fmt: skip
    assert (hub.public / "changjiangshangbao/2022/05/20/NW1.html").is_file()
    pages = {str(path.relative_to(hub.public)) for path in hub.public.rglob("NW1.html")}
    assert pages == {"changjiangshangbao/2022/05/20/NW1.html", "history/NW1.html"}
    assert len(feed(hub, "category/changjiangshangbao.atom").entries) == 2
    assert (again.report["known"], again.report["files_written"]) == (1, 0)


def test_the_fixed_category_of_a_list_is_the_imported_one(hub: Hub) -> None:
    site(hub, {"2022-05-20-NW1.md": old("NW1", "emnews", "东财滚动新闻")})
    take_in(hub)
    listed = {"infoCode": "NW9", "title": "题", "digest": "", "showtime": "2022-05-21 08:00:00"}
    hub.publisher.says(ROLLING, {"records": [listed]})
    hub.publisher.says(detail("NW9"), {"content": "<p>文</p>"})
    hub.sync()

    assert len(feed(hub, "category/emnews.atom").entries) == 2


def test_an_article_that_was_synced_before_is_joined(hub: Hub) -> None:
    put(hub, market("NW1", "题", "长江商报"))
    hub.sync()
    site(hub, {"2022-05-20-NW1.md": old("NW1")})
    result = take_in(hub)

    [post] = hub.posts()

    assert (result.report["joined"], result.report["new"]) == (1, 0)
    assert front_matter(post)["title"] == "题"
    assert front_matter(post)["categories"] == "changjiangshangbao mouwang"


def test_slugs_that_differ_in_case_are_one_category_and_each_page_keeps_its_address(hub: Hub) -> None:
    site(hub, {
        "2022-05-20-NW1.md": old("NW1", "TechWeb", "TechWeb"),
        "2022-05-20-NW2.md": old("NW2", "Techweb", "TechWeb"),
        "2022-05-20-NW3.md": old("NW3", "else", "TechWeb"),
        "2022-05-20-NW4.md": old("NW4", "search", "x"),
    })  # fmt: skip
    take_in(hub)

    assert len(feed(hub, "category/TechWeb.atom").entries) == 2
    assert feed(hub, "category/else.atom").feed.title.startswith("else ")
    assert len(feed(hub, "category/search-2.atom").entries) == 1
    for slug, number in (("TechWeb", 1), ("Techweb", 2), ("else", 3), ("search", 4)):
        assert (hub.public / slug / f"2022/05/20/NW{number}.html").is_file()


def test_two_files_with_one_id_are_one_post_with_the_categories_of_both(hub: Hub) -> None:
    site(hub, {
        "2022-05-20-NW1.md": old("NW1", "one", "x", "erstens"),
        "2022-05-21-NW1.md": old("NW1", "two", "y", "zweitens"),
    })  # fmt: skip
    first, second = take_in(hub), take_in(hub)
    before = hub.snapshot()
    take_in(hub)

    [post] = hub.posts()

    assert (first.report["new"], first.report["joined"], second.report["known"]) == (1, 1, 2)
    assert (front_matter(post)["title"], front_matter(post)["categories"]) == ("erstens", "one two")
    assert (second.report["files_written"], before) == (0, hub.snapshot())


def test_broken_files_are_named_and_skipped(hub: Hub) -> None:
    root = site(hub, {
        "2022-05-20-NW1.md": old("NW1"),
        "2022-05-20-quote.md": old("NW2", title='a "b"'),
        "2022-05-20-date.md": old("NW3", date="soon"),
        "2022-05-20-none.md": "<p>x</p>",
        "2022-05-20-bytes.md": old("NW4").encode("gb18030"),
        "-202205262391921712.md": old("NW5"),
        "2022-05-20-other.md": old("NW6"),
        "notes.txt": "no post",
    })  # fmt: skip
    outside = hub.directory / "2022-05-20-outside.md"
    outside.write_text(old("outside"), encoding="utf-8")
    (root / "_posts/2022-05-20-link.md").symlink_to(outside)
    (root / "_posts/2022-05-20-round.md").symlink_to(root / "_posts/2022-05-20-round.md")
    (root / "_posts/elsewhere").symlink_to(hub.directory)
    os.mkfifo(root / "_posts/2022-05-20-pipe.md")
    with (root / "_posts/2022-05-20-large.md").open("wb") as file:
        file.truncate(10_000_001)
    result = take_in(hub)
    broken = {one["file"].removeprefix("_posts/"): one["reason"] for one in result.report["broken"]}

    assert (result.code, result.report["new"]) == (0, 2)
    assert {name: reason.split(":")[0].split(" (")[0] for name, reason in broken.items()} == {
        "-202205262391921712.md": "has a bad name",
        "2022-05-20-bytes.md": "is not UTF-8",
        "2022-05-20-date.md": "has a date that cannot be read",
        "2022-05-20-large.md": "is larger than 10,000,000 bytes",
        "2022-05-20-link.md": "is a symbolic link that leaves the directory",
        "2022-05-20-none.md": "has no front matter",
        "2022-05-20-pipe.md": "is no file",
        "2022-05-20-quote.md": "has front matter that is no valid YAML",
        "2022-05-20-round.md": "is a symbolic link in a circle",
        "elsewhere": "is a symbolic link that leaves the directory",
    }
    assert result.report["notes"][0]["file"] == "_posts/2022-05-20-other.md"
    table = hub.run("import", "jekyll", "site/_posts")
    assert "broken: _posts/2022-05-20-none.md: has no front matter" in table.stdout
    assert table.code == 0


def test_without_publishing_the_next_pass_publishes(hub: Hub) -> None:
    site(hub, {"2022-05-20-NW1.md": old("NW1"), "2022-05-20-NW2.md": old("NW2", "", "", tags="")})
    result = take_in(hub, "--no-publish")

    assert (result.report["new"], result.report["files_written"], hub.posts()) == (2, 0, [])

    hub.publisher.says(MARKET, {"record": []})
    hub.sync()

    assert len(hub.posts()) == 2
    assert (hub.public / "2022/05/20/NW2.html").is_file()


def test_cut_off_it_keeps_whole_transactions_and_goes_on_where_it_was(hub: Hub) -> None:
    site(hub, {f"2022-05-20-NW{number}.md": old(f"NW{number}") for number in range(3000)})
    process = hub.start("import", "jekyll", "site", "--no-publish")
    until(lambda: (hub.state / "feedhub.db-wal").stat().st_size > 600_000, process)
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=30)
    rest = take_in(hub, "--no-publish").report

    assert (process.returncode, err) == (143, "feedhub: SIGTERM\n")
    assert rest["known"] % 300 == 0
    assert 0 < rest["known"] < 3000
    assert (rest["new"] + rest["known"], take_in(hub, "--no-publish").report["known"]) == (3000, 3000)


def test_a_link_in_place_of_the_folder_of_posts_is_not_followed(hub: Hub) -> None:
    site(hub, {"2022-05-20-NW1.md": old("NW1")}, "real")
    (hub.directory / "other").mkdir()
    (hub.directory / "other/_posts").symlink_to(hub.directory / "site/real")

    assert take_in(hub, directory="other").report["broken"] == [
        {"file": "_posts", "reason": "is a symbolic link that leaves the directory"}
    ]
    assert take_in(hub, directory="other/_posts").report["new"] == 1


FEED = """<rss version="2.0"><channel><title>Blog</title><item><title>Eins &amp; *zwei*</title>
<link>http://blog.example/2022/eins.html</link><pubDate>Fri, 20 May 2022 01:51:56 GMT</pubDate>
<description>{{ x }} and {% y %}</description></item></channel></rss>"""


def test_a_hubs_own_archive_is_known_to_it_and_is_the_same_in_another(hub: Hub) -> None:
    text = HEAD + three_lists(hub.publisher.address)
    text += f'[[source]]\nid = "blog"\nkind = "feed"\nurl = "{hub.publisher.address}/feed"\n'
    hub.configure(text.replace("finews.zning.xyz", "news.example"))
    hub.publisher.says("/feed", FEED)
    put(hub, market("NW1", "一"), text="无标签的文<b>字</b>")
    listed = {"infoCode": "NW2", "title": '"二"', "digest": "【二】摘要 *a* [b] <c> & {{ d }}"}
    hub.publisher.says(ROLLING, {"records": [{**listed, "showtime": "2022-05-21 08:00:00"}]})
    hub.publisher.says(detail("NW2"), {"content": "<p>文</p>"})
    hub.sync()
    first = {path.name: path.read_bytes() for path in hub.posts()}
    again = take_in(hub, directory="state/archive")
    hub.environ.update({f"FEEDHUB_STATE__{key}": f"other/{key}" for key in ("PUBLIC", "ARCHIVE")})
    hub.environ["FEEDHUB_STATE__DATABASE"] = "sqlite:///other/feedhub.db"
    other = take_in(hub, directory="state/archive")

    assert len(first) == 3
    assert (again.report["known"], again.report["files_written"]) == (3, 0)
    assert (other.report["new"], other.report["broken"]) == (3, [])
    assert first == {path.name: path.read_bytes() for path in (hub.directory / "other/ARCHIVE").rglob("*.md")}


def test_a_directory_without_posts_is_a_sentence_and_exit_code_one(hub: Hub) -> None:
    for directory in ("nowhere", "config"):
        result = take_in(hub, directory=directory)

        assert (result.code, result.stdout) == (1, "")
        assert re.match(r"feedhub: \w+ (is no directory|has no posts)", result.stderr)
    assert not hub.state.exists()
    assert json.loads(hub.run("status", "--json").stdout)
