"""Rules that were changed, over what is stored already: what they exclude now is taken back, as far as it is listed."""

from collections.abc import Iterable, Mapping

from feedhub import normalise
from feedhub.errors import ItemError
from feedhub.model import Known, Listed
from feedhub.pipeline.edges import Edges
from feedhub.report import SourceReport

_BY_RULE = "a rule excludes it: "


def exclude(
    listed: Iterable[Listed], known: Mapping[str, Known], sight: normalise.Sight, edges: Edges, report: SourceReport
) -> None:
    """Take back the listed entries of a source that a rule excludes now, and let those be again that none does.

    Entries whose fields are from another source are that one's affair.
    """
    store, now = edges.store, sight.now
    for one in listed:
        entry = known.get(one.identity.full_key)
        found = store.entries.find(entry.namespace, entry.key) if entry and entry.source_id == sight.source.id else None
        if found is None:
            continue
        number, stored = found
        try:
            reason = normalise.excluded(stored, one.item, sight)
        except ItemError as error:  # a pattern that takes too long says nothing
            report.notes.append(f"not judged by the rules: {stored.title}: {error}")
            return
        before = store.withdrawals.of(number)
        if reason and store.withdrawals.withdraw(number, _BY_RULE + reason, now, now + edges.config.withdrawn.told):
            report.withdrawn += 1
            report.notes.append(f"withdrawn: {stored.title}: {reason}")
        elif not reason and before and before.reason.startswith(_BY_RULE) and store.withdrawals.restore(number, now):
            report.notes.append(f"there again: {stored.title}")
