"""The labelled pairs of tests/golden/likeness: which are one story and which only look like it."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

import tomli

from feedhub.model import Account

_GOLDEN = Path(__file__).parent / "golden" / "likeness"
AT = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
# What an editor changes in passing; of one meaning in any context that the articles have.
_WORDS = {
    "zh": [("表示", "称"), ("介绍", "说"), ("预计", "预期"), ("目前", "现在"), ("昨天", "昨日"), ("今天", "今日")],
    "en": [(" said ", " stated "), ("about ", "around "), (" after ", " following "), (" while ", " whereas ")],
}
_FOOT = {
    "zh": "（责任编辑：田野）声明：转载此文是出于传递更多信息之目的，若有来源标注错误请联系我们。",
    "en": "Additional reporting by our correspondents. All rights reserved. Follow us for the latest news.",
}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two accounts, of what kind they are, and whether they tell one story."""

    kind: str
    name: str
    one: Account
    other: Account
    same: bool


def account(title: str, text: str, entry_id: int = 1, source_id: str = "a", **changes: Any) -> Account:
    """Return what an entry tells, with a page of its own at its source."""
    host = f"https://{source_id}.example"
    link = f"{host}/{entry_id}"
    plain = Account(entry_id, source_id, title, f"<p>{text}</p>", link, link, AT, AT)
    return replace(plain, **changes)


def pairs() -> list[Pair]:
    """Return all labelled pairs."""
    return [*_edited(), *_forms(), *_by_hand()]


def articles() -> list[dict[str, str]]:
    """Return the articles that the edits are made of."""
    found: list[dict[str, str]] = _read("articles.toml")["article"]
    return found


def _edited() -> Iterator[Pair]:
    """Yield each article against its edits: light ones at the same publisher, and what another one makes of it."""
    for article in articles():
        language = "en" if article["id"].startswith("en-") else "zh"
        title, other_title, text = article["title"], article["other_title"], article["text"]
        name = article["id"]
        original = account(title, text)

        def pair(kind: str, title: str, text: str, source_id: str, name: str = name, one: Account = original) -> Pair:
            return Pair(kind, name, one, account(title, text, 2, source_id), same=True)

        yield pair("light edit", title, _lightly(text, language), "a")
        yield pair("other headline", other_title, _headed(text, language), "b")
        yield pair("other boilerplate", title, text + _FOOT[language], "b")
        yield pair("sentences moved", other_title, _moved(text), "b")
        yield pair("shortened", other_title, _shortened(text, 0.6), "b")
        if heavy := article.get("heavy"):
            yield pair("heavy edit", other_title, heavy, "b")


def _forms() -> Iterator[Pair]:
    for form in _read("lookalikes.toml")["form"]:
        filled = [
            account(form["title"].format(**fill), form["text"].format(**fill), number)
            for number, fill in enumerate(form["fills"])
        ]
        for one, other in combinations(filled, 2):
            yield Pair("look-alike", form["name"], one, other, same=False)
            # A second publisher prints what it gets from the same agency, by the same form.
            elsewhere = replace(other, source_id="b", link="https://b.example/2", page="https://b.example/2")
            yield Pair("look-alike", f"{form['name']}, at two publishers", one, elsewhere, same=False)


def _by_hand() -> Iterator[Pair]:
    for pair in _read("lookalikes.toml")["pair"]:
        sources = "aa" if pair.get("one_publisher") else "ab"
        one, other = (
            account(title, text, number, source)
            for number, (title, text, source) in enumerate(zip(pair["titles"], pair["texts"], sources, strict=True))
        )
        other = replace(other, published=AT + timedelta(hours=pair.get("hours", 1)))
        yield Pair("by hand", pair["name"], one, other, same=pair["same"])


def _lightly(text: str, language: str) -> str:
    """Return a text with a few words for others, and a slip of the pen mended."""
    for word, other in _WORDS[language]:
        text = text.replace(word, other)
    spot = random.Random(len(text)).randrange(20, len(text) - 20)
    return re.sub(r"\s+", " ", text[:spot] + text[spot:].replace("，", "、", 1).replace(" the ", " ", 1))


def _headed(text: str, language: str) -> str:
    return f"本报综合消息 {text}" if language == "zh" else f"NORTHPORT (Wire) - {text}"


def _shortened(text: str, share: float) -> str:
    """Return the first sentences of a text, up to a share of it."""
    sentences, kept = _sentences(text), ""
    for sentence in sentences:
        if kept and len(kept) + len(sentence) > len(text) * share:
            break
        kept += sentence
    return kept


def _moved(text: str) -> str:
    """Return a text whose first sentence stays and whose others stand the other way round."""
    first, *others = _sentences(text)
    return " ".join(sentence.strip() for sentence in (first, *reversed(others)))


def _sentences(text: str) -> list[str]:
    return re.findall(r".+?(?:[。！？]|[.!?](?= |$))\s*", text)


def _read(name: str) -> Any:
    return tomli.loads((_GOLDEN / name).read_text(encoding="utf-8"))
