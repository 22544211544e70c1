"""Cut off anywhere (killed, no room left, told to stop, two at once), the next pass completes; nothing is lost."""

import os
import random
import resource
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.history_client import Client
from tests.hub import HEAD, MARKET, MEDIA, Hub, detail, three_lists
from tests.publisher import Answer, Asked, Publisher

NOW = ("--now", "2026-01-01T12:00:00")
COUNT = 40


def articles(publisher: Publisher, seconds: float = 0) -> None:
    """Let the publisher have forty articles, ten of them in a second list too; each detail takes `seconds`."""
    codes = [f"NW{number:03}" for number in range(COUNT)]
    dates = {code: f"2022-05-21 08:{number:02}:00" for number, code in enumerate(codes)}
    publisher.says(
        MARKET,
        {
            "record": [
                {"infoCode": code, "title": f"题目{code}", "medianame": f"报{code[-1]}", "datetime": dates[code]}
                for code in codes
            ]
        },
    )
    publisher.says(
        MEDIA,
        {
            "nodeList": [
                {"infocode": code, "title": f"题目{code}", "from": "银行家", "showtime": dates[code]}
                for code in codes[:10]
            ]
        },
    )

    def answer(asked: Asked) -> Answer:
        time.sleep(seconds)
        code = asked.path.rpartition("=")[2]
        return Answer(f'{{"text": "<p>　　正文{code}</p>{"<p>长</p>" * 300}"}}'.encode())

    for code in codes:
        publisher.answers[detail(code)] = answer


def trees(hub: Hub) -> dict[str, bytes]:
    """Return the published files with their bytes; files that were never finished do not count."""
    return {name: body for name, (body, _) in hub.snapshot().items() if not Path(name).name.startswith(".")}


@pytest.fixture
def another(publisher: Publisher, tmp_path: Path) -> Iterator[Callable[[], Hub]]:
    """Make further hubs over the same publisher."""
    made = iter(range(1000))

    def make() -> Hub:
        directory = tmp_path / f"hub{next(made)}"
        directory.mkdir()
        hub = Hub(directory, publisher)
        hub.configure(HEAD + "[feeds]\nentries = 6\n" + three_lists(publisher.address))
        articles(publisher, 0.002)
        return hub

    return make  # type: ignore[return-value]


def assert_complete(hub: Hub, expected: dict[str, bytes]) -> None:
    """The next pass ends well, and the published files are those of a pass that nobody disturbed."""
    result = hub.sync(*NOW)

    assert (result.code, result.stderr) == (0, "")
    assert hub.sync(*NOW).report["totals"]["files_written"] == 0
    assert expected.keys() == trees(hub).keys()
    assert expected == trees(hub)
    assert not [path for path in hub.state.rglob(".*.tmp") if path.with_name(path.name[1:-4]).exists()]


def assert_no_hole(hub: Hub) -> None:
    """Whatever stands leads to nothing that does not: each feed's archive documents go back to its first arrival."""
    base = "https://finews.withounder.com"
    for feed in (hub.public / "feed.xml", *(hub.public / "category").glob("*.atom")):
        if feed.exists():
            client = Client(lambda address: (hub.public / address.removeprefix(f"{base}/")).read_bytes())
            client.poll(f"{base}/{feed.relative_to(hub.public)}")

            assert len(client.archives) == 0 or client.archives[0].endswith("/archive/1.atom")
            if feed.name == "feed.xml" and client.archives:
                assert len(client.entries) == COUNT


def test_killed_at_any_moment_nothing_is_lost_or_doubled(another: Callable[[], Hub]) -> None:
    whole = another()
    began = time.monotonic()
    whole.sync(*NOW)
    lasted = time.monotonic() - began
    expected = trees(whole)
    chance = random.Random(2022)
    cut = 0
    for _ in range(int(os.environ.get("FEEDHUB_TEST_KILLS", "8"))):
        hub = another()
        process = hub.start("sync", *NOW)
        time.sleep(lasted * chance.uniform(0.3, 1))
        process.kill()
        process.communicate()
        cut += process.returncode == -signal.SIGKILL

        assert_no_hole(hub)
        assert_complete(hub, expected)

    assert cut > 0


@pytest.mark.parametrize("kilobytes", [1, 30, 90, 160, 300])
def test_files_that_may_not_grow_end_the_pass_loudly_and_the_next_completes(
    another: Callable[[], Hub], kilobytes: int
) -> None:
    expected_from = another()
    expected_from.sync(*NOW)
    hub = another()
    size = kilobytes * 1024

    result = hub.sync(*NOW, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)))

    assert result.code == 1
    assert "Traceback" not in result.stderr
    assert result.stderr.startswith("feedhub: ")
    assert_complete(hub, trees(expected_from))


@pytest.mark.parametrize("kilobytes", [60, 300, 600, 900])
def test_a_full_disk_ends_the_pass_loudly_and_the_next_completes(another: Callable[[], Hub], kilobytes: int) -> None:
    expected_from = another()
    expected_from.sync(*NOW)
    hub = another()
    hub.state.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "feedhub-test", str(hub.state)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("only root, where mounting is permitted, can make a small disk")
    try:
        result = hub.sync(*NOW)

        assert result.code == 1
        assert "Traceback" not in result.stderr
        assert result.stderr.startswith("feedhub: ")

        subprocess.run(["mount", "-o", "remount,size=64m", str(hub.state)], check=True)

        assert_complete(hub, trees(expected_from))
    finally:
        subprocess.run(["umount", "-l", str(hub.state)], check=True)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_ends_the_pass_between_items(another: Callable[[], Hub], number: int, code: int) -> None:
    whole = another()
    whole.sync(*NOW)
    hub = another()
    articles(hub.publisher, 0.2)
    hub.publisher.asked.clear()
    process = hub.start("sync", *NOW)
    _until(lambda: sum(asked.path.startswith("/NewsData") for asked in hub.publisher.asked) > 8)
    process.send_signal(number)
    _, err = process.communicate(timeout=10)

    assert process.returncode == code
    assert "Traceback" not in err
    articles(hub.publisher, 0)
    assert_complete(hub, trees(whole))


def test_two_passes_at_once_lose_and_double_nothing(another: Callable[[], Hub]) -> None:
    whole = another()
    whole.sync(*NOW)
    hub = another()
    hub.publisher.asked.clear()
    processes = [hub.start("sync", "--json", *NOW) for _ in range(3)]
    ended = [process.communicate(timeout=60) for process in processes]

    assert [process.returncode for process in processes] == [0, 0, 0]
    assert any("is writing this state; waiting" in err for _, err in ended)
    assert sorted({detail(f"NW{number:03}") for number in range(COUNT)}) == sorted(
        asked.path for asked in hub.publisher.asked if asked.path.startswith("/NewsData")
    )
    assert_complete(hub, trees(whole))


def _until(true: Callable[[], bool]) -> None:
    """Wait until something is true, half a minute at most."""
    waiting = threading.Event()
    for _ in range(3000):
        if true():
            return
        waiting.wait(0.01)
    raise AssertionError("it did not come true")
