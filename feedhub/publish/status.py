"""Incidents → an Atom feed (RFC 4287) for those who run the hub. Pure: its times are those of the incidents."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from html import escape

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator

from feedhub import address
from feedhub.config import Hub
from feedhub.model import Incident
from feedhub.publish.words import words


def status_feed(hub: Hub, authority: str, incidents: Sequence[Incident], titles: Mapping[str, str]) -> bytes:
    """Return the feed of `incidents`, in their order; `titles` are those of the sources, by id.

    An entry stays the same one from opening to closing; `updated` moves when it opens and when it closes.
    """
    said, page = words(hub.language), f"{hub.base_url}/{address.STATUS_PAGE}"
    generator = FeedGenerator()
    generator.id(address.tag_uri(authority, "status"))
    generator.title(f"{said['status']} - {hub.title}")
    generator.author({"name": hub.author or hub.title})
    generator.language(hub.language)
    minted = datetime.fromisoformat(authority.rpartition(",")[2]).replace(tzinfo=UTC)
    generator.updated(max((one.changed_at for one in incidents), default=minted))
    generator.generator("feedhub")
    own = f"{hub.base_url}/{address.STATUS_FEED}"
    generator.link({"href": own, "rel": "self", "type": address.FEED_TYPES["atom"]})
    generator.link({"href": page, "rel": "alternate", "type": "text/html"})
    for one in incidents:
        entry = FeedEntry()
        entry.id(address.tag_uri(authority, f"incident/{one.id}"))
        source = titles.get(one.source_id, one.source_id)
        closed = f" ({said['closed']})" if one.closed_at else ""
        entry.title(f"{source}: {said[f'incident_{one.kind}']}{closed}")
        entry.published(one.opened_at)
        entry.updated(one.changed_at)
        entry.link({"href": f"{page}#incident-{one.id}", "rel": "alternate"})
        entry.category({"term": one.kind.value})
        advice = f"{said['closed']}: {one.outcome}" if one.closed_at else said[f"advice_{one.kind}"]
        entry.content("".join(f"<p>{escape(line)}</p>" for line in (one.cause, advice)), type="html")
        generator.add_entry(entry, order="append")
    document: bytes = generator.atom_str(pretty=False)
    return document + b"\n"
