"""A JSON document → the lists in it, the best first, with JMESPath rules for their fields. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from feedhub.discover.draft import Draft, ReadsDate, Rule
from feedhub.discover.text import median, weight

_DEEPEST = 9
_MOST_VALUES = 30_000  # of a document that are looked at
_SAMPLE = 40  # records that are looked at
_INNER = 3  # levels of a record in which fields are looked for
_FEWEST = 2
_LEAST = 0.3
_PLAIN = re.compile(r"[A-Za-z_]\w*")
_MARKUP = re.compile(r"<[a-z][^>]*>", re.IGNORECASE)

# Names of fields, the likelier first; of nested ones (title.rendered) the whole counts.
_NAMES: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "headline", "title.rendered", "name", "subject", "simtitle", "caption", "newstitle",
              "art_title", "attributes.title", "data.title", "node.title", "fields.title", "标题"),
    "link": ("url", "link", "permalink", "href", "web_url", "weburl", "html_url", "canonical_url", "url_w",
             "article_url", "share_url", "shareurl", "source_url", "path", "uri", "data.permalink", "data.url",
             "attributes.url", "node.url", "item.url", "item.@id", "@id", "links.self", "external_url", "链接"),
    "published": ("published", "published_at", "publishedat", "date_published", "datepublished", "pubdate", "pub_date",
                  "publishtime", "publish_time", "published_time", "publishdate", "publish_date", "date_gmt", "date",
                  "showtime", "created_at", "createdat", "created", "createtime", "create_time", "created_utc", "ctime",
                  "datetime", "time", "timestamp", "release_time", "first_publish_time", "display_time", "posttime",
                  "uploaddate", "updated_at", "updated", "modified", "时间", "日期"),
    "digest": ("summary", "digest", "excerpt.rendered", "excerpt", "description", "abstract", "intro", "brief", "desc",
               "simdigest", "teaser", "lead", "subtitle", "snippet", "摘要"),
    "content": ("content_html", "content.rendered", "content", "body_html", "body", "contenthtml", "html", "text",
                "articlebody", "selftext_html", "正文"),
    "author": ("author.name", "author", "byline", "author_name", "authorname", "creator", "writer", "source_name",
               "media", "medianame", "from", "user.name", "user.login", "作者"),
    "id": ("id", "guid", "uuid", "infocode", "article_id", "articleid", "newsid", "news_id", "aid", "docid", "doc_id",
           "key", "code", "slug", "_id", "data.id", "node.id"),
}  # fmt: skip


def lists(document: Any, reads: ReadsDate, embedded: str = "") -> list[Draft]:
    """Return the lists of a JSON document that look like articles, the best first, at most three.

    `embedded` is where the document stands in a page, if it does.
    """
    drafts = [draft for path, records in _lists(document) if (draft := _draft(path, records, reads, embedded))]
    return sorted(drafts, key=lambda draft: -draft.score)[:3]


def _lists(document: Any) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield the lists of objects in a document with their expressions; lists within a list's objects as one."""
    waiting: list[tuple[str, list[Any], int]] = [("", [document], 0)]
    seen = 0
    while waiting and seen < _MOST_VALUES:
        path, values, depth = waiting.pop(0)
        seen += len(values)
        lists = [value for value in values if isinstance(value, list)]
        if lists:
            records = [one for value in lists for one in value if isinstance(one, dict)]
            if len(records) >= _FEWEST:
                yield (path if len(values) == 1 and "[]" not in path else f"{path}[]") or "@", records
            if records and depth < _DEEPEST:
                waiting += [(f"{path}[]{inner}", found, depth + 1) for inner, found in _children(records[:_SAMPLE])]
            continue
        objects = [value for value in values if isinstance(value, dict)]
        if objects and depth < _DEEPEST:
            waiting += [(path + inner if path else inner[1:], found, depth + 1) for inner, found in _children(objects)]


def _children(objects: Sequence[dict[str, Any]]) -> Iterator[tuple[str, list[Any]]]:
    """Yield what may lead to lists from some objects: each key, with the values under it."""
    for key in dict.fromkeys(key for one in objects for key in list(one)[:200]):
        values = [one[key] for one in objects if isinstance(one.get(key), dict | list)]
        if values:
            yield f".{_written(str(key))}", values


