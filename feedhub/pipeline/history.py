"""The posts of a Jekyll site → entries in the store, as the history of this hub."""

import hashlib
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from feedhub import address, normalise, plan
from feedhub.config import Hub
from feedhub.config.queries import HISTORY
from feedhub.errors import ExchangeError
from feedhub.exchange import jekyll, tree
from feedhub.exchange.jekyll import JekyllPost
from feedhub.model import CategoryName, DateBasis, Effect, Entry, Identity, Incoming, Look
from feedhub.normalise import dates, html, text, urls
from feedhub.report import HistoryReport, ItemDone, SourceListed, Tell
from feedhub.store import Store

SOURCE_ID = HISTORY
_PRIORITY = -1000  # so that any source that lists an article later sets its fields
_AT_ONCE = 300  # files in a transaction
_SLUG = re.compile(r"\w[\w.~+-]{0,98}")
_FILE = re.compile(r".*\.(?:html|xml|opml|css|atom|rss|json)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Read:
    """A file that is a post, and under what it is known."""

    path: Path
    post: JekyllPost
    identity: Identity


@dataclass(slots=True)
class History:
    """Takes old posts into a store. `fixed` has the names of the categories whose slug the configuration fixes."""

    store: Store
    hub: Hub
    fixed: Mapping[str, str]  # by slug in lower case
    now: datetime
    tell: Tell
    report: HistoryReport = field(default_factory=HistoryReport)
    _names: dict[str, str] = field(default_factory=dict)  # of categories, by slug

    def take_in(self, site: Path, files: Sequence[Path], stopping: threading.Event) -> HistoryReport:
        """Return what became of `files`, which lie below `site`. Ends early, between transactions, if `stopping`.

        A file that is no post is named and skipped. One that is known changes nothing; see plan.judge_history.
        """
        self.tell(SourceListed(SOURCE_ID, len(files)))
        self.store.sources.meet(SOURCE_ID, self.hub.title, f"{self.hub.base_url}/")
        for start in range(0, len(files), _AT_ONCE):
            if stopping.is_set():
                break
            self._take_in(list(self._read(site, files[start : start + _AT_ONCE])), site)
        return self.report

    def _read(self, site: Path, files: Sequence[Path]) -> Iterator[_Read]:
        for path in files:
            self.report.files += 1
            try:
                body = tree.read(path, jekyll.MAX_BYTES, site)
                post = jekyll.read(path.name, body)
            except ExchangeError as error:
                self._say(path, site, str(error), broken=True)
                self.tell(ItemDone(SOURCE_ID))
                continue
            fingerprint = hashlib.blake2b(body, digest_size=12).hexdigest()
            yield _Read(path, post, Identity("hub", post.id, fingerprint))

    def _take_in(self, posts: Sequence[_Read], site: Path) -> None:
        """Store some posts in one transaction; the categories they need are there before."""
        known = self.store.ledger.known(SOURCE_ID, [one.identity for one in posts])
        # A hub's own archive: there the id in a file name need not be the key of the entry.
        archived = self.store.entries.archived([one.post.id for one in posts])
        incoming = []
        for one in posts:
            self.tell(ItemDone(SOURCE_ID))
            found = known.get(one.identity.full_key)
            if found.fingerprint == one.identity.fingerprint if found else _archived(one) in archived:
                self.report.known += 1
                continue
            try:
                incoming.append(self._incoming(one, site))
            except ExchangeError as error:
                self._say(one.path, site, str(error), broken=True)
        for effect in self.store.entries.apply_all(incoming, plan.judge_history, Look(self.now)):
            self.report.count(new=effect is Effect.NEW, joined=effect is Effect.JOINED)

    def _incoming(self, one: _Read, site: Path) -> Incoming:
        post = one.post
        zone = ZoneInfo(self.hub.timezone)
        stated = dates.parse(post.date, zone)
        title = text.line(post.title, 1000)
        if stated is None or not title:
            raise ExchangeError(f"has a date that cannot be read: {post.date[:60]!r}" if title else "has no title")
        try:
            day = stated.astimezone(zone).date()
        except OverflowError:
            raise ExchangeError(f"has a date beyond all calendars: {post.date[:60]!r}") from None
        path = self._permalink(post, day)
        categories = tuple(dict.fromkeys(self._categories(post)))
        if post.note:
            self._say(one.path, site, post.note)
        link = urls.absolute(post.link, "")
        digest = text.line(post.digest, 2000)
        content = html.clean(post.body, f"{self.hub.base_url}/{path}")
        tags = (text.line(tag, 100) for tag in post.tags)
        entry = Entry(
            namespace=one.identity.namespace,
            key=one.identity.key,
            title=title,
            link=link,
            published=min(stated, self.now),
            date_basis=DateBasis.CLAMPED if stated > self.now else DateBasis.SOURCE,
            updated=None,
            source_id=SOURCE_ID,
            priority=_PRIORITY,
            digest=digest,
            excerpt=text.excerpt(digest or html.text(content)),
            content=content,
            language=self.hub.language,
            categories=tuple(CategoryName(name) for name in categories),
            tags=tuple(dict.fromkeys(tag for tag in tags if tag)),
        )
        _, fallback = normalise.file_names(one.identity)
        return Incoming(entry, one.identity.fingerprint, (post.id, fallback), day, path, _archived(one))

    def _permalink(self, post: JekyllPost, day: date) -> str:
        """Return the path at which Jekyll has the post: below its first category, if it has one."""
        slug = post.categories[0] if post.categories else ""
        if not slug:
            return f"{day:%Y/%m/%d}/{post.id}.html"
        return address.post_page(slug if _keeps(slug) else normalise.slugs(slug)[0], day, post.id)

    def _categories(self, post: JekyllPost) -> Iterator[str]:
        """Yield the names of a post's categories, which are registered by then."""
        if not post.categories:
            yield self._category(normalise.slugs(self.hub.title)[0], self.hub.title)
        for number, slug in enumerate(post.categories):
            name = _called(slug, post) if number == 0 else slug
            yield self._category(slug if _keeps(slug) else normalise.slugs(slug)[0], text.line(name, 100) or slug)

    def _category(self, slug: str, name: str) -> str:
        if slug not in self._names:
            self._names[slug] = self.store.categories.adopt(slug, self.fixed.get(slug.lower()) or name, self.now)
        return self._names[slug]

    def _say(self, path: Path, site: Path, what: str, *, broken: bool = False) -> None:
        name = str(path.relative_to(site)).encode("utf-8", "backslashreplace").decode()
        (self.report.broken if broken else self.report.notes).append((name, what))


def _archived(one: _Read) -> str:
    """Return where in the archive a post is: under the name that its file has."""
    return f"_posts/{one.post.day:%Y/%m}/{one.path.name}"


def _called(slug: str, post: JekyllPost) -> str:
    """Return the name of a post's first category: what its back link says, else the slug.

    The back link has the first tag, which in the first system was the name with 新闻 after it, or the name itself:
    the one from which the slug was made is meant.
    """
    label = post.label.strip()
    short = label.removesuffix("新闻")
    tagged = label in (*post.tags, " ".join(post.tags))
    if not short or short == label or not tagged or normalise.slugs(label)[0] == slug.lower():
        return label or slug
    return short


def _keeps(slug: str) -> bool:
    """Whether a slug can stay as it stands: it is one segment of a path, and looks like no file of the tree."""
    return bool(_SLUG.fullmatch(slug)) and not _FILE.fullmatch(slug)
