"""The files of sources that commands write: beside the configuration, never the user's own file."""

from pathlib import Path

import tomli

from feedhub import config, output
from feedhub.errors import ExchangeError


def beside(configuration: Path, stem: str) -> Path:
    """Return the path of the file of sources with this name."""
    return configuration.parent / "sources" / f"{stem}.toml"


def add(target: Path, text: str, tables: str) -> None:
    """Write `tables` after the `text` that stands in `target`.

    Raises ExchangeError where the two are no TOML together, OutputError if it cannot be written.
    """
    output.write_file(target, _joined(target, text, tables).encode())


def there(target: Path) -> tuple[str, list[tuple[str, str]]]:
    """Return what stands in a file of sources, and their ids and addresses: it need not be included yet."""
    if not target.exists():
        return "", []
    try:
        text = target.read_text(encoding="utf-8-sig")
        tables = tomli.loads(text).get("source", [])
        return text, [(str(table.get("id", "")), str(table.get("url", ""))) for table in tables]
    except (OSError, UnicodeDecodeError, tomli.TOMLDecodeError, AttributeError, TypeError) as error:
        raise ExchangeError(f"{target} is there already and cannot be added to: {error}") from None


def _joined(target: Path, text: str, tables: str) -> str:
    """Return `text` with `tables` after it. Raises ExchangeError where that is no TOML: `source = []` ends a list."""
    added = f"{text.rstrip()}\n\n{tables}" if text.strip() else tables
    try:
        tomli.loads(added)
    except tomli.TOMLDecodeError as error:
        raise ExchangeError(f"{target} is there already and cannot be added to: {error}") from None
    return added


def hint(configuration: Path, target: Path) -> str:
    """Return what to write into the configuration so that it includes `target`; empty where it does already."""
    if target.resolve() in config.files(configuration):
        return ""
    line = 'include = ["sources/*.toml"]'
    where = f"at the top of {configuration}, before the first table"
    return f'add {line} {where}; if it has an include, add "sources/*.toml" to its list'
