"""Feeds over weeks of simulated time: what their publishers do to them, and what the hub made of it, counted.

Every article says in its text which one it truly is, whatever its publisher does with its id, link and title; one that
is edited says which edition it is.
"""

import asyncio
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.sax.saxutils import escape

from feedhub import app
from feedhub.config import Config, load
from feedhub.report import Report
from tests.publisher import Publisher

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
_WORDS = (
    "harbour council budget river school minister engine market winter storm bridge museum doctor forest signal "
    "village border treaty factory lantern orchard railway station picture library captain harvest mountain"
).split()


@dataclass(frozen=True)
class Article:
    """An article as its publisher lists it at one moment. `truth` is which one it is."""

    truth: int
    guid: str
    link: str
    title: str
    published: datetime
    text: str
    stated: str | None = None  # what stands in place of the date
    enclosure: str = ""

    def item(self) -> str:
        """Return it as an RSS item."""
        guid = f'<guid isPermaLink="false">{escape(self.guid)}</guid>' if self.guid else ""
        link = f"<link>{escape(self.link)}</link>" if self.link else ""
        date = f"{self.published:%a, %d %b %Y %H:%M:%S} GMT" if self.stated is None else escape(self.stated)
        enclosure = f'<enclosure url="{escape(self.enclosure)}" type="audio/mpeg"/>' if self.enclosure else ""
        return (
            f"<item>{guid}<title>{escape(self.title)}</title>{link}<pubDate>{date}</pubDate>{enclosure}"
            f"<description>{escape(f'<p>{self.text}</p><p>truth-{self.truth}.</p>')}</description></item>"
        )


def article(address: str, number: int, published: datetime) -> Article:
    """Return the article with this number, as an honest publisher lists it."""
    chance = random.Random(number)
    title = " ".join(chance.choice(_WORDS) for _ in range(6)).capitalize()
    text = " ".join(chance.choice(_WORDS) for _ in range(80))
    return Article(number, f"{address}/?p={number}", f"{address}/{number}-{title.split()[0]}", title, published, text)


@dataclass
class Outcome:
    """What came of it. `updates` counts per article how often `updated` moved."""

    lost: set[int]
    doubles: set[int]
    merged: int
    updates: Counter[int]
    reports: list[Report]


@dataclass
class Weeks:
    """A publisher of one feed, and a hub that asks it."""

    publisher: Publisher
    config: Config
    listed: dict[int, Article] = field(default_factory=dict)  # every article that was ever listed, by truth
    reports: list[Report] = field(default_factory=list)

    def list(self, articles: Sequence[Article]) -> None:
        """Let the feed have these items."""
        self.listed |= {one.truth: one for one in articles}
        items = "".join(one.item() for one in articles)
        head = f"<title>News</title><link>{self.publisher.address}/</link>"
        feed = f'<rss version="2.0"><channel>{head}{items}</channel></rss>'
        self.publisher.says("/feed.xml", feed, Content_Type="application/rss+xml")

    def sync(self, now: datetime) -> Report:
        """Run a pass at a moment and return its report."""
        clock = lambda: now  # noqa: E731
        with app.workshop(self.config, clock, print) as shop:
            report = asyncio.run(app.run_pass(shop, self.config.source, clock, lambda _event: None))
        self.reports.append(report)
        return report

    def outcome(self) -> Outcome:
        """Return what the hub has of what was listed."""
        with app.workshop(self.config, lambda: START, print) as shop:
            store = shop.store
            posts = store.posts.arrivals(None, 1, store.posts.count(), content=True)
            versions = {post.id: [revision.content for revision in store.revisions.of(post.id)] for post in posts}
        truths = {post.id: truth(post.content) for post in posts}
        counted = Counter(truths.values())
        merged = sum(1 for post, contents in versions.items() for one in contents if truth(one) != truths[post])
        updates = Counter({truths[post]: len(contents) for post, contents in versions.items() if contents})
        return Outcome(
            set(self.listed) - set(counted), {one for one, times in counted.items() if times > 1}, merged, updates,
            self.reports,
        )  # fmt: skip


def truth(content: str) -> int:
    """Return which article a text is of."""
    found = re.search(r"truth-(\d+)\.", content)
    assert found
    return int(found[1])


def edition(content: str) -> int:
    """Return which edition of its article a text is, as it says; 0 for the first."""
    return max((int(found) for found in re.findall(r"edition-(\d+)", content)), default=0)


@contextmanager
def weeks(directory: Path, settings: str = "") -> Iterator[Weeks]:
    """Give a publisher with an empty feed, and a hub that follows it."""
    with Publisher() as publisher:
        path = directory / "feedhub.toml"
        path.write_text(
            '[hub]\ntitle = "Hub"\nbase_url = "https://hub.example"\nlanguage = "en"\n'
            f'[state]\ndatabase = "sqlite:///{directory}/feedhub.db"\npublic = "{directory}/public"\n'
            f'archive = "{directory}/archive"\n[fetch]\nallow_networks = ["127.0.0.0/8"]\n'
            f'[[source]]\nid = "news"\nkind = "feed"\nurl = "{publisher.address}/feed.xml"\n{settings}'
        )
        yield Weeks(publisher, load(path))


Trick = Callable[[Article, int], Article]
"""What a publisher makes of an article at the look with this number."""


def play(simulated: Weeks, trick: Trick, days: int = 14, looks: int = 4, shown: int = 12) -> Outcome:
    """Let a publisher bring out three articles a day, of which the newest are listed, and play a trick at each look."""
    address = simulated.publisher.address
    articles: list[Article] = []
    for look in range(days * looks):
        now = START + timedelta(hours=24 / looks * look)
        while len(articles) < 3 * (look // looks + 1):
            number = len(articles) + 1
            articles.append(article(address, number, now - timedelta(minutes=7 * number % 60)))
        simulated.list([trick(one, look) for one in reversed(articles[-shown:])])
        simulated.sync(now)
    return simulated.outcome()


__all__ = ["START", "Article", "Outcome", "Trick", "Weeks", "article", "edition", "play", "replace", "truth", "weeks"]
