"""What a pass would do to the entries, noted while it is rehearsed."""

from dataclasses import dataclass, field

from feedhub import diff
from feedhub.model import Change, Effect, Entry, Look, Stored
from feedhub.report import EntryChange
from feedhub.store import Judge


@dataclass(slots=True)
class Onlooker:
    """Looks on while a pass judges, and notes in `changes` what comes of it, in the order in which it came."""

    changes: list[EntryChange] = field(default_factory=list)

    def watch(self, judge: Judge) -> Judge:
        """Return `judge`, whose verdicts are noted."""

        def watched(stored: Stored | None, new: Entry, look: Look) -> Change:
            change = judge(stored, new, look)
            if change.effect is not Effect.UNCHANGED:
                self.changes.append(_told(stored.entry if stored else None, new, change))
            return change

        return watched


def _told(old: Entry | None, new: Entry, change: Change) -> EntryChange:
    kept = change.entry
    added, removed = diff.counts(diff.difference(diff.lines(old.content if old else ""), diff.lines(kept.content)))
    known = {one.name for one in old.categories} if old else set()
    return EntryChange(
        source_id=new.source_id,
        effect=change.effect.value,
        key=kept.key,
        title=kept.title,
        link=kept.link,
        was=old.title if old and old.title != kept.title else "",
        words_added=added,
        words_removed=removed,
        categories=tuple(one.name for one in kept.categories if one.name not in known),
        tags=tuple(tag for tag in kept.tags if not old or tag not in old.tags),
    )
