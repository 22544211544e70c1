"""The frozen values that pass between the stages. They hold no behaviour beyond naming what they are."""

from feedhub.model.change import Change, Effect, Look, Past, Revision, Stored, Unrest
from feedhub.model.document import Absence, Document, Flaw, Mark, Stale, Tree
from feedhub.model.entry import Account, CategoryName, DateBasis, Entry, Incoming, Likeness
from feedhub.model.feed import Category, FeedKind, Former, Selection
from feedhub.model.identity import Alias, Identity, IdentityRule, Known, Listed
from feedhub.model.item import FEED_FIELDS, STANDARD_FIELDS, Article, Enclosure, Item, Listing
from feedhub.model.post import Archive, Edit, Post, Recheck, Sighted, Teller, Tombstone, Withdrawal, Withheld
from feedhub.model.request import Network, Render, Request, Response, Robots, Validators
from feedhub.model.source import Dropped, Earlier, Held, SourceHealth, SourceState
from feedhub.model.watched import Aspect, Collapse, Gap, Incident, Kind, Learnt, Trouble, Yield

__all__ = [
    "FEED_FIELDS",
    "STANDARD_FIELDS",
    "Absence",
    "Account",
    "Alias",
    "Archive",
    "Article",
    "Aspect",
    "Category",
    "CategoryName",
    "Change",
    "Collapse",
    "DateBasis",
    "Document",
    "Dropped",
    "Earlier",
    "Edit",
    "Effect",
    "Enclosure",
    "Entry",
    "FeedKind",
    "Flaw",
    "Former",
    "Gap",
    "Held",
    "Identity",
    "IdentityRule",
    "Incident",
    "Incoming",
    "Item",
    "Kind",
    "Known",
    "Learnt",
    "Likeness",
    "Listed",
    "Listing",
    "Look",
    "Mark",
    "Network",
    "Past",
    "Post",
    "Recheck",
    "Render",
    "Request",
    "Response",
    "Revision",
    "Robots",
    "Selection",
    "Sighted",
    "SourceHealth",
    "SourceState",
    "Stale",
    "Stored",
    "Teller",
    "Tombstone",
    "Tree",
    "Trouble",
    "Unrest",
    "Validators",
    "Withdrawal",
    "Withheld",
    "Yield",
]
