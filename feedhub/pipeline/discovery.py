"""An address → what to follow there: a feed that it is or leads to, else a list in what it answers.

The address is asked first, then a handful of others at most, one after the other, until one is good. All requests go
through the Fetcher, so its gate, limits and manners hold.
"""

from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from feedhub import discover
from feedhub.config import Config
from feedhub.discover import Draft, Kind
from feedhub.errors import DiscoveryError, FetchError, ParseError, SourceError
from feedhub.fetch import Fetcher
from feedhub.model import Response
from feedhub.parse import json, soup
from feedhub.pipeline import finding
from feedhub.pipeline.asking import request_for
from feedhub.pipeline.finding import Discovery, Finding, Wish

_MOST_NAMED = 4  # feeds named by a page that are asked for
_MOST_TAGS = 200_000  # of a page that is looked at: half a minute's work for its reader, and no list has so many


async def discovered(wish: Wish, config: Config, fetcher: Fetcher, now: datetime) -> Discovery:
    """Return what there is to follow at an address, with how sure that is.

    Raises FetchError if the address does not answer, DiscoveryError if nothing is found or what was wished is not
    there.
    """
    finding.made_source({"id": wish.id or "new", "kind": "feed", "url": wish.url}, {}, wish.url)  # before asking
    answer = await _ask(wish.url, config, fetcher)
    kind = discover.kind(answer)
    if kind is Kind.PAGE:
        return await _Page(wish, config, fetcher, now, answer).discovery()
    if wish.feed not in (None, 1) or wish.kind == "html":
        raise DiscoveryError(wish.url, f"is no page, but a {kind} itself: leave --feed and --kind out")
    if kind is Kind.FEED:
        return Discovery(wish.url, finding.of_feed(answer, wish, config, now))
    if kind is Kind.SITEMAP:
        return Discovery(wish.url, finding.of_sitemap(answer, wish, config, now))
    drafts = discover.lists(json.load(answer), finding.reader(config, now))
    best, others = _best(drafts, answer, wish, config, now)
    if best is None:
        raise DiscoveryError(wish.url, "is JSON without a list of objects that have titles")
    return Discovery(wish.url, best, others=others)


async def _ask(url: str, config: Config, fetcher: Fetcher) -> Response:
    source = finding.made_source({"id": "new", "kind": "feed", "url": url}, {}, url)
    return await fetcher.fetch(request_for(source, config, url))


def _best(
    drafts: list[Draft], answer: Response, wish: Wish, config: Config, now: datetime, language: str = ""
) -> tuple[Finding | None, tuple[Draft, ...]]:
    """Return the list that is the surest when it is really read, and the other drafts."""
    made = [(draft, finding.of_draft(draft, answer, wish, config, now, language)) for draft in drafts]
    good = [(draft, one) for draft, one in made if one is not None and one.preview.entries]
    if not good:
        return None, ()
    best, one = max(good, key=lambda pair: pair[1].trust.score)
    return one, tuple(draft for draft, _ in good if draft is not best)


