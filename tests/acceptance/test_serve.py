"""The web server as a process: what it answers to readers, caches, browsers and to those who mean harm."""

import gzip
import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import brotli
import feedparser
import pytest

from feedhub.serve.encoding import compress

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

ROOT = Path(__file__).parents[2]
TOKEN = "a-token-of-some-length"
ARCHIVE = "/category/news/archive/1.atom"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Site:
    """A running server, and the tree that it gives out."""

    port: int
    public: Path

    def ask(self, path: str, method: str = "GET", **headers: str) -> Answer:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)) as connection:
            connection.putrequest(method, path, skip_accept_encoding=True)
            for name, value in headers.items():
                connection.putheader(name.replace("_", "-"), value)
            connection.endheaders()
            answer = connection.getresponse()
            return Answer(answer.status, {key.lower(): value for key, value in answer.getheaders()}, answer.read())

    def send(self, raw: bytes) -> bytes:
        """Return all that comes back for these bytes until the server closes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as connection:
            connection.sendall(raw)
            found = b""
            while chunk := connection.recv(1 << 16):
                found += chunk
            return found

    def put(self, path: str, body: bytes) -> None:
        """Write a file as feedhub does: under another name, then renamed."""
        file = self.public / path
        file.parent.mkdir(parents=True, exist_ok=True)
        new = file.with_name(f".{file.name}.tmp")
        new.write_bytes(body)
        new.replace(file)


def feed(*titles: str) -> bytes:
    entries = "".join(
        f"<entry><id>urn:x:{title}</id><title>{title}</title><content>{title * 100}</content></entry>"
        for title in titles
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><id>urn:x</id><title>新闻</title>{entries}</feed>'.encode()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    directory = tmp_path_factory.mktemp("serve")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (directory / "feedhub.toml").write_text(
        f"""
        hub.base_url = "https://example.org/news"
        state.public = "public"
        [serve]
        listen = "127.0.0.1:{port}"
        [[serve.private]]
        paths = ["/category/secret.*", "/category/secret/*"]
        tokens = ["${{READER}}"]
        """
    )
    site = Site(port, directory / "public")
    site.put("index.html", b"<title>Start</title>" * 40)
    site.put("category/news.atom", feed(*"abcdefgh"))
    site.put("category/news.rss", b"<rss><channel><item><guid>1</guid></item></channel></rss>" + b" " * 600)
    site.put("category/secret.atom", feed("secret"))
    site.put("category/news/archive/1.atom", feed(*"ab"))
    site.put("small.html", b"small")
    site.put("empty.html", b"")
    site.put("2026/01/02/post/index.html", b"a post of another site")
    site.put(".gone/taken.html", b"taken back")
    site.put("news/2026/01/01/1.html", b"a post in the category news")
    site.put("digits.txt", b"0123456789" * 100)
    (directory / "outside.txt").write_text("outside")
    (site.public / "link.txt").symlink_to(directory / "outside.txt")
    (site.public / "linked").symlink_to(directory)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "READER": TOKEN}
    command = [sys.executable, "-m", "feedhub", "--config", "feedhub.toml", "serve"]
    with subprocess.Popen(command, cwd=directory, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        process.stderr.readline()
        _wait(port, process)
        yield site
        process.send_signal(signal.SIGTERM)
        _, complaints = process.communicate(timeout=20)
    assert complaints == ""


def _wait(port: int, process: "subprocess.Popen[str]") -> None:
    until = time.monotonic() + 20
    while process.poll() is None and time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
    raise AssertionError("the server did not start")


def test_a_tag_is_of_the_bytes_and_not_of_the_time_or_the_machine(site: Site) -> None:
    first = site.ask("/category/news.atom")
    site.put("category/news.atom", first.body)
    os.utime(site.public / "category/news.atom", (1, 1))
    again = site.ask("/category/news.atom")

    assert first.headers["etag"] == again.headers["etag"]
    assert not first.headers["etag"].startswith("W/")
    assert again.headers["last-modified"] == "Thu, 01 Jan 1970 00:00:01 GMT"


def test_whoever_has_a_file_gets_304_and_a_new_state_is_seen_at_once(site: Site) -> None:
    first = site.ask("/small.html")
    etag = first.headers["etag"]
    for headers in (
        {"If_None_Match": etag},
        {"If_None_Match": f'"other", W/{etag}'},
        {"If_None_Match": "*"},
        {"If_Modified_Since": first.headers["last-modified"]},
    ):
        answer = site.ask("/small.html", **headers)
        assert (answer.status, answer.body, answer.headers["etag"]) == (304, b"", etag)
    for headers in (
        {"If_None_Match": '"other"', "If_Modified_Since": first.headers["last-modified"]},
        {"If_Modified_Since": "yesterday"},
    ):
        assert site.ask("/small.html", **headers).status == 200
    site.put("small.html", b"other")

    assert site.ask("/small.html", If_None_Match=etag).body == b"other"
    assert site.ask("/small.html", If_Match=etag).status == 412
    site.put("small.html", b"small")


def test_codings_are_chosen_by_weight_and_each_has_its_own_tag(site: Site) -> None:
    plain = site.ask("/category/news.atom")
    readers = {"gzip": gzip.decompress, "br": brotli.decompress, "zstd": zstd.decompress}
    tags = {plain.headers["etag"]}
    for coding, decompress in readers.items():
        answer = site.ask("/category/news.atom", Accept_Encoding=f"{coding}, deflate;q=0.3")
        tags.add(answer.headers["etag"])

        assert answer.headers["content-encoding"] == coding
        assert decompress(answer.body) == plain.body
        assert "Accept-Encoding" in answer.headers["vary"]
        assert (
            site.ask("/category/news.atom", Accept_Encoding=coding, If_None_Match=answer.headers["etag"]).status == 304
        )
    assert len(tags) == 4
    chosen: tuple[tuple[str, str | None], ...] = (
        ("gzip;q=0.9, br;q=0.1", "gzip"),
        ("gzip, deflate, br, zstd", "br"),
        ("*", "br"),
        ("br;q=0, *;q=0.5", "zstd"),
        ("identity, gzip;q=0.5", None),
        ("deflate", None),
        ("", None),
    )
    for accepted, wished in chosen:
        assert site.ask("/category/news.atom", Accept_Encoding=accepted).headers.get("content-encoding") == wished
    assert site.ask("/category/news.atom", Accept_Encoding="*;q=0").status == 406
    assert "content-encoding" not in site.ask("/small.html", Accept_Encoding="gzip").headers


def test_parts_of_a_file(site: Site) -> None:
    whole = site.ask("/digits.txt")
    for wished, part, place in (
        ("bytes=0-9", b"0123456789", "bytes 0-9/1000"),
        ("bytes=-3", b"789", "bytes 997-999/1000"),
        ("bytes=998-5000", b"89", "bytes 998-999/1000"),
    ):
        answer = site.ask("/digits.txt", Range=wished, Accept_Encoding="gzip")
        assert (answer.status, answer.body, answer.headers["content-range"]) == (206, part, place)
    several = site.ask("/digits.txt", Range="bytes=0-1, -1")
    boundary = several.headers["content-type"].partition("boundary=")[2].encode()
    parts = [part.partition(b"\r\n\r\n")[2] for part in several.body.split(b"\r\n--" + boundary)]

    assert parts[1:3] == [b"01", b"9"]
    assert site.ask("/digits.txt", Range="bytes=1000-").status == 416
    assert site.ask("/digits.txt", Range="bytes=1000-").headers["content-range"] == "bytes */1000"
    for unfit in ("bytes=5-2", "lines=1-2", "bytes=a-b", "bytes=" + "0-," * 5000 + "0-", "bytes=0-,0-"):
        assert site.ask("/digits.txt", Range=unfit).body == whole.body
    assert site.ask("/digits.txt", Range="bytes=0-1", If_Range=whole.headers["etag"]).status == 206
    assert site.ask("/digits.txt", Range="bytes=0-1", If_Range='"other"').body == whole.body


def test_a_head_has_the_headers_of_the_file_and_other_methods_are_refused(site: Site) -> None:
    for path in ("/category/news.atom", "/empty.html", "/nothing", "/taken.html"):
        get, head = site.ask(path), site.ask(path, "HEAD")
        for one in (get, head):
            one.headers.pop("date")

        assert (head.status, head.headers, head.body) == (get.status, get.headers, b"")
    for method in ("POST", "PUT", "DELETE", "TRACE"):
        refused = site.ask("/", method)
        assert (refused.status, refused.headers["allow"]) == (405, "GET, HEAD, OPTIONS")


def test_closed_documents_are_kept_for_ever_and_all_else_is_asked_for_again(site: Site) -> None:
    assert site.ask(ARCHIVE).headers["cache-control"] == "public, max-age=31536000, immutable"
    assert site.ask(ARCHIVE, If_None_Match="*").headers["cache-control"] == "public, max-age=31536000, immutable"
    for path in ("/", "/category/news.atom", "/taken.html"):
        assert site.ask(path).headers["cache-control"] == "no-cache"


def test_scripts_of_other_sites_may_read_feeds_and_not_pages(site: Site) -> None:
    allowed = site.ask("/category/news.atom", "OPTIONS", Origin="https://reader.example")

    assert (allowed.status, allowed.headers["access-control-allow-origin"]) == (204, "*")
    assert "A-IM" in allowed.headers["access-control-allow-headers"]
    assert site.ask("/category/news.rss").headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-origin" not in site.ask("/").headers


def test_a_reader_that_asks_for_what_is_new_gets_that(site: Site) -> None:
    site.put("category/news.atom", feed(*"abcdefgh"))
    first = site.ask("/category/news.atom", Accept_Encoding="gzip").headers["etag"]
    site.put("category/news.atom", feed("new", *"abcdefg"))
    whole = site.ask("/category/news.atom")
    asked = {"If_None_Match": first, "A_IM": "feed, gzip;q=0.5"}
    new = site.ask("/category/news.atom", **asked)
    packed = site.ask("/category/news.atom", **asked, Accept_Encoding="gzip")

    assert (new.status, new.headers["im"], new.headers["etag"]) == (226, "feed", whole.headers["etag"])
    assert [entry.title for entry in feedparser.parse(new.body).entries] == ["new"]
    assert feedparser.parse(new.body).feed.title == "新闻"
    assert {"A-IM", "If-None-Match"} <= set(new.headers["vary"].split(", "))
    assert gzip.decompress(packed.body) == new.body
    assert site.ask("/category/news.atom", If_None_Match=packed.headers["etag"], Accept_Encoding="gzip").status == 304
    for else_ in (
        {"If_None_Match": first},
        {"If_None_Match": first, "A_IM": "feed;q=0"},
        {"If_None_Match": '"unknown"', "A_IM": "feed"},
        {"A_IM": "feed"},
    ):
        answer = site.ask("/category/news.atom", **else_)
        assert (answer.status, answer.body) == (200, whole.body)


def test_what_is_private_wants_a_token_and_is_kept_by_nobody_between(site: Site) -> None:
    path = "/category/secret.atom"
    refused = site.ask(path)
    for answer in (
        site.ask(f"{path}?token={TOKEN}"),
        site.ask(path, Authorization=f"Bearer {TOKEN}"),
        site.ask("/news" + path, Authorization=f"bearer {TOKEN}", Accept_Encoding="gzip"),
    ):
        assert (answer.status, answer.headers["cache-control"]) == (200, "private, no-cache")
    assert (refused.status, refused.headers["www-authenticate"]) == (401, 'Bearer realm="feedhub"')
    for sly in (
        f"{path}?token=", f"{path}?token={TOKEN}x", "/category/SECRET.atom", "/category/%73ecret.atom",
        "/news/category/secret.atom", "/category/secret/nothing.html", f"{path}?" + "&" * 5000 + f"token={TOKEN}",
    ):  # fmt: skip
        answer = site.ask(sly)
        assert (answer.status, b"urn:x" in answer.body) == (401, False)
    for sly in ("/category//secret.atom", "/category/./secret.atom", "/category/x/../secret.atom"):
        assert site.ask(sly).status == 404


def test_the_path_of_the_address_is_taken_with_and_without(site: Site) -> None:
    for path in ("/category/news.atom", "/", "/healthz", "/news/2026/01/01/1.html"):
        assert site.ask(path).status == 200
        assert site.ask("/news" + path).status == 200
    assert site.ask("/newsletter/category/news.atom").status == 404
    assert site.ask("/category/news.atom", X_Forwarded_Prefix="/x").status == 200


def test_a_directory_leads_to_its_page(site: Site) -> None:
    answer = site.ask("/2026/01/02/post")

    assert (answer.status, answer.headers["location"]) == (308, "post/")
    assert site.ask("/2026/01/02/post/").body == b"a post of another site"


def test_what_is_gone_says_so_and_nothing_outside_or_hidden_is_there(site: Site) -> None:
    gone = site.ask("/taken.html")

    assert (gone.status, gone.body, gone.headers["content-type"]) == (410, b"taken back", "text/html; charset=utf-8")
    for path in (
        "/.gone/taken.html", "/link.txt", "/linked/outside.txt", "/../outside.txt", "/%2e%2e/outside.txt",
        "/..%2foutside.txt", "/category%2f..%2f..%2foutside.txt", "/..%5coutside.txt", "/small.html%00.atom",
        "/%ff%fe", "/" + "a" * 300, "/small.html/", "/small.html/x", "/category", "/%0d%0aSet-Cookie:x",
    ):  # fmt: skip
        assert site.ask(path).status == 404, path


def test_a_large_file_is_given_out_whole_and_in_parts(site: Site) -> None:
    body = os.urandom(5_000_000)
    site.put("media/large.mp3", body)

    assert site.ask("/media/large.mp3", Accept_Encoding="gzip").body == body
    assert site.ask("/media/large.mp3", Range="bytes=4000000-").body == body[4_000_000:]
    assert site.ask("/media/large.mp3").headers["content-type"] == "audio/mpeg"


def test_requests_in_one_piece_are_answered_in_their_order(site: Site) -> None:
    paths = ["/small.html", "/nothing", "/small.html", "/small.html?x", "/digits.txt", "/small.html"]
    site.ask("/small.html")
    raw = "".join(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n" for path in paths)
    last = "GET /small.html HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    answers = site.send((raw + last).encode())

    assert re.findall(rb"HTTP/1.1 (\d+)", answers) == [b"200", b"404", b"200", b"200", b"200", b"200", b"200"]


def test_a_request_that_is_too_large_ends_its_connection(site: Site) -> None:
    try:
        answer = site.send(b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: " + b"x" * 2_000_000)
    except ConnectionError:
        answer = b""

    assert b" 200 " not in answer
    assert site.ask("/").status == 200


def test_the_same_bytes_come_out_of_a_compressor_each_time() -> None:
    for coding in ("br", "zstd", "gzip"):
        assert compress(coding, b"x" * 1000) == compress(coding, b"x" * 1000)


def test_nginx_gives_out_the_tree_by_the_configuration_in_the_documentation(tmp_path: Path) -> None:
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if nginx is None:
        pytest.skip("nginx is not installed")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    site = Site(port, tmp_path / "public")
    for path in ("index.html", "category/news.atom", "feed.xml", "feed.rss", "feed.json", ARCHIVE[1:], ".half.tmp"):
        site.put(path, b"x" * 1000)
    site.put(".gone/1/taken.html", b"taken back")
    (site.public / "link.html").symlink_to("/etc/hostname")
    example = (ROOT / "docs/how-to/nginx.conf").read_text()
    example = example.replace("listen 80", f"listen 127.0.0.1:{port}").replace(
        "/srv/feedhub/state/public", str(site.public)
    )
    temporary = "".join(f"{one}_temp_path {tmp_path}/{one};" for one in "client_body proxy fastcgi uwsgi scgi".split())
    (tmp_path / "nginx.conf").write_text(
        "daemon off; master_process off; events {}\n"
        f"pid {tmp_path}/pid; http {{ access_log off; {temporary} {example} }}"
    )
    command = [nginx, "-c", str(tmp_path / "nginx.conf"), "-e", str(tmp_path / "errors")]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        _wait(port, process)
        try:
            types = {
                path: site.ask(path).headers["content-type"] for path in ("/", "/feed.xml", "/feed.rss", "/feed.json")
            }
            gone = site.ask("/1/taken.html")
            kept = [site.ask(path).headers["cache-control"] for path in (ARCHIVE, "/category/news.atom")]
            hidden = [site.ask(path).status for path in ("/.half.tmp", "/.gone/1/taken.html", "/nothing", "/link.html")]
            origin = site.ask("/feed.xml").headers["access-control-allow-origin"]
            packed = site.ask("/feed.xml", Accept_Encoding="gzip").headers["content-encoding"]
        finally:
            process.terminate()

    assert types == {
        "/": "text/html; charset=utf-8",
        "/feed.xml": "application/atom+xml; charset=utf-8",
        "/feed.rss": "application/rss+xml; charset=utf-8",
        "/feed.json": "application/feed+json; charset=utf-8",
    }
    assert (gone.status, gone.body) == (410, b"taken back")
    assert kept == ["public, max-age=31536000, immutable", "no-cache"]
    assert hidden[:3] == [404, 404, 404]
    assert hidden[3] in (403, 404)
    assert (origin, packed) == ("*", "gzip")
