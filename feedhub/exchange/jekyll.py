"""A post of a Jekyll site → what it says, as text. Pure."""

import html
import re
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import unquote

import yaml

from feedhub.errors import ExchangeError

MAX_BYTES = 10_000_000

_FILE = re.compile(r"(\d{4})-(\d{2})-(\d{2})-(.+)\.(?:md|markdown)")
_NAME = re.compile(r"\w(?:[\w.~+,@=!()·-]{0,98}[\w~+)-])?")
_FENCED = re.compile(r"---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"<((?:https?://[^<>\s]+)?)>")
_BACK = re.compile(
    r"\[(?:返回|Back to )((?:[^\]\\]|\\.)*)\]\([^()\s]*\)(?:\s*[|｜]\s*\[(?:[^\]\\]|\\.)*\]\([^()\s]*\))*"
)
_CODE = re.compile(r"[?&]infoCode=([^&#]*)", re.IGNORECASE)
_NOTHING = ("", "~", "null")


@dataclass(frozen=True, slots=True)
class JekyllPost:
    """A post as it stands: every field is text, not yet cleaned. `label` is what its back link calls its category."""

    id: str
    day: date  # of the file name
    title: str
    date: str
    categories: tuple[str, ...]
    tags: tuple[str, ...]
    digest: str
    body: str
    link: str
    label: str
    note: str = ""  # something that whoever takes the post in may want to know


def file_name(name: str) -> tuple[date, str]:
    """Return the day and the id in a post's file name. Raises ExchangeError if it has none."""
    found = _FILE.fullmatch(name)
    if not found:
        raise ExchangeError("has a bad name: a post is called <yyyy-mm-dd>-<id>.md")
    try:
        day = date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise ExchangeError(f"has a bad name: there is no day {found[1]}-{found[2]}-{found[3]}") from None
    if not _NAME.fullmatch(found[4]) or len(found[4].encode()) > 200:
        raise ExchangeError("has a bad name: the id is too long, or has characters that an address cannot have")
    return day, found[4]


def read(name: str, document: bytes) -> JekyllPost:
    """Return the post in the file `name`.

    The id is that of the file name; a link with another `infoCode` is noted. Dates are not read here.
    Raises ExchangeError if the file is no post: the reason, in words for the report.
    Source: Jekyll, "Front Matter" and "Posts": categories and tags are a list, or words with spaces between.
    """
    day, post_id = file_name(name)
    if len(document) > MAX_BYTES:
        raise ExchangeError(f"is larger than {MAX_BYTES:,} bytes")
    try:
        text = document.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise ExchangeError(f"is not UTF-8 (byte {error.start})") from None
    fenced = _FENCED.match(text)
    if not fenced:
        raise ExchangeError("has no front matter")
    values = _values(fenced[1])
    title, written = _one(values.get("title")), _one(values.get("date"))
    if not title or not written:
        raise ExchangeError("has no title" if not title else "has no date")
    digest, body, link, label = _parts(text[fenced.end() :])
    code = unquote(found[1]) if (found := _CODE.search(link)) else post_id
    return JekyllPost(
        id=post_id,
        day=day,
        title=title,
        date=written,
        categories=_words(values, "categories", "category"),
        tags=_words(values, "tags", "tag"),
        digest=digest,
        body=body,
        link=link,
        label=label,
        note="" if code == post_id else f"its link names another id, {code!r}; that of the file name is taken",
    )


def _values(matter: str) -> dict[str, Any]:
    """Return the front matter, every scalar as the text that it is: no type is guessed, nothing is made of a tag."""
    try:
        values = yaml.load(matter, yaml.CBaseLoader)  # noqa: S506 - it makes text, lists and dicts, and nothing else
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f" (line {mark.line + 2})" if mark else ""
        problem = getattr(error, "problem", None) or type(error).__name__
        raise ExchangeError(f"has front matter that is no valid YAML: {problem}{place}") from None
    if not isinstance(values, dict):
        raise ExchangeError("has no front matter of keys and values")
    return values


def _one(value: Any) -> str:
    return value.strip() if isinstance(value, str) and value.strip() not in _NOTHING else ""


def _words(values: dict[str, Any], *keys: str) -> tuple[str, ...]:
    """Return the words under the first of `keys` that has any, one of each."""
    for key in keys:
        value = values.get(key)
        words = value.split() if isinstance(value, str) else value if isinstance(value, list) else []
        if found := tuple(dict.fromkeys(one for word in words if (one := _one(word)))):
            return found
    return ()


def _parts(text: str) -> tuple[str, str, str, str]:
    """Return digest, body, link and label: from the end upwards the back links and the link, from above the quote."""
    rest, last = _last_line(text)
    back = _BACK.fullmatch(last)
    label = html.unescape(re.sub(r"\\(.)", r"\1", back[1])) if back else ""
    rest, last = _last_line(rest if back else text)
    link = _LINK.fullmatch(last)
    body = rest if link else f"{rest}\n{last}"
    quote, lines = [], body.strip("\n").split("\n")
    while lines and re.match(r">(?: |$)", lines[0]):
        quote.append(lines.pop(0)[1:].strip())
    return " ".join(quote).strip(), "\n".join(lines).strip("\n"), link[1] if link else "", label


def _last_line(text: str) -> tuple[str, str]:
    rest, _, last = text.rstrip().rpartition("\n")
    return rest, last.strip()
