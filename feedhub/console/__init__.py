"""What a person sees on a terminal: progress, tables, log lines. All on stderr but the tables that were asked for."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from feedhub.app import SourceStatus
from feedhub.publish.words import words
from feedhub.report import (
    COUNTS,
    Event,
    HistoryReport,
    ItemDone,
    OutlineReport,
    Preview,
    Publishing,
    Report,
    SourceDone,
    SourceListed,
    SourceReport,
    Tell,
)


def say_waiting(holder: str) -> None:
    """Say that another process holds the state."""
    print(f"feedhub: process {holder} is writing this state; waiting for it", file=sys.stderr, flush=True)  # noqa: T201


def log(line: str) -> None:
    """Write one line about one outcome."""
    print(line, file=sys.stderr, flush=True)  # noqa: T201


@contextmanager
def progress(sources: int) -> Iterator[Tell]:
    """Give a listener that shows bars for sources, items and documents on a terminal; quiet when piped."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _event: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bars:
        of_sources = bars.add_task("sources", total=sources, visible=sources > 0)
        of_items = bars.add_task("items", total=0, visible=False)
        of_documents = bars.add_task("rendering", total=0, visible=False)
        items = documents = 0

        def tell(event: Event) -> None:
            nonlocal items, documents
            match event:
                case SourceListed(to_do=to_do) if to_do:
                    items += to_do
                    bars.update(of_items, total=items, visible=True)
                case ItemDone():
                    bars.advance(of_items)
                case SourceDone():
                    bars.advance(of_sources)
                case Publishing(waiting=waiting):
                    documents = max(documents, waiting)
                    bars.update(of_documents, total=documents, completed=documents - waiting, visible=True)

        yield tell


def show_report(report: Report) -> None:
    """Print a pass: a table of counts, then every item and source that has something to say."""
    show_counts(report)
    for note in report.notes:
        stdout().print(escape(note))
    written = report.files_written
    stdout().print(f"{written} file{'' if written == 1 else 's'} written")


def show_counts(report: Report) -> None:
    """Print the counts of a pass, and what its items and sources have to say."""
    table = Table(box=None, pad_edge=False)
    table.add_column("source", overflow="fold")
    for name in COUNTS:
        table.add_column(name, justify="right")
    for source in report.sources:
        values = [str(getattr(source, name) or "·") for name in COUNTS]
        table.add_row(escape(source.source_id), *values, style="red" if source.error else None)
    totals = report.totals()
    if len(report.sources) > 1:
        table.add_section()
        table.add_row("all", *(str(totals[name] or "·") for name in COUNTS))
    console = stdout()
    console.print(table)
    for source in report.sources:
        for line in _remarks(source):
            console.print(f"{escape(source.source_id)}: {escape(line)}", soft_wrap=True)


def _remarks(source: SourceReport) -> Iterator[str]:
    if source.error:
        yield f"failed: {source.error}"
    if source.skipped:
        yield f"skipped: {source.skipped}"
    yield from source.notes


def show_outlines(report: OutlineReport) -> None:
    """Print what an OPML file added, and which of its outlines make no source."""
    console = stdout()
    if report.added:
        table = Table("source", "url", box=None, pad_edge=False)
        for name, url in report.added:
            table.add_row(escape(name), escape(url))
        console.print(table)
    for outline, reason in report.bad:
        console.print(escape(f"bad: {outline}: {reason}"), soft_wrap=True)
    where = f", written to {report.file}" if report.added else ""
    counted = f"{len(report.added)} added, {report.known} known, {len(report.bad)} bad{where}"
    console.print(escape(counted), soft_wrap=True)


def show_history(report: HistoryReport) -> None:
    """Print what the posts of a site became: the broken files, the notes, the counts."""
    console = stdout()
    for file, reason in report.broken:
        console.print(escape(f"broken: {file}: {reason}"), soft_wrap=True)
    for file, note in report.notes:
        console.print(escape(f"note: {file}: {note}"), soft_wrap=True)
    table = Table("files", "new", "joined", "known", "broken", box=None, pad_edge=False)
    table.add_row(*map(str, (report.files, report.new, report.joined, report.known, len(report.broken))))
    console.print(table)
    written = report.files_written
    console.print(f"{written} file{'' if written == 1 else 's'} written")


def show_preview(preview: Preview) -> None:
    """Print what a source gives, without keeping it."""
    console = stdout()
    show_entries(console, preview, without="(in the detail)")
    console.print(f"{preview.listed} items listed, {len(preview.entries)} shown")


def show_entries(console: Console, preview: Preview, without: str = "") -> None:
    """Print entries as a table, then what was said of items that are none."""
    table = Table("id", "published", "title", "category", "text", box=None, pad_edge=False)
    for entry in preview.entries:
        table.add_row(
            escape(entry.key),
            f"{entry.published:%Y-%m-%d %H:%M}",
            escape(entry.title),
            escape(", ".join(category.name for category in entry.categories)),
            escape(entry.excerpt[:60]) or without,
        )
    console.print(table)
    for line in preview.notes:
        console.print(escape(line), soft_wrap=True)


def show_status(sources: Sequence[SourceStatus], now: datetime) -> None:
    """Print the sources with their health."""
    table = Table("source", "health", "last fetch", "next fetch", "listed", "held back", box=None, pad_edge=False)
    for one in sources:
        state = one.state
        health = "new" if state.fetched_at is None else f"failing ({state.failures})" if state.failures else "well"
        if one.incidents and not state.failures:
            health = ", ".join(incident.kind.value for incident in one.incidents)
        table.add_row(
            escape(state.source_id),
            health,
            _ago(state.fetched_at, now),
            _ago(state.next_fetch_at, now),
            str(state.listed),
            str(state.quarantined),
        )
    console = stdout()
    console.print(table)
    for one in sources:
        for incident in one.incidents:
            since = f"{incident.kind}, since {incident.opened_at:%Y-%m-%d %H:%M} UTC"
            console.print(escape(f"{one.state.source_id}: {since}: {incident.cause}"), soft_wrap=True)
            console.print(f"  {escape(words('en')[f'advice_{incident.kind}'])}", soft_wrap=True)
        if one.state.last_error:
            console.print(f"{escape(one.state.source_id)}: {escape(one.state.last_error)}", soft_wrap=True)
        for held in one.held:
            console.print(escape(f"{held.source_id}: {held}"), soft_wrap=True)
        for post in one.withheld:
            console.print(escape(f"{one.state.source_id}: {post}"), soft_wrap=True)


def _ago(moment: datetime | None, now: datetime) -> str:
    if moment is None:
        return "never"
    seconds = (now - moment).total_seconds()
    span = abs(seconds)
    for size, unit in ((86400, "d"), (3600, "h"), (60, "m"), (1, "s")):
        if span >= size:
            text = f"{span / size:.0f}{unit}"
            return f"{text} ago" if seconds > 0 else f"in {text}"
    return "now"


def stdout() -> Console:
    """Return the console on stdout; piped, it is wide enough that no line is cut."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=200)
