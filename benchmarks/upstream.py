"""A publisher made of files behind nginx: the three lists of the first system and a detail of each article."""

import json
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

NEWEST = datetime(2026, 6, 1, 9, 0)  # noqa: DTZ001 - the publisher says local times without an offset
MEDIA = [
    f"{place}{paper}"
    for place in "中国 上海 北京 深圳 湖北 山东".split()
    for paper in "日报 证券报 财经网 新闻网".split()
]
_WORDS = """
市场 增长 政策 指数 报告 季度 公司 银行 股份 利率 出口 需求 供应 能源 电池 汽车 网络 软件 模型 研究
大学 医院 气候 排放 光伏 水利 城市 法院 合同 并购 投资者 基金 债券 收益率 美元 关税 港口 航运 铁路 住房
价格 农村 小麦 大豆 卫星 芯片 存储 数据库 机器人 工厂 预算 审计 的 了 和 与 在 对 为 从
将 已 也 其 该 因此 同时 此外 目前 今年 表示 宣布 预计 上涨 下跌 达到 保持 增加 减少 推出
签署 批准 同比 环比
""".split()
_DETAIL_BYTES = 4000

# The kinds of list, each with the key of its items and the key of the text in a detail.
LISTS = {"37": ("record", "text"), "45": ("nodeList", "text"), "102": ("records", "content")}

_NGINX = """\
daemon off;
master_process off;
pid {directory}/nginx.pid;
error_log {directory}/error.log warn;
events {{ worker_connections 512; }}
http {{
  log_format line '$status $request_uri';
  access_log {directory}/access.log line;
  default_type "application/json; charset=utf-8";
  keepalive_requests 1000000;
  client_body_temp_path {directory}/t1; proxy_temp_path {directory}/t2; fastcgi_temp_path {directory}/t3;
  uwsgi_temp_path {directory}/t4; scgi_temp_path {directory}/t5;
  map $arg_id $code {{ default none; "~^(?<name>[A-Z0-9]+)$" $name; }}
  server {{
    listen 127.0.0.1:{port};
    root {directory}/files;
    etag off; if_modified_since off; add_header Last-Modified "";
    location = /information/newmarket/web/webapi {{ try_files /list-$arg_marketType.json =404; }}
    location = /web/webapi {{ try_files /list-$arg_type.json =404; }}
    location = /NewsData/GetNewsText.do {{ try_files /text/$code.json =404; }}
    location / {{ return 404; }}
  }}
}}
"""


@dataclass(frozen=True, slots=True)
class Article:
    """One article; `record` is how its list says it."""

    code: str
    record: Mapping[str, str]
    text: str


class Writer:
    """Writes articles; the same seed, kind and number give the same article."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        chance = random.Random(seed)
        self._sentences = ["".join(chance.choices(_WORDS, k=chance.randint(8, 30))) + "。" for _ in range(400)]

    def article(self, kind: str, number: int) -> Article:
        """Return article `number` of a list, counted from the oldest: each comes a minute after the one before."""
        chance = random.Random(f"{self._seed} {kind} {number}")
        moment = NEWEST - timedelta(days=365) + timedelta(minutes=number)
        code = f"NW{moment:%Y%m%d%H%M}{int(kind):03d}{number:07d}"
        title = f"{chance.choice(self._sentences)[:24]} {number}"
        shown, medium = f"{moment:%Y-%m-%d %H:%M:%S}", MEDIA[number % len(MEDIA)]
        match kind:
            case "37":
                record = {"infoCode": code, "title": title, "medianame": medium, "datetime": shown}
            case "45":
                record = {"infocode": code, "title": title, "from": medium, "showtime": shown}
            case _:
                digest = f"【{title}】{chance.choice(self._sentences)}"
                record = {"infoCode": code, "id": str(number), "title": title, "digest": digest, "showtime": shown}
                record["url_w"] = f"http://127.0.0.1/a/{code}.html"
        return Article(code, record, self._text(chance))

    def _text(self, chance: random.Random) -> str:
        paragraphs: list[str] = []
        size = 0
        while size < _DETAIL_BYTES:
            paragraph = f"<p>　　{''.join(chance.choices(self._sentences, k=4))}</p>"
            paragraphs.append(paragraph)
            size += len(paragraph.encode())
        return "\r\n".join(paragraphs)


def write_list(directory: Path, kind: str, articles: Sequence[Article]) -> None:
    """Write a list and the details of its articles, the newest first as the publisher has them."""
    items, content = LISTS[kind]
    files = directory / "files"
    (files / "text").mkdir(parents=True, exist_ok=True)
    records = [article.record for article in reversed(articles)]
    (files / f"list-{kind}.json").write_text(json.dumps({items: records}, ensure_ascii=False), encoding="utf-8")
    for article in articles:
        detail = json.dumps({content: article.text}, ensure_ascii=False)
        (files / "text" / f"{article.code}.json").write_text(detail, encoding="utf-8")


class Upstream:
    """A running publisher over the files in `directory`."""

    def __init__(self, directory: Path, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self._log = directory / "access.log"

    def requests(self) -> list[str]:
        """Return the requests since the last call, each as its status and its path."""
        lines = self._log.read_text(encoding="utf-8").splitlines()
        with self._log.open("r+b") as log:  # nginx appends, so it goes on from the new end
            log.truncate(0)
        return lines


@contextmanager
def serving(directory: Path) -> Iterator[Upstream]:
    """Serve the files in `directory` by nginx on a free port of the loopback address. Leaves if there is no nginx."""
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if nginx is None:
        raise SystemExit("nginx is not installed; on Debian: apt-get install nginx-light")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that nginx does not outlive us
    config = directory / "nginx.conf"
    config.write_text(_NGINX.format(directory=directory, port=port), encoding="utf-8")
    errors = directory / "error.log"
    with subprocess.Popen([nginx, "-c", str(config), "-p", str(directory), "-e", str(errors)]) as process:
        try:
            _wait_for(port, process, errors)
            yield Upstream(directory, port)
        finally:
            process.terminate()


def _wait_for(port: int, process: subprocess.Popen[bytes], errors: Path) -> None:
    for _ in range(200):
        if process.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", port), 0.5).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit(f"nginx does not answer: {errors.read_text(encoding='utf-8') if errors.exists() else 'no log'}")
