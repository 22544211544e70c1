"""The jobs that bring things from elsewhere and to elsewhere."""

import re
from pathlib import Path

from feedhub.app import Workshop, beside, publish, sourcefile
from feedhub.clock import Clock
from feedhub.config import Config, FixedCategory
from feedhub.errors import ExchangeError
from feedhub.exchange import opml, tree
from feedhub.pipeline import outlines
from feedhub.pipeline.history import History
from feedhub.report import HistoryReport, OutlineReport, Tell


def import_opml(settings: Config, configuration: Path, file: Path) -> OutlineReport:
    """Add the feeds of an OPML file to the sources, in a file beside `configuration`; return what was added.

    Raises ExchangeError if the file is no OPML, OutputError if the sources cannot be written.
    """
    try:
        found = opml.read(tree.read(file, opml.MAX_BYTES))
    except ExchangeError as error:
        raise ExchangeError(f"{file} {error}") from None
    stem = re.sub(r"[^\w.-]+", "-", file.stem).strip(".-") or "opml"
    target = sourcefile.beside(configuration, stem)
    text, there = sourcefile.there(target)
    sources = [*((source.id, source.url) for source in settings.source), *there]
    tables, report = outlines.take_in(found, [url for _, url in sources], [name for name, _ in sources])
    if tables:
        sourcefile.add(target, text, tables)
    if target.exists():
        report.file = str(target)
        report.hint = sourcefile.hint(configuration, target)
    return report


def export_opml(settings: Config) -> tuple[bytes, int]:
    """Return the configured feeds as OPML, and how many sources are no feeds."""
    feeds, others = outlines.give_out(settings.source)
    return opml.write(settings.hub.title, feeds), others


async def import_jekyll(
    shop: Workshop, found: tuple[Path, list[Path]], clock: Clock, tell: Tell, *, publishing: bool
) -> HistoryReport:
    """Take in the posts that `exchange.tree.posts` found, and publish them if that is wished.

    Cancelled, it finishes the transaction and the batch of files in hand.
    """
    fixed = {
        category.slug.lower(): category.name
        for source in shop.config.source
        if isinstance(category := source.category, FixedCategory) and category.slug
    }
    history = History(shop.store, shop.config.hub, fixed, clock(), tell)
    report = await beside(lambda stopping: history.take_in(*found, stopping))
    if publishing:
        report.files_written = await publish(shop, tell)
    return report
