"""A whole day in a minute: a sample publisher on loopback, three passes over it, and the result served."""

import shutil
import socket
import tempfile
from contextlib import ExitStack
from pathlib import Path

from feedhub import app, clock, config, console, serve
from feedhub.config import Config
from feedhub.demo.publisher import Publisher
from feedhub.errors import ServeError

_CONFIG = """\
[hub]
title = "灯塔通讯 · Lantern Wire"
base_url = "{base_url}"
language = "zh-CN"
timezone = "Asia/Shanghai"

[state]
database = "sqlite:///{directory}/feedhub.db"
public = "{directory}/public"
archive = "{directory}/archive"

[serve]
listen = "{listen}"

[fetch]
allow_networks = ["127.0.0.1/32"]   # the publisher is on this machine

[[source]]
id = "news"
kind = "json"
title = "灯塔通讯"
url = "{publisher}/information/newmarket/web/webapi?marketType=37&count=100"
items = "record"
category = "{{media}}"
tags = ["{{media}}新闻"]
link = "{publisher}/news/{{id}}.html"
[source.fields]
id = "infoCode"
title = "title"
published = "datetime"
media = "medianame"
[source.detail]
url = "{publisher}/NewsData/GetNewsText.do?id={{id}}"
content = "text"

[[source]]
id = "flash"
kind = "json"
title = "灯塔快讯"
url = "{publisher}/web/webapi?type=102&count=100&newsid=1"
items = "records"
category = {{ name = "滚动快讯", slug = "flash" }}
tags = ["滚动快讯"]
link = "{publisher}/news/{{id}}.html"
[source.fields]
id = "infoCode"
title = "title"
published = "showtime"
digest = {{ path = "digest", match = "([^】]*)$" }}
[source.detail]
url = "{publisher}/NewsData/GetNewsText.do?id={{id}}"
content = "content || text"

[[source]]
id = "journal"
kind = "feed"
url = "{publisher}/journal.atom"
category = "Lantern Journal"
"""


def run(port: int | None, directory: Path | None, *, once: bool) -> None:
    """Run the demo: three passes, then the web server on `port` until it is stopped, unless only `once`.

    Without a port it takes 8080, or any that is free where that is taken. The result is kept in `directory`; without
    one it goes when the demo ends. Raises ServeError if `port` is taken.
    """
    with ExitStack() as closing:
        if directory is None:
            directory = Path(tempfile.mkdtemp(prefix="feedhub-demo-"))
            closing.callback(shutil.rmtree, directory, ignore_errors=True)
        publisher = closing.enter_context(Publisher())
        bound = closing.enter_context(_bind(port))
        port = bound.getsockname()[1]
        settings = _settings(directory, port, publisher.address)
        _say(f"A sample publisher answers on {publisher.address}: two JSON lists and an Atom feed.\n")
        _say("First pass:")
        _pass(settings)
        publisher.next_day()
        _say("\nThe next day the publisher has edited an article, mended a broken one and written two. Second pass:")
        _pass(settings)
        _say("\nNothing changed since. Third pass:")
        _pass(settings)
        _say(f"\nThe archive: {directory.resolve() / 'archive' / '_posts'}")
        if once:
            return
        address = f"http://127.0.0.1:{port}"
        _say(f"The site:    {address}/")
        _say(f"Subscribe:   {address}/feed.xml    all feeds: {address}/feeds.opml\n\nCtrl-C ends the demo.")
        serve.configured(settings, app.searching(settings)).run(sockets=[bound])


def _bind(port: int | None) -> socket.socket:
    if port is not None:
        return serve.bind(f"127.0.0.1:{port}")
    try:
        return serve.bind("127.0.0.1:8080")
    except ServeError:
        return serve.bind("127.0.0.1:0")


def _settings(directory: Path, port: int, publisher: str) -> Config:
    """Write the demo's configuration into its directory and read it as any other."""
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / "feedhub.toml"
    path.write_text(
        _CONFIG.format(
            base_url=f"http://127.0.0.1:{port}",
            listen=f"127.0.0.1:{port}",
            directory=directory.resolve().as_posix(),
            publisher=publisher,
        ),
        encoding="utf-8",
    )
    return config.load(path, {})


def _pass(settings: Config) -> None:
    with (
        app.workshop(settings, clock.now, console.say_waiting) as shop,
        console.progress(len(settings.source)) as tell,
    ):
        report = app.until_signal(app.run_pass(shop, list(settings.source), clock.now, tell))
    console.show_report(report)


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201
