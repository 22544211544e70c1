"""The Fetcher that renders, with a real Chromium: what scripts make of a page, and what they must not reach."""

import asyncio
import re
import shutil
import socket
from collections.abc import Callable, Coroutine
from datetime import timedelta
from ipaddress import ip_network
from typing import Any

import pytest

from feedhub.errors import FetchError
from feedhub.fetch.http import HttpFetcher
from feedhub.fetch.render import RenderFetcher
from feedhub.model import Network, Render, Request, Response
from tests.publisher import Answer, Asked, Publisher

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
HERE: tuple[Network, ...] = (ip_network("127.0.0.1/32"),)
HTML = "text/html; charset=utf-8"
LONG = timedelta(seconds=30)

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")

BUILT = """<html><body><ul></ul><script>
fetch("/api").then(answer => answer.json()).then(titles => titles.forEach(title => {
    document.querySelector("ul").insertAdjacentHTML("beforeend", `<li>${title}</li>`)
}))</script></body></html>"""


def rendering(job: Callable[[RenderFetcher], Coroutine[Any, Any, Response]], browser: str = "") -> Response:
    """Return what `job` returns, given a renderer."""

    async def run() -> Response:
        async with HttpFetcher(8, "feedhub/test") as client, RenderFetcher(client, "feedhub/test", browser) as renderer:
            return await job(renderer)

    return asyncio.run(run())


def page(publisher: Publisher, path: str = "/", wait: str = "", **limits: Any) -> str:
    """Return the page at `path` as rendered."""
    request = Request(
        publisher.address + path, render=Render(wait), **{"allow_networks": HERE, "timeout": LONG, **limits}
    )
    return rendering(lambda renderer: renderer.fetch(request)).body.decode()


def test_what_a_script_fetches_and_builds_is_in_the_page_and_every_request_says_who_asks(publisher: Publisher) -> None:
    publisher.says("/", BUILT, Content_Type=HTML)
    publisher.says("/api", ["第一条", "第二条"])

    assert "<li>第一条</li><li>第二条</li>" in page(publisher, wait="li")
    assert {one.headers["user-agent"] for one in publisher.asked} == {"feedhub/test"}
    assert publisher.paths() == ["/", "/api"]


def test_what_is_not_to_be_rendered_or_is_no_page_is_as_it_came(publisher: Publisher) -> None:
    publisher.says("/data", {"a": 1}, Content_Type="application/json")

    assert page(publisher, "/data") == '{"a": 1}'


def test_a_redirect_gives_the_page_its_new_address(publisher: Publisher) -> None:
    publisher.says("/old", "", 302, Location="/new/")
    publisher.says("/new/", "<p></p><script>document.querySelector('p').textContent = location.pathname</script>")
    publisher.answers["/new/"].headers["Content-Type"] = HTML  # type: ignore[union-attr]

    assert "<p>/new/</p>" in page(publisher, "/old")


REACHING = """<html><body><p>begin</p><script>
const say = text => document.body.insertAdjacentHTML("beforeend", `<i>${text}</i>`);
const ask = url => fetch(url, {mode: "no-cors"}).then(() => say("reached " + url), () => say("refused"));
Promise.all([ask("http://127.0.0.2:%d/"), ask("http://127.0.0.3:%d/"), ask("file:///etc/passwd")]).then(() => {
    const socket = new WebSocket("ws://127.0.0.1:%d/");
    socket.onopen = () => say("socket open");
    socket.onclose = () => document.body.insertAdjacentHTML("beforeend", "<b>end</b>");
});
new Image().src = "http://127.0.0.1:%d/image";
const frame = document.createElement("iframe"); frame.src = "http://127.0.0.1:%d/frame"; document.body.append(frame);
const peer = new RTCPeerConnection({iceServers: [{urls: "stun:127.0.0.1:%d"}]});
peer.createDataChannel("x"); peer.createOffer().then(offer => peer.setLocalDescription(offer));
window.open("http://127.0.0.1:%d/popup");
</script></body></html>"""


def test_a_page_reaches_no_address_that_its_source_may_not_by_no_way_that_browsers_have(publisher: Publisher) -> None:
    with socket.create_server(("", 0)) as elsewhere, socket.socket(type=socket.SOCK_DGRAM) as stun:
        elsewhere.settimeout(0.1)
        stun.bind(("127.0.0.1", 0))
        stun.settimeout(0.1)
        port, udp = elsewhere.getsockname()[1], stun.getsockname()[1]
        publisher.says("/", REACHING % (port, port, port, port, port, udp, port), Content_Type=HTML)

        made = page(publisher, wait="b", allow_networks=(ip_network("127.0.0.1/32"),))

        assert "<b>end</b>" in made
        assert set(re.findall("<i>(.*?)</i>", made.rpartition("</script>")[2])) <= {"refused", "socket open"}
        # What its source may reach is asked for by feedhub itself: never an image, a frame, a popup or a socket.
        assert {asked(elsewhere) for _ in range(4)} == {""}
        with pytest.raises(TimeoutError):
            stun.recv(100)


