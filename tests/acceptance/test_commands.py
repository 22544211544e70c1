"""The other commands, each as a process: check, status, preview, serve, daemon, demo."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import feedparser

from tests.acceptance.test_sync import market, put
from tests.hub import HEAD, MARKET, Hub, three_lists
from tests.publisher import Answer

ROOT = Path(__file__).parents[2]


def get(url: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Return status, headers and body of an answer."""
    request = urllib.request.Request(url, headers={key.replace("_", "-"): value for key, value in headers.items()})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, {key.lower(): value for key, value in answer.headers.items()}, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, {key.lower(): value for key, value in error.headers.items()}, error.read()


def free_port() -> int:
    """Return a port of loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(true: Callable[[], bool], process: "subprocess.Popen[str]") -> None:
    """Wait until something is true, half a minute at most, while `process` lives."""
    for _ in range(1500):
        if process.poll() is not None:
            raise AssertionError(f"it ended: {process.communicate()}")
        try:
            if true():
                return
        except OSError:
            pass
        time.sleep(0.02)
    raise AssertionError("it did not come true")


def test_check_names_file_line_and_key_and_suggests_the_nearest(hub: Hub) -> None:
    hub.configure('[hub]\ntitel = "x"\n\n[[source]]\nid = "a"\nkind = "feed"\nurl = "http://a.example/"\nevry = "5m"\n')

    result = hub.run("check")

    assert result.code == 2
    assert "config/feedhub.toml:2: hub.titel: unknown key (did you mean title?)" in result.stderr
    assert "config/feedhub.toml:8: source.1.evry: unknown key (did you mean every?)" in result.stderr
    assert hub.sync().code == 2


def test_check_of_a_good_configuration_says_so(hub: Hub) -> None:
    result = hub.run("check")

    assert (result.code, result.stdout) == (0, "config/feedhub.toml: well; 3 sources\n")


def test_the_configuration_is_found_by_option_by_environment_or_in_its_place(hub: Hub) -> None:
    other = hub.directory / "other.toml"
    other.write_text(HEAD)
    hub.environ["FEEDHUB_CONFIG"] = str(other)

    assert "0 sources" in hub.run("check").stdout
    assert "3 sources" in hub.run("--config", "config/feedhub.toml", "check").stdout

    hub.environ["FEEDHUB_CONFIG"] = "nowhere.toml"
    missing = hub.run("check")

    assert missing.code == 2
    assert "nowhere.toml: there is no such file" in missing.stderr


def test_the_environment_sets_where_the_state_is(hub: Hub) -> None:
    hub.environ["FEEDHUB_STATE__PUBLIC"] = "elsewhere"
    put(hub, market("NW1", "一"))

    hub.sync()

    assert (hub.directory / "elsewhere" / "feed.xml").is_file()


def test_the_shipped_configuration_is_valid_and_its_schema_is_current() -> None:
    shipped = subprocess.run(
        [sys.executable, "-m", "feedhub", "check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    schema = subprocess.run(
        [sys.executable, "-m", "feedhub", "check", "--schema"], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert shipped.returncode == 0, shipped.stderr
    assert (ROOT / "config" / "feedhub.schema.json").read_text(encoding="utf-8") == schema.stdout
    assert json.loads(schema.stdout)["$schema"].startswith("https://json-schema.org/")


def test_status_shows_health_and_what_is_held_back(hub: Hub) -> None:
    put(hub, market("NW1", "一"), market("NW2", ""))
    hub.publisher.answers.pop("/web/webapi?type=45&count=100&newsid=1")
    hub.sync("--now", "2026-01-01T12:00:00")

    found = {one["source"]: one for one in json.loads(hub.run("status", "--json").stdout)}
    table = hub.run("status").stdout

    assert found["market-37"]["quarantined"] == [{"place": "record[1]", "item": "NW2", "reason": "has no title"}]
    assert (found["list-45"]["failures"], found["market-37"]["failures"]) == (1, 0)
    assert "answered 404" in found["list-45"]["last_error"]
    assert "failing (1)" in table
    assert "has no title" in table


def test_preview_shows_what_would_be_extracted_and_writes_nothing(hub: Hub) -> None:
    put(hub, market("NW1", "题目一"), market("NW2", ""))

    result = hub.run("preview", "market-37")

    assert result.code == 0
    assert "题目一" in result.stdout
    assert "正文。" in result.stdout
    assert "record[1]: has no title" in result.stdout
    assert not hub.state.exists()


def test_misuse_is_exit_code_two_and_help_is_not(hub: Hub) -> None:
    assert hub.run("snyc").code == 2
    assert hub.run("sync", "--nonsense").code == 2
    assert hub.run("--help").code == 0
    assert "sync" in hub.run("--help").stdout


def test_serve_answers_with_types_validators_and_nothing_outside(hub: Hub) -> None:
    put(hub, market("NW1", "一"))
    port = free_port()
    hub.configure(HEAD + f'[serve]\nlisten = "127.0.0.1:{port}"\n' + three_lists(hub.publisher.address))
    hub.sync()
    (hub.public / ".secret.tmp").write_text("half written")
    site = f"http://127.0.0.1:{port}"
    process = hub.start("serve")
    try:
        until(lambda: get(site + "/healthz")[0] == 200, process)
        status, headers, body = get(site + "/category/changjiangshangbao.atom")

        assert (status, headers["content-type"]) == (200, "application/atom+xml; charset=utf-8")
        assert feedparser.parse(body).entries[0].title == "一"
        assert get(site + "/category/changjiangshangbao.atom", If_None_Match=headers["etag"])[0] == 304
        for name, kind in (("xml", "atom+xml"), ("rss", "rss+xml"), ("json", "feed+json")):
            assert get(f"{site}/feed.{name}")[1]["content-type"] == f"application/{kind}; charset=utf-8"
        assert get(site + "/")[1]["content-type"].startswith("text/html")
        assert "default-src 'none'" in get(site + "/")[1]["content-security-policy"]
        for outside in ("/../feedhub.db", "/%2e%2e/feedhub.db", "/..%2ffeedhub.db", "/.secret.tmp", "/nothing"):
            assert get(site + outside)[0] == 404
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=15)


def test_a_port_that_is_taken_is_said_in_a_sentence(hub: Hub) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        hub.configure(HEAD + f'[serve]\nlisten = "127.0.0.1:{port}"\n')
        for command in ("serve", "daemon"):
            result = hub.run(command)

            assert (result.code, "Traceback" in result.stderr) == (1, False)
            assert f"cannot listen on 127.0.0.1:{port}" in result.stderr


def test_an_answer_is_whole_though_its_file_is_replaced_meanwhile(hub: Hub) -> None:
    port = free_port()
    hub.configure(HEAD + f'[serve]\nlisten = "127.0.0.1:{port}"\n' + three_lists(hub.publisher.address))
    hub.public.mkdir(parents=True)
    states = [letter * size for letter, size in ((b"a", 100), (b"b", 90_000), (b"c", 3_000))]
    (hub.public / "feed.xml").write_bytes(states[0])
    stop = threading.Event()

    def replace_it() -> None:
        while not stop.is_set():
            for state in states:
                (hub.public / ".new").write_bytes(state)
                (hub.public / ".new").replace(hub.public / "feed.xml")

    process = hub.start("serve")
    writer = threading.Thread(target=replace_it)
    try:
        site = f"http://127.0.0.1:{port}"
        until(lambda: get(site + "/healthz")[0] == 200, process)
        writer.start()
        bodies = [get(site + "/feed.xml")[2] for _ in range(600)]
    finally:
        stop.set()
        writer.join()
        process.terminate()
        _, complaints = process.communicate(timeout=20)

    assert set(bodies) <= set(states)
    assert "Error" not in complaints


def test_the_daemon_fetches_when_the_time_has_come_serves_and_stops_when_told(hub: Hub) -> None:
    port = free_port()
    lists = three_lists(hub.publisher.address).replace('every = "5m"', 'every = "1s"')
    hub.configure(HEAD + f'[serve]\nlisten = "127.0.0.1:{port}"\n' + lists)
    put(hub, market("NW1", "一"))
    site = f"http://127.0.0.1:{port}"
    process = hub.start("daemon")
    try:
        until(lambda: b"NW1" in get(site + "/feed.xml")[2], process)
        put(hub, market("NW1", "一"), market("NW2", "二"))
        until(lambda: b"NW2" in get(site + "/feed.xml")[2], process)
        second = hub.run("daemon")

        assert second.code == 1
        assert f"process {process.pid} holds the state" in second.stderr
    finally:
        process.send_signal(signal.SIGTERM)
        began = time.monotonic()
        _, err = process.communicate(timeout=15)

    assert process.returncode == 0
    assert time.monotonic() - began < 10
    assert "synced source=market-37 new=1" in err
    assert "Traceback" not in err


def test_a_daemon_in_the_middle_of_a_pass_stops_within_ten_seconds_and_loses_nothing(hub: Hub) -> None:
    put(hub, *(market(f"NW{number}", f"第{number}篇") for number in range(8)))
    hub.publisher.answers[MARKET.replace("37", "39")] = Answer(b"x" * 10_000, seconds_a_byte=1)
    slow = three_lists(hub.publisher.address).replace("marketType=37", "marketType=39", 1).replace("market-37", "slow")
    hub.configure(HEAD + f'[serve]\nlisten = "127.0.0.1:{free_port()}"\n' + slow)
    process = hub.start("daemon")
    until(lambda: any("39" in asked.path for asked in hub.publisher.asked), process)
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=10)

    assert (process.returncode, "Traceback" in err) == (0, False)


def test_the_demo_shows_posts_and_feeds_without_any_network(tmp_path: Path) -> None:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "feedhub", "demo", "--port", str(port), "--directory", str(tmp_path / "demo")],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONWARNINGS": "error"},
    )  # fmt: skip
    lines: list[str] = []
    reading = threading.Thread(target=lambda: lines.extend(iter(process.stdout.readline, "")))  # type: ignore[union-attr]
    reading.start()
    try:
        until(lambda: get(f"http://127.0.0.1:{port}/feed.xml")[0] == 200, process)
        entries = feedparser.parse(get(f"http://127.0.0.1:{port}/feed.xml")[2]).entries
        page = get(f"http://127.0.0.1:{port}/")[2].decode()
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=15)
        reading.join()
        process.stderr.close()  # type: ignore[union-attr]
        process.stdout.close()  # type: ignore[union-attr]
    shown = "".join(lines)

    assert len(entries) > 30
    assert "Lantern Journal" in page
    assert re.search(r"quarantined: record\[3\]", shown)
    assert "0 files written" in shown
    assert f"http://127.0.0.1:{port}/feed.xml" in shown
    assert len(list((tmp_path / "demo" / "archive" / "_posts").rglob("*.md"))) == len(entries)


def test_status_before_the_first_pass_knows_the_sources_and_makes_no_state(hub: Hub) -> None:
    found = json.loads(hub.run("status", "--json").stdout)

    assert [(one["source"], one["fetched_at"]) for one in found] == [
        ("market-37", None),
        ("list-45", None),
        ("list-102", None),
    ]
    assert not hub.state.exists()
