"""The jobs that bring things from elsewhere and to elsewhere."""

import re
from pathlib import Path

import tomli

from feedhub import config, output
from feedhub.app import Workshop, beside, publish
from feedhub.clock import Clock
from feedhub.config import Config, FixedCategory
from feedhub.errors import ExchangeError
from feedhub.exchange import opml, tree
from feedhub.pipeline import History, outlines
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
    target = configuration.parent / "sources" / f"{stem}.toml"
    text, there = _sources(target)
    sources = [*((source.id, source.url) for source in settings.source), *there]
    tables, report = outlines.take_in(found, [url for _, url in sources], [name for name, _ in sources])
    if tables:
        output.write_file(target, _added(target, text, tables).encode())
    if target.exists():
        report.file = str(target)
        report.hint = _hint(configuration, target)
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


def _sources(target: Path) -> tuple[str, list[tuple[str, str]]]:
    """Return what stands in a file of sources, and their ids and addresses: it need not be included yet."""
    if not target.exists():
        return "", []
    try:
        text = target.read_text(encoding="utf-8-sig")
        tables = tomli.loads(text).get("source", [])
        return text, [(str(table.get("id", "")), str(table.get("url", ""))) for table in tables]
    except (OSError, UnicodeDecodeError, tomli.TOMLDecodeError, AttributeError, TypeError) as error:
        raise ExchangeError(f"{target} is there already and cannot be added to: {error}") from None


def _added(target: Path, text: str, tables: str) -> str:
    """Return `text` with `tables` after it. Raises ExchangeError where that is no TOML: `source = []` ends a list."""
    added = f"{text.rstrip()}\n\n{tables}" if text.strip() else tables
    try:
        tomli.loads(added)
    except tomli.TOMLDecodeError as error:
        raise ExchangeError(f"{target} is there already and cannot be added to: {error}") from None
    return added


def _hint(configuration: Path, target: Path) -> str:
    """Return what to write into the configuration so that it includes `target`; empty where it does already."""
    if target.resolve() in config.files(configuration):
        return ""
    line = 'include = ["sources/*.toml"]'
    where = f"at the top of {configuration}, before the first table"
    return f'add {line} {where}; if it has an include, add "sources/*.toml" to its list'
