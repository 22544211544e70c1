"""What publishers see of feedhub, and can say to it: robots.txt, 410, refusals, and the page for them."""

import re
import signal

import pytest

from tests.acceptance.test_commands import free_port, get, until
from tests.acceptance.test_sync import market, put
from tests.hub import HEAD, MARKET, Hub, detail, three_lists
from tests.publisher import Answer

FEED = '[[source]]\nid = "{id}"\nkind = "feed"\nurl = "{url}"\nevery = "{every}"\n'
RSS = (
    '<rss version="2.0"><channel><title>T</title><link>http://a.example/</link><item><guid>http://a.example/{0}</guid>'
    "<title>{0}</title><link>http://a.example/{0}</link></item></channel></rss>"
)


def test_articles_that_robots_txt_forbids_are_not_asked_for_and_named(hub: Hub) -> None:
    put(hub, market("NW1", "一"))
    hub.publisher.says("/robots.txt", "User-agent: feedhub\nDisallow: /NewsData/\n")

    result = hub.sync("market-37")

    assert hub.publisher.paths() == [MARKET]
    assert result.code == 1
    assert "robots.txt does not allow it" in result.source("market-37")["notes"][0]
    assert len(hub.publisher.robots_asked) == 1


def test_the_next_pass_does_not_ask_for_robots_txt_again(hub: Hub) -> None:
    put(hub, market("NW1", "一"))
    hub.sync("market-37")
    put(hub, market("NW1", "一"), market("NW2", "二"))

    result = hub.sync("market-37")

    assert result.source("market-37")["new"] == 1
    assert len(hub.publisher.robots_asked) == 1


@pytest.mark.parametrize(("robots", "asked"), [("ignore", [MARKET, detail("NW1")]), ("pages", [MARKET]), ("all", [])])
def test_a_source_can_say_what_robots_txt_may_forbid_it(hub: Hub, robots: str, asked: list[str]) -> None:
    lists = three_lists(hub.publisher.address).replace('every = "5m"', f'every = "5m"\nrobots = "{robots}"')
    hub.configure(HEAD + lists)
    put(hub, market("NW1", "一"))
    hub.publisher.says("/robots.txt", "User-agent: *\nDisallow: /\n")

    hub.sync("market-37")

    assert hub.publisher.paths() == asked


def test_a_list_that_is_gone_is_not_asked_for_again_until_it_has_another_address(hub: Hub) -> None:
    old, new = f"{hub.publisher.address}/old.xml", f"{hub.publisher.address}/new.xml"
    hub.configure(HEAD + FEED.format(id="wire", url=old, every="1s"))
    hub.publisher.says("/old.xml", RSS.format(1))
    assert hub.sync().source("wire")["new"] == 1
    hub.publisher.says("/old.xml", "gone", 410)
    hub.publisher.says("/new.xml", RSS.format(2))

    assert hub.sync().code == 1
    hub.publisher.paths()
    again = hub.sync()

    assert (again.code, hub.publisher.paths()) == (0, [])
    assert "gone for good" in again.source("wire")["skipped"]
    assert "gone" in hub.run("status").stdout
    assert "已永久下线" in (hub.public / "status.html").read_text(encoding="utf-8")

    hub.configure(HEAD + FEED.format(id="wire", url=new, every="1s"))

    assert hub.sync().source("wire")["new"] == 1
    assert "已永久下线" not in (hub.public / "status.html").read_text(encoding="utf-8").partition("以往故障")[0]


def test_publishers_are_led_to_a_page_that_says_how_to_stop_us(hub: Hub) -> None:
    head = HEAD.replace("\n[fetch]", 'contact = "desk@finews.example"\n\n[fetch]')
    hub.configure(head + three_lists(hub.publisher.address))
    hub.sync("market-37")
    [asked] = hub.publisher.asked

    page = (hub.public / "politeness.html").read_text(encoding="utf-8")

    assert re.fullmatch(r"feedhub/\S+ \(\+https://finews.withounder.com/politeness.html\)", asked.headers["user-agent"])
    assert "User-agent: feedhub" in page
    assert 'href="mailto:desk@finews.example"' in page
    assert "politeness.html" in (hub.public / "index.html").read_text(encoding="utf-8")


def test_robots_txt_knows_us_by_the_name_that_the_operator_gives(hub: Hub) -> None:
    config = (hub.directory / "config" / "feedhub.toml").read_text(encoding="utf-8")
    hub.configure(config.replace("[fetch]\n", '[fetch]\nuser_agent = "NewsBot/2 (desk@finews.example)"\n'))
    put(hub, market("NW1", "一"))
    hub.publisher.says("/robots.txt", "User-agent: newsbot\nDisallow: /\n\nUser-agent: feedhub\nAllow: /\n")

    hub.sync("market-37")

    assert hub.publisher.paths() == [MARKET]
    assert "User-agent: NewsBot" in (hub.public / "politeness.html").read_text(encoding="utf-8")


def test_in_the_daemon_a_publisher_that_hangs_holds_up_no_other(hub: Hub) -> None:
    address, port = hub.publisher.address, free_port()
    hub.publisher.answers["/slow.xml"] = Answer(b"x" * 10_000, seconds_a_byte=1)
    sources = FEED.format(id="slow", url=f"{address}/slow.xml", every="1s")
    for number in range(20):
        hub.publisher.says(f"/{number}.xml", RSS.format(number))
        sources += FEED.format(id=f"f{number}", url=f"{address}/{number}.xml", every="1s")
    hub.configure(HEAD + f'per_host = 30\n[serve]\nlisten = "127.0.0.1:{port}"\n' + sources)
    process = hub.start("daemon")
    try:
        until(lambda: get(f"http://127.0.0.1:{port}/feed.xml")[2].count(b"<entry>") == 20, process)
        until(lambda: sum(asked.path == "/1.xml" for asked in hub.publisher.asked) > 2, process)
    finally:
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=10)

    assert (process.returncode, "Traceback" in err) == (0, False)
    assert sum(asked.path == "/slow.xml" for asked in hub.publisher.asked) == 1
