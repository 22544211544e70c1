"""What a pass or a rebuild would do, for a person."""

from rich.markup import escape

from feedhub.console import show_counts, stdout
from feedhub.report import EntryChange, Rehearsed, WouldWrite

_MOST_LINES = 20  # --json has more


def show_rehearsed(told: Rehearsed) -> None:
    """Print what a pass would do: its counts, each entry that would change, and the files that would be written."""
    show_counts(told.report)
    console = stdout()
    for change in told.changes[:_MOST_LINES]:
        console.print(escape(_change(change)), soft_wrap=True)
    if len(told.changes) > _MOST_LINES:
        console.print(f"… and {len(told.changes) - _MOST_LINES} more entries")
    show_documents(told.documents)
    console.print("nothing was kept")


def _change(change: EntryChange) -> str:
    """Return what would become of an entry, as a line."""
    parts = [f"{change.source_id}: {change.effect}: {change.key} {change.title}"]
    parts += [f"title was {change.was}"] if change.was else []
    parts += [f"words +{change.words_added} -{change.words_removed}"] if change.effect != "joined" else []
    parts += [f"in {', '.join(change.categories)}"] if change.categories else []
    parts += [f"tagged {', '.join(change.tags)}"] if change.tags else []
    return "; ".join(parts)


def show_documents(told: WouldWrite) -> None:
    """Print which files would be written: how many of each kind, and the first of them."""
    console = stdout()
    for kind in sorted({*told.new, *told.changed}):
        console.print(f"{kind}: {told.new[kind]} new, {told.changed[kind]} changed")
    for name in told.names[:_MOST_LINES]:
        console.print(escape(f"  {name}"), soft_wrap=True)
    if told.total > _MOST_LINES:
        console.print(f"  … and {told.total - _MOST_LINES} more")
    console.print(f"{told.total} file{'' if told.total == 1 else 's'} would be written")