def asked(listener: socket.socket) -> str:
    """Return the path that somebody asked a listener for; nothing if nobody did."""
    try:
        connection, _ = listener.accept()
    except TimeoutError:
        return ""
    with connection:
        connection.settimeout(1)
        return connection.recv(1000).decode("latin-1").partition(" ")[2].partition(" ")[0]


def test_a_page_reads_of_other_origins_only_what_they_share(publisher: Publisher) -> None:
    with Publisher() as other:
        other.says("/secret", "hidden words", Content_Type="text/plain")
        other.says("/open", "open words", Content_Type="text/plain", Access_Control_Allow_Origin="*")
        script = "for (const path of ['/secret', '/open']) fetch('%s' + path).then(r => r.text()).then(t => {"
        script += "document.body.insertAdjacentHTML('beforeend', `<i>${t}</i>`)})"
        publisher.says("/", f"<body><script>{script % other.address}</script></body>", Content_Type=HTML)

        made = page(publisher)

    assert "open words" in made and "hidden words" not in made


def test_the_headers_of_a_source_go_to_its_own_host_only(publisher: Publisher) -> None:
    with Publisher() as other:
        other.says("/x.js", "", Content_Type="text/javascript")
        source = f'<body><script src="{other.address}/x.js"></script><script src="/own.js"></script></body>'
        publisher.says("/", source, Content_Type=HTML)
        publisher.says("/own.js", "", Content_Type="text/javascript")

        page(publisher, headers=(("Authorization", "Bearer t0ken"),))

        assert ["authorization" in one.headers for one in other.asked] == [False]
        assert [one.headers.get("authorization") for one in publisher.asked] == ["Bearer t0ken"] * 2


@pytest.mark.parametrize(
    ("script", "limits", "said"),
    [
        ("for (;;) {}", {"timeout": timedelta(seconds=3)}, "timed out"),
        ("document.body.innerHTML = '<p>x</p>'.repeat(100000)", {"max_bytes": 100_000}, "too large"),
        ("fetch('/big').then(() => 0)", {"max_bytes": 100_000}, "too large"),
    ],
)
def test_a_page_that_takes_too_much_is_an_error(
    publisher: Publisher, script: str, limits: dict[str, Any], said: str
) -> None:
    publisher.says("/", f"<html><body></body><script>{script}</script></html>", Content_Type=HTML)
    publisher.says("/big", b"x" * 100_000)

    with pytest.raises(FetchError, match=said):
        page(publisher, **limits)


def test_after_a_page_that_never_ends_the_next_one_is_rendered(publisher: Publisher) -> None:
    publisher.says("/loop", "<script>for (;;) {}</script>", Content_Type=HTML)
    publisher.says("/", BUILT, Content_Type=HTML)
    publisher.says("/api", ["一"])

    async def both(renderer: RenderFetcher) -> Response:
        short = timedelta(seconds=2)
        with pytest.raises(FetchError):
            await renderer.fetch(
                Request(f"{publisher.address}/loop", render=Render(), allow_networks=HERE, timeout=short)
            )
        return await renderer.fetch(
            Request(f"{publisher.address}/", render=Render("li"), allow_networks=HERE, timeout=LONG)
        )

    assert "<li>一</li>" in rendering(both).body.decode()


def test_a_script_that_does_not_come_does_not_take_the_page_with_it(publisher: Publisher) -> None:
    publisher.says("/", '<body><script src="/slow.js"></script><p>text</p></body>', Content_Type=HTML)

    def slow(_asked: Asked) -> Answer:
        return Answer(b"x" * 50, seconds_a_byte=0.2)

    publisher.answers["/slow.js"] = slow

    assert "<p>text</p>" in page(publisher, timeout=timedelta(seconds=6))


def test_a_page_that_answers_with_a_fault_is_that_fault(publisher: Publisher) -> None:
    publisher.says("/", "busy", 503, Retry_After="60", Content_Type=HTML)

    with pytest.raises(FetchError) as caught:
        page(publisher)

    assert (caught.value.status, caught.value.retry_after) == (503, "60")


def test_a_browser_that_is_not_there_is_said_to_be_missing(publisher: Publisher) -> None:
    publisher.says("/", BUILT, Content_Type=HTML)
    request = Request(publisher.address + "/", render=Render(), allow_networks=HERE)

    with pytest.raises(FetchError, match="the browser /nowhere/chromium cannot be started"):
        rendering(lambda renderer: renderer.fetch(request), "/nowhere/chromium")
