"""Under what an item is one entry for ever. Change it, and every reader sees doubles. Pure."""

import hashlib
import json
import re
import unicodedata
from datetime import UTC
from urllib.parse import unquote, urlsplit

from feedhub import template
from feedhub.config import FeedSource, PluginSource, Source
from feedhub.errors import ItemError
from feedhub.model import Identity, IdentityRule, Item, Listed
from feedhub.normalise import dates, relative, text, urls

_SAFE_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9_-])?")
_URI = re.compile(r"(?:https?://[^/\s]+/|tag:[^,\s]+,|urn:[^:\s]+:)\S*", re.IGNORECASE)
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d|index|feed)(?:\..*)?", re.IGNORECASE)
_LONGEST_KEY = 500
_MARKS = frozenset("%#&@-")  # that tell titles apart, unlike other punctuation


def identify(item: Item, source: Source, rule: IdentityRule = IdentityRule.ID) -> Listed:
    """Return `item` with its identity, and with what else tells which article it is.

    The publisher's id, trimmed; without one, or where the rule says that it is no good, the canonical link; without
    that, or where that is no good either, a digest of title and date. The content takes no part, so an edited item
    stays the same entry. The fingerprint is a digest of all that was listed.
    A date that is relative, or has no year, takes no part in either: it says something else at each pass.

    Raises ItemError if the item has none of these.
    Source: RFC 4287, 4.2.6; RSS 2.0, guid.
    """
    given = text.legal(item.fields.get("id", "")).strip() if rule is IdentityRule.ID else ""
    link = _link(item, source)
    if given:
        key, namespace = given, _namespace(given, source)
    else:
        key, namespace = _without_id(item, source, link, rule), source.namespace or "hub"
    if len(key) > _LONGEST_KEY:
        key = "sha256:" + hashlib.sha256(key.encode()).hexdigest()
    page = urls.variant(link) if link else ""
    title = text.line(item.fields.get("title", ""), 300)
    stated = _stated(item.fields.get("published", ""))
    return Listed(
        item,
        Identity(namespace, key, _fingerprint(item, rule)),
        given=bool(given),
        firm=not isinstance(source, FeedSource),
        page=page,
        title=title,
        stated=stated,
        clues=(_clue("page", page) if page else "", _title_clue(title, stated), "" if given else _date_clue(stated)),
    )


def _title_clue(title: str, stated: str) -> str:
    """Return the digest of title and date, where two articles would hardly have both in common.

    Punctuation and space take no part: they are what an entity, another keyboard or another system makes of a title.
    """
    if len(title) < 8 or not stated or relative.leans(stated):
        return ""
    folded = unicodedata.normalize("NFKC", title).casefold()
    told = "".join(one for one in folded if one in _MARKS or unicodedata.category(one)[0] not in "PZ")
    return _clue("title", f"{told}\n{stated}")


def _date_clue(stated: str) -> str:
    """Return the digest of a date that has a time: few articles of a source come out in one second."""
    return _clue("date", stated) if "T" in stated and "T00:00:00" not in stated else ""


def _stated(published: str) -> str:
    """Return a date as it stands there; in UTC where it can be read whatever the day is."""
    said = text.legal(published).strip()[:100]
    moment = None if relative.leans(said) else dates.parse(said, UTC)
    return moment.isoformat() if moment else said


def _clue(kind: str, said: str) -> str:
    digest = hashlib.blake2b(said.encode("utf-8", "replace"), digest_size=12).hexdigest()
    return f"{kind}:{digest}"


def _namespace(given: str, source: Source) -> str:
    """Return the namespace of an id.

    Lists of one publisher share their ids, which is what the hub's namespace is for. A feed's guid, and the id that a
    plug-in gives, is shared only where it is made to be unique in the world (a URI, a UUID): "1" or "post-17" means
    another item in each feed.
    """
    if source.namespace:
        return source.namespace
    if isinstance(source, FeedSource | PluginSource) and not _URI.fullmatch(given) and not _UUID.fullmatch(given):
        return f"source:{source.id}"
    return "hub"


def _link(item: Item, source: Source) -> str:
    """Return the address of the article, absolute; empty where it is not the article's own."""
    if not source.link:
        return urls.absolute(item.fields.get("link", ""), source.url)
    # A link template without a field of the item in it is the same for every item.
    if any(item.fields.get(name) for name in template.names(source.link)):
        return urls.absolute(template.fill_url(source.link, item.fields), source.url)
    return ""


def _without_id(item: Item, source: Source, link: str, rule: IdentityRule) -> str:
    if link and rule is not IdentityRule.TITLE:
        return "link:" + urls.canonical(link)
    title, date = item.fields.get("title", "").strip(), item.fields.get("published", "").strip()
    if rule is IdentityRule.TITLE and title:
        own = f"{source.id}\n{urls.canonical(link) if link else ''}\n{title}\n{'' if relative.leans(date) else date}"
        return "digest:" + hashlib.sha256(own.encode("utf-8", "replace")).hexdigest()[:32]
    if title and relative.leans(date):
        # 2小时前 is 3小时前 at the next pass: the title alone stays, and it is one among those of its source only.
        return "digest:" + hashlib.sha256(f"{source.id}\n\n{title}".encode("utf-8", "replace")).hexdigest()[:32]
    if title and date:
        return "digest:" + hashlib.sha256(f"{title}\n{date}".encode("utf-8", "replace")).hexdigest()[:32]
    raise ItemError("has no id" if not title else "has neither an id, nor a link, nor a title with a date")


def _fingerprint(item: Item, rule: IdentityRule) -> str:
    # An item that moves on to the next page of a list is the same as before, and its links are relative to another.
    fields = {
        name: value
        for name, value in item.fields.items()
        if name != "base"
        and (name != "id" or rule is IdentityRule.ID)
        and (name not in ("published", "updated") or not relative.leans(value))
    }
    said = [sorted(fields.items()), item.categories, [(e.url, e.length) for e in item.enclosures]]
    return hashlib.blake2b(json.dumps(said, ensure_ascii=False).encode("utf-8", "replace"), digest_size=12).hexdigest()


def file_names(identity: Identity) -> tuple[str, str]:
    """Return the name under which an entry is filed, and the one to take when another entry has that name.

    The id itself where it is safe in a path on every system; else a readable part of it and a digest.
    """
    digest = hashlib.sha256(f"{identity.namespace}\n{identity.key}".encode()).hexdigest()[:12]
    key = identity.key
    if _SAFE_NAME.fullmatch(key) and ".." not in key and not _DEVICES.fullmatch(key):
        return key, f"{key[:80]}-{digest}"
    name = f"{_readable(key)}-{digest}".lstrip("-")
    return name, f"{name}-2"


def _readable(key: str) -> str:
    """Return the telling part of an id or address: its last path segment, in safe characters."""
    if key.startswith(("digest:", "sha256:")):
        return ""
    try:
        path = urlsplit(key.removeprefix("link:")).path
    except ValueError:
        path = key
    last = unquote(path.rstrip("/").rpartition("/")[2]).rpartition(":")[2]
    return re.sub(r"[^A-Za-z0-9]+", "-", last.rsplit(".", 1)[0])[:60].strip("-").lower()
