"""How many posts of a Jekyll site are taken in in a second: python -m benchmarks.import_jekyll."""

import argparse
import random
import sys
import tempfile
from pathlib import Path

from benchmarks import measure
from benchmarks.measure import Cost
from tests.hub import HEAD

POST = """\
---
layout: post
title: "第 {number} 号 {title}"
date: {day} {hour:02}:{minute:02}:00 +0800
categories: media{media}
tags: 媒体{media}新闻
---
{body}

<http://upstream.example/html_News/NewsShare.html?infoCode=NW{number:012}>

[返回媒体{media}新闻](//finews.withounder.com/category/media{media}.html)｜[返回首页](//finews.withounder.com/)"""
SIGNS = "国家经济市场发展企业技术创新产业投资银行股份公司服务管理质量建设"


def main() -> None:
    """Generate, run, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--publish", action="store_true", help="publish too, as the command does by itself")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="feedhub-bench-") as name:
        directory = Path(name)
        _write(directory / "site" / "_posts", asked.files, random.Random(asked.seed))
        (directory / "config").mkdir()
        (directory / "config" / "feedhub.toml").write_text(HEAD, encoding="utf-8")
        command = [sys.executable, "-m", "feedhub", "import", "jekyll", "site", "--json"]
        options = [] if asked.publish else ["--no-publish"]
        runs = {one: [measure.run([*command, *options], directory)] for one in ("first import", "second import")}
    measure.show([_row(thing, cost, asked.files) for thing, [cost] in runs.items()])
    print(f"\nrecord: {measure.keep('import_jekyll', vars(asked), runs)}")


def _write(posts: Path, count: int, chance: random.Random) -> None:
    """Write the posts of some thousand days, 40 a day, each of some kilobytes."""
    for number in range(count):
        year, month, day = 2020 + number // 13_440, number // 1120 % 12 + 1, number // 40 % 28 + 1
        paragraphs = ("".join(chance.choices(SIGNS, k=chance.randint(40, 200))) for _ in range(chance.randint(3, 12)))
        text = POST.format(
            number=number,
            title="".join(chance.choices(SIGNS, k=20)),
            day=f"{year}-{month:02}-{day:02}",
            hour=chance.randrange(24),
            minute=chance.randrange(60),
            media=chance.randrange(200),
            body="\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs),
        )
        path = posts / f"{year}" / f"{month:02}" / f"{year}-{month:02}-{day:02}-NW{number:012}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _row(thing: str, cost: Cost, files: int) -> dict[str, object]:
    peak = cost.peak / 2**20 if cost.peak else None
    return {"": thing, "wall s": cost.wall, "CPU s": cost.cpu, "files/s": files / cost.wall, "peak MiB": peak}


if __name__ == "__main__":
    main()
