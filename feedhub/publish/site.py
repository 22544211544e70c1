"""The hub's documents, each from the posts it shows. Pure but for reading the templates, once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from importlib import resources
from itertools import chain, groupby
from pathlib import Path, PurePosixPath
from zoneinfo import ZoneInfo

import jinja2

from feedhub import address
from feedhub.config import Hub
from feedhub.errors import OutputError
from feedhub.model import (
    Absence,
    Category,
    Document,
    Edit,
    FeedKind,
    Incident,
    Located,
    Month,
    Neighbours,
    Post,
    SourceHealth,
    Tombstone,
    Tree,
)
from feedhub.publish import about, atom, markdown, sitemap, versions
from feedhub.publish.answer import Answer
from feedhub.publish.feed import feed
from feedhub.publish.jsonfeed import jsonfeed
from feedhub.publish.opml import opml
from feedhub.publish.rss import rss
from feedhub.publish.status import status_feed
from feedhub.publish.words import words

_IN_ORDER = (FeedKind.CATEGORY, FeedKind.QUERY, FeedKind.SOURCE, FeedKind.TAG)
_ALONE = Neighbours()


@dataclass(frozen=True)
class Site:
    """Whoever renders: the hub's settings, the authority of its ids, and the user's templates if there are any.

    `sources` are the ids of those that are configured, in their order; `crawler` is our name in a robots.txt.
    """

    hub: Hub
    authority: str
    templates: Path | None = None
    keeps_withdrawn: bool = True  # in the archive
    sources: tuple[str, ...] = ()
    crawler: str = "feedhub"

    def post(self, post: Post, edits: Sequence[Edit] = (), beside: Neighbours = _ALONE) -> list[Document | Absence]:
        """Return a post's page, its file in the archive, and the page of its versions if it was edited.

        Of one that was taken back, the page says so and is served with 410, from where no other is.
        """
        values = markdown.template_values(post, self._zone, self.hub.base_url, words(self.hub.language))
        archived = PurePosixPath(post.archive_path)
        if post.withdrawn and not self.keeps_withdrawn:
            documents: list[Document | Absence] = [Absence(Tree.ARCHIVE, archived)]
        else:
            text = self._render(self._text, "post.md", **values)
            documents = [Document(Tree.ARCHIVE, archived, text.encode())]
        documents += self._post_page(post, beside, versions=bool(edits))
        if edits and post.withdrawn:
            documents.append(Absence(Tree.PUBLIC, PurePosixPath(address.history_page(post.name))))
        elif edits:
            shown = [versions.shown(edit) for edit in reversed(edits)]
            documents.append(self._page("history.html", address.history_page(post.name), post=post, edits=shown))
        return documents

    def _post_page(self, post: Post, beside: Neighbours, *, versions: bool) -> list[Document | Absence]:
        """Return a post's page; of one that was ever taken back, also what there is to be no more."""
        history = address.history_page(post.name) if versions else ""
        canonical = f"{self.hub.base_url}/{post.path}"
        values = {
            "post": post,
            "history": history,
            "beside": beside,
            "opengraph": about.opengraph(self.hub, post, canonical, self._zone),
            "news_article": about.news_article(self.hub, post, canonical, self._zone),
        }
        if post.withdrawal is None:
            return [self._page("post.html", post.path, **values)]
        gone = PurePosixPath(address.gone(post.path))
        if post.withdrawn:
            page = self._page("gone.html", post.path, post=post)
            return [replace(page, path=gone), Absence(Tree.PUBLIC, page.path)]
        return [self._page("post.html", post.path, **values), Absence(Tree.PUBLIC, gone)]

    def feeds(
        self, category: Category | None, posts: Sequence[Post], archives: int, tombstones: Sequence[Tombstone] = ()
    ) -> list[Document]:
        """Return the subscription documents of a category, or of everything, one in each format.

        `archives` is the number of the newest archive document, 0 if there is none; `tombstones` are for Atom alone.
        """
        of = feed(self.hub, self.authority, category)
        bodies = {
            "atom": atom.subscription(of, posts, archives, tombstones),
            "rss": rss(of, posts),
            "json": jsonfeed(of, posts),
        }
        return [self._document(of.path(suffix), body) for suffix, body in bodies.items()]

    def changes(self, category: Category, edits: Sequence[Edit]) -> Document:
        """Return the feed of a category's edits, newest first."""
        title = f"{category.name} - {words(self.hub.language)['changes']} - {self.hub.title}"
        body = atom.changes(feed(self.hub, self.authority, category), title, edits)
        return self._document(address.changes_feed(category.slug, category.kind), body)

    def archive(self, category: Category | None, posts: Sequence[Post], number: int) -> Document:
        """Return an archive document of a category's feed, or of that of everything."""
        of = feed(self.hub, self.authority, category)
        return self._document(address.archive(of.slug, number, of.kind), atom.archive(of, posts, number))

    def category_page(
        self,
        category: Category,
        posts: Sequence[Post],
        page: int | None,
        older: int | None,
        newer: int | None,
    ) -> Document:
        """Return a category's front page (`page` is None) or a closed page.

        `older` and `newer` are the numbers of the pages beside it; a `newer` of 0 is the front page.
        """
        link = {
            number: f"/{address.category_page(category.slug, number or None, category.kind)}"
            for number in (older, newer)
            if number is not None
        }
        return self._page(
            "category.html",
            address.category_page(category.slug, page, category.kind),
            category=category,
            posts=posts,
            page=page,
            older=link.get(older) if older is not None else None,
            newer=link.get(newer) if newer is not None else None,
        )

    def months_page(self, category: Category, months: Sequence[Month]) -> Document:
        """Return the page that lists the months of a category, the newest first, by year."""
        years = [(year, list(own)) for year, own in groupby(months, lambda one: one.month // 100)]
        return self._page("months.html", address.months_page(category.slug), category=category, years=years)

    def month_page(
        self, category: Category, month: int, posts: Sequence[Post], place: tuple[int | None, int | None, int | None]
    ) -> Document:
        """Return the page of a category's month: `place` is the page, the older and the newer, as in category_page."""
        page, older, newer = place
        link = {
            number: f"/{address.month_page(category.slug, month, number or None)}"
            for number in (older, newer)
            if number is not None
        }
        days = groupby(posts, lambda post: post.published.astimezone(self._zone).date())
        return self._page(
            "month.html",
            address.month_page(category.slug, month, page),
            category=category,
            month=Month(month, len(posts)).name,
            days=[(day, list(own)) for day, own in days],
            page=page,
            older=link.get(older) if older is not None else None,
            newer=link.get(newer) if newer is not None else None,
        )

    def index(self, latest: Sequence[Post], categories: Sequence[tuple[Category, Sequence[Post]]]) -> Document:
        """Return the start page: the newest posts, then the newest of each category that moved last."""
        return self._page("index.html", address.INDEX, latest=latest, categories=categories)

    def directory(self, categories: Sequence[Category]) -> list[Document]:
        """Return the page and the OPML that list all categories, then what is filed under besides."""
        of = {kind: [one for one in categories if one.kind is kind] for kind in _IN_ORDER}
        further = {kind: of[kind] for kind in _IN_ORDER[1:] if of[kind]}
        listed = list(chain.from_iterable(of.values()))
        lists = ["", address.DIRECTORY]
        for one in listed:
            lists += [address.category_page(one.slug, kind=one.kind)] if one.entries else []
        lists += [address.months_page(one.slug) for one in of[FeedKind.CATEGORY] if one.entries]
        located = sitemap.urls(self.hub.base_url, [(path, None) for path in lists])
        categories = of[FeedKind.CATEGORY]
        return [
            self._page("categories.html", address.DIRECTORY, categories=categories, further=further),
            self._page("search.html", address.SEARCH, found=None, categories=categories),
            self._document(address.OPML, opml(self.hub.title, self.hub.base_url, listed)),
            self._document(address.SITEMAP_OF_LISTS, located),
        ]

    def sitemap(self, number: int, located: Sequence[Located]) -> Document:
        """Return a site map of posts."""
        urls = sitemap.urls(self.hub.base_url, [(one.path, one.changed_at) for one in located])
        return self._document(address.sitemap(number), urls)

    def sitemap_index(self, maps: Sequence[tuple[int, datetime]]) -> Document:
        """Return the index of the site maps of posts, each with when it last changed, and of that of lists."""
        posts = [(address.sitemap(number), changed_at) for number, changed_at in maps]
        body = sitemap.index(self.hub.base_url, [(address.SITEMAP_OF_LISTS, None), *posts])
        return self._document(address.SITEMAP_INDEX, body)

    def search_page(self, found: Answer) -> bytes:
        """Return the page that answers a search."""
        return self._page("search.html", address.SEARCH, found=found, categories=()).body

    def status(
        self, open_: Sequence[Incident], last: Sequence[Incident], sources: Sequence[SourceHealth]
    ) -> list[Document]:
        """Return the page and the feed of incidents: those that are open, and those that opened or closed last."""
        titles = {source.source_id: source.title for source in sources}
        closed = [one for one in last if one.closed_at]
        values = {"open": open_, "closed": closed, "sources": sources, "titles": titles}
        page = self._page("status.html", address.STATUS_PAGE, **values)
        return [page, self._document(address.STATUS_FEED, status_feed(self.hub, self.authority, last, titles))]

    def furniture(self) -> list[Document]:
        """Return the style sheet and the icon of the pages."""
        return [
            self._document(address.STYLE, self._render(self._text, "style.css").encode()),
            self._document(address.ICON, self._render(self._text, "icon.svg").encode()),
        ]

    def politeness(self) -> Document:
        """Return the page that tells publishers who asks them for what, how often, and how to stop it."""
        return self._page("politeness.html", address.POLITENESS, crawler=self.crawler)

    @cached_property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.hub.timezone)

    @cached_property
    def _html(self) -> jinja2.Environment:
        return self._environment(autoescape=True)

    @cached_property
    def _text(self) -> jinja2.Environment:
        return self._environment(autoescape=False)

    def _environment(self, *, autoescape: bool) -> jinja2.Environment:
        built_in = jinja2.FileSystemLoader(str(resources.files("feedhub.publish") / "templates"))
        loaders = [jinja2.FileSystemLoader(self.templates)] if self.templates else []
        environment = jinja2.Environment(
            loader=jinja2.ChoiceLoader([*loaders, built_in]),
            autoescape=autoescape,  # noqa: S701 - off for Markdown and CSS only
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=jinja2.StrictUndefined,
            auto_reload=False,
        )
        environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False}
        environment.globals.update(
            hub=self.hub, words=words(self.hub.language), zone=self._zone, address=address, root=self._root
        )
        return environment

    @cached_property
    def _root(self) -> str:
        """Return the path under which the hub is served, without a slash at its end."""
        return "/" + "/".join(self.hub.base_url.split("/")[3:]) if self.hub.base_url.count("/") > 2 else ""

    def _page(self, template: str, path: str, **values: object) -> Document:
        canonical = f"{self.hub.base_url}/{'' if path == address.INDEX else path}"
        return self._document(path, self._render(self._html, template, canonical=canonical, **values).encode())

    def _render(self, environment: jinja2.Environment, template: str, **values: object) -> str:
        try:
            return environment.get_template(template).render(values)
        except Exception as error:  # a template may do anything: divide, add a number to a text
            where = getattr(error, "filename", None) or template
            line = f":{error.lineno}" if isinstance(error, jinja2.TemplateSyntaxError) else ""
            raise OutputError(f"template {where}{line}: {error}") from error

    def _document(self, path: str, body: bytes) -> Document:
        return Document(Tree.PUBLIC, PurePosixPath(path), body)