def _written(key: str) -> str:
    return key if _PLAIN.fullmatch(key) else '"' + key.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _draft(path: str, records: Sequence[Mapping[str, Any]], reads: ReadsDate, embedded: str) -> Draft | None:
    sample = records[:_SAMPLE]
    table: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    for number, record in enumerate(sample):
        for name, expression, value in _scalars(record, "", "", 0):
            names.setdefault(expression, name)
            table.setdefault(expression, [""] * len(sample))[number] = value
    rules: dict[str, Rule] = {}
    score = 0.0
    for field, fits in _FITS.items():
        found = _best(field, table, names, lambda values, fits=fits: fits(values, reads))
        if found and found not in rules.values():
            rules[field] = found
            score += _WORTH[field]
    if "title" not in rules:
        return None
    _sort_out(rules, table)
    count = len(records)
    score = score * (0.5 + 0.5 * min(1.0, count / 8))
    settings = {"items": path, **({"embedded": embedded} if embedded else {})}
    order = {name: rules[name] for name in _NAMES if name in rules}
    return Draft("json", settings, order, score, count) if score >= _LEAST else None


def _scalars(record: Mapping[str, Any], name: str, expression: str, depth: int) -> Iterator[tuple[str, str, str]]:
    """Yield the texts and numbers in a record: their name in lower case, their expression, their value as text."""
    for key, value in list(record.items())[:200]:
        called = f"{name}.{key}".lower().lstrip(".")
        path = f"{expression}.{_written(str(key))}".lstrip(".")
        if isinstance(value, dict) and depth < _INNER:
            yield from _scalars(value, called, path, depth + 1)
        elif isinstance(value, str | int | float) and not isinstance(value, bool):
            yield called, path, str(value)


def _best(field: str, table: Mapping[str, list[str]], names: Mapping[str, str], fits: Any) -> str:
    """Return the expression whose name says that it is `field` most clearly, and whose values are fit for it."""
    for wanted in _NAMES[field]:
        for expression, name in names.items():
            nested = "." in name and "." not in wanted and name.rpartition(".")[2] == wanted and name.count(".") == 1
            same = name.replace("-", "_") == wanted or (nested and name.partition(".")[0] in ("data", "node", "item"))
            if same and fits(table[expression]):
                return expression
    return ""


def _titles(values: list[str], _: ReadsDate) -> bool:
    said = [value.strip() for value in values if value.strip()]
    distinct = len(set(said)) > 0.7 * len(said)
    return len(said) >= 0.9 * len(values) and distinct and 6 <= median([weight(one) for one in said]) <= 400


def _links(values: list[str], _: ReadsDate) -> bool:
    sound = [value for value in values if re.match(r"(?:https?:)?//|/[^/\s]|[\w./-]+\.s?html?\b", value.strip(), re.I)]
    return len(sound) == len(values) and len(set(sound)) > 0.9 * len(sound)


def _dates(values: list[str], reads: ReadsDate) -> bool:
    return sum(bool(value) and reads(value) for value in values) >= 0.9 * len(values)


def _texts(values: list[str], _: ReadsDate) -> bool:
    said = [value for value in values if len(value) >= 10]
    return len(said) >= 0.4 * len(values) and len(set(said)) > 0.6 * len(said)


def _contents(values: list[str], _: ReadsDate) -> bool:
    said = [value for value in values if weight(value) >= 150 or _MARKUP.search(value)]
    return len(said) >= 0.5 * len(values)


def _authors(values: list[str], _: ReadsDate) -> bool:
    said = [value for value in values if value.strip()]
    return len(said) >= 0.5 * len(values) and max(map(len, said)) <= 80


def _ids(values: list[str], _: ReadsDate) -> bool:
    return all(values) and len(set(values)) == len(values) and max(map(len, values)) <= 200


_FITS = {
    "title": _titles,
    "link": _links,
    "published": _dates,
    "content": _contents,
    "digest": _texts,
    "author": _authors,
    "id": _ids,
}
_WORTH = {"title": 0.35, "link": 0.25, "published": 0.2, "content": 0.06, "digest": 0.06, "author": 0.03, "id": 0.05}


def _sort_out(rules: dict[str, Rule], table: Mapping[str, list[str]]) -> None:
    """Take away an id that counts (1, 2, 3) where a link tells the articles apart: other publishers count too."""
    identified = rules.get("id")
    if "link" in rules and isinstance(identified, str) and all(value.isdigit() for value in table[identified]):
        del rules["id"]
