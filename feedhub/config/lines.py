"""Where each key of a TOML document stands, for messages that name a line. Pure.

The reader of the document gives values without places, so this walks over the text a second time. It trusts that the
text is valid TOML: it is asked only after the document was read.
"""

import re

import tomli

Path = tuple[str | int, ...]

_HEADER = re.compile(r"\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(
    r"""\s*((?:[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*'))*)\s*="""
)
_PART = re.compile(r"""[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*'""")
_INLINE = re.compile(r"""[{,]\s*([A-Za-z0-9_-]+)\s*=""")
_STRINGS = re.compile(r'"""(?:[^\\]|\\.)*?"""|\'\'\'.*?\'\'\'|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'', re.DOTALL)


def lines(text: str) -> dict[Path, int]:
    """Return the line, counted from 1, of every table and key of the TOML document `text`.

    A path is made of keys and of positions in arrays of tables: ("source", 0, "fields", "title").
    """
    places: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    for number, statement in _statements(text):
        header = _HEADER.match(statement) if statement.lstrip().startswith("[") else None
        if header:
            table = _resolve(_parts(header[2]), counts, opens=header[1] == "[[")
            places.setdefault(table, number)
            places.setdefault(tuple(part for part in table if isinstance(part, str)), number)
            continue
        key = _KEY.match(statement)
        if not key:
            continue
        path = table + _parts(key[1])
        places.setdefault(path, number)
        for inner in _INLINE.finditer(_STRINGS.sub('""', statement[key.end() :])):
            places.setdefault((*path, inner[1]), number)
    return places


def line_of(places: dict[Path, int], path: Path) -> int | None:
    """Return the line of `path`, or of the nearest table or key around it; None where nothing of it is written."""
    for end in range(len(path), 0, -1):
        if path[:end] in places:
            return places[path[:end]]
    return None


def _statements(text: str) -> list[tuple[int, str]]:
    """Return each statement, values over several lines made one, with the line at which it begins."""
    statements: list[tuple[int, str]] = []
    start, held = 0, ""
    for number, line in enumerate(text.splitlines(), 1):
        start, held = (start, f"{held}\n{line}") if held else (number, line)
        if _complete(held):
            statements.append((start, held))
            held = ""
    return statements


def _complete(statement: str) -> bool:
    """Whether every string and bracket that `statement` opens is closed again; a header is complete by itself."""
    if statement.lstrip().startswith(("[", "#")) or not statement.strip():
        return True
    bare = _STRINGS.sub("", statement)
    bare = re.sub(r"#.*", "", bare) if '"""' not in bare and "'''" not in bare else bare
    if '"""' in bare or "'''" in bare:
        return False
    return bare.count("[") + bare.count("{") <= bare.count("]") + bare.count("}")


def _parts(dotted: str) -> Path:
    return tuple(str(tomli.loads(f"x = {part}")["x"]) if part[0] in "\"'" else part for part in _PART.findall(dotted))


def _resolve(parts: Path, counts: dict[Path, int], *, opens: bool) -> Path:
    """Return the path of a header with the positions of the arrays of tables it lies in."""
    path: Path = ()
    for depth, part in enumerate(parts):
        path = (*path, part)
        if opens and depth == len(parts) - 1:
            counts[path] = counts.get(path, 0) + 1
        if path in counts:
            path = (*path, counts[path] - 1)
    return path
