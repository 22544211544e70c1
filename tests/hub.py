"""A hub under test: its configuration, its files, and the command `feedhub` run as a process, as a user runs it."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.publisher import Publisher

SEED = Path(__file__).parent.parent.parent / "shared" / "seed"

HEAD = """\
[hub]
title = "金融消息"
base_url = "https://finews.withounder.com"
language = "zh-CN"
timezone = "Asia/Shanghai"

[fetch]
allow_networks = ["127.0.0.0/8"]
"""

LIST = """
[[source]]
id = "{id}"
kind = "json"
url = "{address}{path}"
every = "5m"
items = "{items}"
category = {category}
tags = ["{tag}"]
link = "http://finews.zning.xyz/html_News/NewsShare.html?infoCode={{id}}"
[source.fields]
{fields}
[source.detail]
url = "{address}/NewsData/GetNewsText.do?id={{id}}"
content = "{content}"
"""

MARKET = "/information/newmarket/web/webapi?marketType=37&count=100"
MEDIA = "/web/webapi?type=45&count=100&newsid=1"
ROLLING = "/web/webapi?type=102&count=100&newsid=1"


def detail(code: str) -> str:
    """Return the path of an article's detail."""
    return f"/NewsData/GetNewsText.do?id={code}"


def three_lists(address: str) -> str:
    """Return the three lists of the first system, as configuration."""
    market = LIST.format(
        id="market-37", address=address, path=MARKET, items="record", category='"{media}"', tag="{media}新闻",
        fields='id = "infoCode"\ntitle = "title"\npublished = "datetime"\nmedia = "medianame"', content="text",
    )  # fmt: skip
    media = LIST.format(
        id="list-45", address=address, path=MEDIA, items="nodeList", category='"{media}"', tag="{media}新闻",
        fields='id = "infoCode || infocode"\ntitle = "title"\npublished = "showtime"\nmedia = "from"', content="text",
    )  # fmt: skip
    rolling = LIST.format(
        id="list-102", address=address, path=ROLLING, items="records", tag="东财滚动新闻",
        category='{ name = "东财滚动新闻", slug = "emnews" }',
        fields='id = "infoCode"\ntitle = "title"\npublished = "showtime"\n'
        'digest = { path = "digest", match = "([^】]*)$" }',
        content="content",
    )  # fmt: skip
    return market + media + rolling


@dataclass
class Result:
    """How the command ended."""

    code: int
    stdout: str
    stderr: str

    @property
    def report(self) -> dict[str, Any]:
        """The JSON object on stdout."""
        found: dict[str, Any] = json.loads(self.stdout)
        return found

    def source(self, name: str) -> dict[str, Any]:
        """One source's part of the report."""
        found: dict[str, Any] = self.report["sources"][name]
        return found


@dataclass
class Hub:
    """A directory to work in, with a configuration for the three lists of a publisher."""

    directory: Path
    publisher: Publisher
    environ: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.configure(HEAD + three_lists(self.publisher.address))
        for path, key in ((MARKET, "record"), (MEDIA, "nodeList"), (ROLLING, "records")):
            self.publisher.says(path, {key: []})

    def configure(self, text: str) -> None:
        """Write the configuration."""
        (self.directory / "config").mkdir(exist_ok=True)
        (self.directory / "config" / "feedhub.toml").write_text(text, encoding="utf-8")

    def command(self, *arguments: str) -> list[str]:
        """Return the command line for `arguments`."""
        return [sys.executable, "-m", "feedhub", *arguments]

    def environment(self) -> dict[str, str]:
        """Return the environment of the command: no FEEDHUB_ variables but those of the test."""
        own = {key: value for key, value in os.environ.items() if not key.startswith("FEEDHUB_")}
        return {**own, "PYTHONWARNINGS": "error", **self.environ}

    def start(self, *arguments: str, **options: Any) -> "subprocess.Popen[str]":
        """Start the command and return the process."""
        return subprocess.Popen(
            self.command(*arguments), cwd=self.directory, env=self.environment(), text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options,
        )  # fmt: skip

    def run(self, *arguments: str, **options: Any) -> Result:
        """Run the command to its end."""
        process = self.start(*arguments, **options)
        out, err = process.communicate(timeout=120)
        return Result(process.returncode, out, err)

    def sync(self, *arguments: str, **options: Any) -> Result:
        """Run one pass and return its report."""
        return self.run("sync", "--json", *arguments, **options)

    @property
    def state(self) -> Path:
        """Where the hub keeps what it writes."""
        return self.directory / "state"

    @property
    def public(self) -> Path:
        """The public tree."""
        return self.state / "public"

    @property
    def archive(self) -> Path:
        """The archive."""
        return self.state / "archive"

    def posts(self) -> list[Path]:
        """Return the archived posts, by name."""
        return sorted((self.archive / "_posts").rglob("*.md"), key=lambda path: path.name)

    def snapshot(self) -> dict[str, tuple[bytes, int]]:
        """Return every published file with its bytes and its time of change."""
        trees = (self.public, self.archive)
        files = [path for tree in trees for path in sorted(tree.rglob("*")) if path.is_file()]
        return {str(path.relative_to(self.state)): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}
