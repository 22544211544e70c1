"""`sync --dry-run` asks the publishers, says what would change, and keeps nothing."""

import signal
import time

from tests.acceptance.test_sync import market, put
from tests.hub import MEDIA, Hub
from tests.publisher import Answer

NOW = ("--now", "2026-01-01T12:00:00")
SLUG = "changjiangshangbao"


def test_a_rehearsal_tells_what_the_pass_then_does_and_keeps_nothing(hub: Hub) -> None:
    put(hub, market("NW1", "一"), market("NW2", "二"))
    hub.sync(*NOW)
    put(hub, market("NW1", "一（更正）"), market("NW2", "二"), market("NW3", "三"), market("NW4", ""))
    hub.publisher.says(
        MEDIA, {"nodeList": [{"infocode": "NW2", "title": "二", "from": "银行家", "showtime": "2022-05-21 08:00:00"}]}
    )
    before, database = hub.snapshot(), (hub.state / "feedhub.db").read_bytes()

    rehearsed = hub.sync("--dry-run", *NOW)
    told = {(one["effect"], one["key"]): one for one in rehearsed.report["changes"]}
    documents = rehearsed.report["documents"]

    assert (rehearsed.code, rehearsed.stderr) == (0, "")
    assert hub.snapshot() == before
    assert (hub.state / "feedhub.db").read_bytes() == database
    assert set(told) == {("updated", "NW1"), ("new", "NW3"), ("joined", "NW2")}
    assert told["updated", "NW1"]["was"] == "一"
    assert told["joined", "NW2"]["categories"] == ["银行家"]
    assert told["new", "NW3"]["title"] == "三"
    assert "quarantined: record[3] NW4: has no title" in rehearsed.source("market-37")["notes"]
    assert documents["new"]["post page"] == documents["new"]["archived post"] == 1
    assert documents["changed"]["archived post"] == 2
    assert f"public/category/{SLUG}.atom" in documents["names"]

    passed = hub.sync(*NOW)

    assert passed.report["sources"] == rehearsed.report["sources"]
    assert passed.report["totals"] == rehearsed.report["totals"]
    assert passed.report["totals"]["files_written"] == documents["total"]


def test_the_words_that_came_and_went_are_counted(hub: Hub) -> None:
    put(hub, market("NW1", "一"), text="<p>The old words stay here</p>")
    hub.sync(*NOW)
    put(hub, market("NW1", "一二"), text="<p>The new words stay here 明天见</p>")

    told = hub.run("sync", "--dry-run", *NOW).stdout

    assert "market-37: updated: NW1 一二; title was 一; words +4 -1" in told
    assert "nothing was kept" in told


def test_before_the_first_pass_a_rehearsal_makes_no_state(hub: Hub) -> None:
    put(hub, market("NW1", "一"))

    rehearsed = hub.sync("--dry-run", "market-37", *NOW)

    assert rehearsed.code == 0
    assert rehearsed.report["totals"]["new"] == 1
    assert list(rehearsed.report["sources"]) == ["market-37"]
    assert not hub.state.exists()


def test_a_source_that_fails_is_named_and_its_failure_is_not_remembered(hub: Hub) -> None:
    put(hub, market("NW1", "一"))
    hub.sync(*NOW)
    hub.publisher.answers[MEDIA] = Answer(b"gone", 503)

    rehearsed = hub.sync("--dry-run", *NOW)

    assert rehearsed.code == 1
    assert "answered 503" in rehearsed.source("list-45")["error"]
    assert "failing" not in hub.run("status").stdout


def test_a_rehearsal_that_is_told_to_stop_leaves_nothing(hub: Hub) -> None:
    put(hub, market("NW1", "一"))
    hub.sync(*NOW)
    before, database = hub.snapshot(), (hub.state / "feedhub.db").read_bytes()
    put(hub, market("NW1", "一"), market("NW2", "二"))
    hub.publisher.asked.clear()
    hub.publisher.answers[MEDIA] = Answer(b"x" * 1000, seconds_a_byte=0.1)
    process = hub.start("sync", "--dry-run", *NOW)
    deadline = time.monotonic() + 60
    while not any("NW2" in asked.path for asked in hub.publisher.asked) and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(signal.SIGTERM)
    _, complaints = process.communicate(timeout=20)

    assert (process.returncode, "Traceback" in complaints) == (143, False)
    assert hub.snapshot() == before
    assert (hub.state / "feedhub.db").read_bytes() == database
