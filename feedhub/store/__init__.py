"""Remembering: what is known of sources and entries, and what has to be published again.

The store is the truth; the archive and the public tree follow from it. Whatever makes a document out of date leaves a
mark in the same transaction, and the mark goes when the document is written: a pass that is cut off anywhere leaves
marks, and the next one completes them.
"""

from datetime import date

from sqlalchemy import insert, select

from feedhub.errors import StoreError
from feedhub.model import Stale
from feedhub.store import marks
from feedhub.store.archives import Archives
from feedhub.store.backfill import Backfill
from feedhub.store.categories import Categories
from feedhub.store.database import Database, exists
from feedhub.store.entries import Entries, Judge
from feedhub.store.filing import Filings
from feedhub.store.hosts import Hosts
from feedhub.store.ledger import Ledger
from feedhub.store.marks import Marks
from feedhub.store.migrate import is_current, migrate
from feedhub.store.months import Months
from feedhub.store.neighbours import Beside
from feedhub.store.posts import Posts
from feedhub.store.reader import Reader
from feedhub.store.records import Record, Records
from feedhub.store.revisions import Revisions
from feedhub.store.search import MOST_RANKED, Found, Search
from feedhub.store.selections import Selections
from feedhub.store.sitemaps import Sitemaps
from feedhub.store.soundness import Soundness
from feedhub.store.sources import Sources
from feedhub.store.stories import Matching, Stories
from feedhub.store.tables import meta
from feedhub.store.watch import ACCEPTED, Watched
from feedhub.store.withdrawals import Withdrawals

__all__ = [
    "ACCEPTED",
    "MOST_RANKED",
    "Database",
    "Found",
    "Judge",
    "Matching",
    "Reader",
    "Record",
    "Search",
    "Store",
    "exists",
]


class Store:
    """One database, migrated, with a room for each thing that is remembered."""

    def __init__(self, url: str) -> None:
        """Open the database at `url`. Nothing is written before `prepare`. Raises StoreError."""
        self.database = Database(url)
        self.categories = Categories(self.database)
        self.sources = Sources(self.database)
        self.backfill = Backfill(self.database)
        self.entries = Entries(self.database, self.categories)
        self.ledger = Ledger(self.database)
        self.records = Records(self.database)
        self.revisions = Revisions(self.database)
        self.withdrawals = Withdrawals(self.database)
        self.stories = Stories(self.database)
        self.posts = Posts(self.database)
        self.selections = Selections(self.database, self.categories)
        self.filings = Filings(self.database)
        self.archives = Archives(self.database)
        self.beside = Beside(self.database)
        self.months = Months(self.database)
        self.sitemaps = Sitemaps(self.database)
        self.search = Search(self.database.read)
        self.marks = Marks(self.database)
        self.soundness = Soundness(self.database)
        self.watched = Watched(self.database)
        self.hosts = Hosts(self.database)

    def prepare(self) -> None:
        """Bring the schema up to date. Raises StoreError if the database is from a newer feedhub."""
        migrate(self.database)

    def require_current(self) -> None:
        """Raise StoreError unless the schema is up to date, for readers that must not change it."""
        if not is_current(self.database):
            raise StoreError(f"the database {self.database} is of another version; `feedhub sync` brings it up to date")

    def minted_authority(self) -> str | None:
        """Return the authority of all ids, "host,date" (RFC 4151, 2.1); None before the first pass."""
        query = select(meta.c.value).where(meta.c.key == "tag_authority")
        with self.database.read() as connection:
            found: str | None = connection.execute(query).scalar()
        return found

    def authority(self, host: str, today: date) -> str:
        """Return the authority of all ids, which is minted at the first call and kept for ever."""
        if found := self.minted_authority():
            return found
        minted = f"{host},{today:%Y-%m-%d}"
        with self.database.write(durable=True) as connection:
            connection.execute(insert(meta).values(key="tag_authority", value=minted))
            # A new hub has its start page before its first post.
            marks.add(connection, [{"kind": Stale.HUB}, {"kind": Stale.DIRECTORY}, {"kind": Stale.STATUS}])
        return minted

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()