class _Page:
    """A page whose feeds and lists are looked for."""

    def __init__(self, wish: Wish, config: Config, fetcher: Fetcher, now: datetime, answer: Response) -> None:
        self._wish, self._config, self._fetcher, self._now, self._answer = wish, config, fetcher, now, answer
        if answer.body.count(b"<") > _MOST_TAGS:
            raise DiscoveryError(
                wish.url, f"is a page of more than {_MOST_TAGS:,} tags: too large to look for lists in"
            )
        self._page = soup.read(answer)
        self._feeds = tuple(discover.named(self._page.tree, self._page.base))
        self._tried: list[str] = []  # and why in vain
        self._left_alone = False  # the publisher does not answer, or asked us to wait

    async def discovery(self) -> Discovery:
        """Return the first of: a feed the page names, one where feeds usually are, a list in the page.

        A feed without items, or of comments, is the last resort.
        """
        if self._wish.feed is not None:
            return self._with(await self._numbered(self._wish.feed))
        spare = None
        if self._wish.kind != "html":
            found = await self._a_named_feed()
            if found is not None and found.preview.listed:
                return self._with(found)
            spare = found
            found = await self._a_usual_feed() if not self._feeds or all(one.comments for one in self._feeds) else None
            if found is not None:
                return self._with(found)
        if self._wish.kind != "feed":
            best, others = self._a_list()
            if best is not None:
                return self._with(best, others)
        if spare is not None:
            return self._with(spare)
        raise DiscoveryError(self._wish.url, self._nothing())

    def _with(self, best: Finding, others: tuple[Draft, ...] = ()) -> Discovery:
        return Discovery(self._wish.url, best, self._feeds, others, tuple(self._tried))

    async def _numbered(self, number: int) -> Finding:
        """Return one of the feeds that the page names. Raises SourceError if it is no good."""
        count = len(self._feeds)
        if not 1 <= number <= count:
            told = f"names {count} feed{'' if count == 1 else 's'}" if count else "names no feed"
            raise DiscoveryError(self._wish.url, f"{told}, and so none with the number {number}")
        feed = self._feeds[number - 1]
        return self._found(await _ask(feed.url, self._config, self._fetcher), feed.url, feed.how)

    async def _a_named_feed(self) -> Finding | None:
        """Return the first named feed with items, else one without, else None."""
        empty = None
        for feed in [one for one in self._feeds if not one.comments][:_MOST_NAMED]:
            found = await self._try(feed.url, feed.how)
            if found is not None and found.preview.listed:
                return found
            empty = empty or found
        return empty

    async def _a_usual_feed(self) -> Finding | None:
        vain = []
        for url in discover.usual(self._page.tree, self._answer.url):
            if self._left_alone:
                break
            found = await self._try(url, "found where feeds usually are", named=False)
            if found is not None and found.preview.listed:
                return found
            vain.append(urlsplit(url).path)
        if vain:
            self._tried.append(f"no feed where feeds usually are: {', '.join(vain)}")
        return None

    async def _try(self, url: str, how: str, *, named: bool = True) -> Finding | None:
        """Return the feed at an address; None if there is none, with a note where the page named it.

        A publisher who does not answer at all, or asks us to wait, is left alone from then on.
        """
        if self._left_alone:
            return None
        try:
            return self._found(await _ask(url, self._config, self._fetcher), url, how)
        except SourceError as error:
            self._left_alone = isinstance(error, FetchError) and error.status in (None, 429, 503)
            if named or self._left_alone:
                self._tried.append(f"{error.url}: {error.fact}")
            return None

    def _found(self, answer: Response, url: str, how: str) -> Finding:
        if discover.kind(answer) is not Kind.FEED:
            raise ParseError(url, "is no feed")
        return finding.of_feed(answer, replace(self._wish, url=url), self._config, self._now, how)

    def _a_list(self) -> tuple[Finding | None, tuple[Draft, ...]]:
        """Return the surest list of the page: in its elements, or if that is a guess at most, in its scripts."""
        tree, reads = self._page.tree, finding.reader(self._config, self._now)
        root = tree.find("html")
        language = str(root.get("lang") or root.get("xml:lang") or "") if root else ""
        rest = (self._answer, self._wish, self._config, self._now, language)
        best, others = _best(discover.blocks(tree, self._page.base, reads), *rest)
        if best is None or best.trust.is_guess:
            scripted, more = _best(discover.embedded(tree, reads), *rest)
            if scripted is not None and (best is None or scripted.trust.score > best.trust.score):
                return scripted, more
        return best, others

    def _nothing(self) -> str:
        comments = " but those of comments" if any(one.comments for one in self._feeds) else ""
        where = "in it or where feeds usually are" if self._wish.kind != "html" else "looked for"
        if self._wish.kind == "feed":
            return f"there is no feed{comments} in it or where feeds usually are; leave --kind out to look for a list"
        return (
            f"there is no feed{comments} {where}, and nothing in the page repeats as the articles of a list do; "
            "if a script fills the page, look for the JSON it asks for and try its address"
        )
