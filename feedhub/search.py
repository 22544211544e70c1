"""What a search is, in words: the terms of a text, what somebody asks for, and where a text has it. Pure.

Chinese, Japanese, Korean and Thai stand without spaces, so their terms are pairs of characters that overlap, 中央银行
being 中央, 央银, 银行 and, at the end, 行: a row of pairs is found exactly, and one character is what pairs begin with.
All else is words. Width, case and accents do not count.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import regex

LONGEST_QUERY = 200
"""Characters of a query that are looked at."""

_MOST_CLAUSES = 16
_LONGEST_TEXT = 100_000  # characters of a text that are indexed
_LONGEST_WORD = 60
_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}ー"
_RUN = regex.compile(rf"(?V1)[{_UNSPACED}]+|[[\w\p{{M}}]--[_{_UNSPACED}]]+")
_IS_UNSPACED = regex.compile(rf"[{_UNSPACED}]")
_CLAUSE = re.compile(r'(-?)(?:"([^"]*)"?|([^\s"]+))')
_QUOTES = str.maketrans("“”„‟「」『』", '""""""""')
_ACCENTS = re.compile("[\u0300-\u036f]")


class _Folding(dict[int, str]):
    """What each character counts as, found out when it is first seen."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        european = code < 0x530 or 0x1E00 <= code < 0x2000
        plain = _ACCENTS.sub("", unicodedata.normalize("NFKD" if european else "NFKC", character))
        folded = plain.casefold()
        if len(self) < 200_000:
            self[code] = folded
        return folded


_FOLDING = _Folding()


@dataclass(frozen=True, slots=True)
class Clause:
    """Terms that stand one after the other. With `prefix`, the last one is only what a term begins with."""

    runs: tuple[str, ...]
    terms: tuple[str, ...]
    prefix: bool


@dataclass(frozen=True, slots=True)
class Query:
    """What a text has to hold, all of it, and what it must not hold."""

    wanted: tuple[Clause, ...] = ()
    unwanted: tuple[Clause, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A search as somebody asks for it. Days are of publication, both included; `category` is a slug."""

    text: str = ""
    category: str = ""
    source: str = ""
    since: date | None = None
    until: date | None = None
    newest_first: bool = False
    page: int = 1

    @property
    def query(self) -> Query:
        """What the text asks for."""
        return query(self.text)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; `hit` says that it was asked for."""

    text: str
    hit: bool = False


def fold(text: str) -> str:
    """Return `text` in the form in which spellings of a word are one."""
    return unicodedata.normalize("NFC", text).translate(_FOLDING)


def terms(text: str) -> list[str]:
    """Return the terms of a text, in their order."""
    return list(_terms(_RUN.findall(fold(text[:_LONGEST_TEXT]))))


def _terms(runs: Sequence[str]) -> Iterator[str]:
    for run in runs:
        if _IS_UNSPACED.match(run):
            yield from (run[at : at + 2] for at in range(len(run)))
        else:
            yield run[:_LONGEST_WORD]


def query(text: str) -> Query:
    """Return what somebody asks for: words, "phrases", and -what is not wanted."""
    wanted: list[Clause] = []
    unwanted: list[Clause] = []
    for found in _CLAUSE.finditer(unicodedata.normalize("NFKC", text[:LONGEST_QUERY]).translate(_QUOTES)):
        clause = _clause(found[2] if found[2] is not None else found[3])
        if clause and len(wanted) + len(unwanted) < _MOST_CLAUSES:
            (unwanted if found[1] else wanted).append(clause)
    return Query(tuple(dict.fromkeys(wanted)), tuple(dict.fromkeys(unwanted)))


def _clause(text: str) -> Clause | None:
    runs = _RUN.findall(fold(text))
    if not runs:
        return None
    found = list(_terms(runs))
    single = len(runs[-1]) == 1
    unspaced = bool(_IS_UNSPACED.match(runs[-1]))
    if unspaced and not single:
        found.pop()  # the end of a run stands in a text only where its run ends
    return Clause(tuple(runs), tuple(found), prefix=unspaced and single)


def marked(text: str, asked: Query) -> list[Piece]:
    """Return a whole text with what is asked for marked."""
    text = unicodedata.normalize("NFC", text)
    return list(_pieces(text, 0, len(text), _hits(text, asked)))


def excerpt(text: str, asked: Query, length: int = 160) -> list[Piece]:
    """Return up to about `length` characters of a text, from a little before what is asked for, with that marked."""
    text = unicodedata.normalize("NFC", " ".join(text[:_LONGEST_TEXT].split()))
    hits = _hits(text, asked)
    start = max(0, hits[0][0] - length // 4) if hits else 0
    start = _word_start(text, start, hits[0][0] if hits else 0)
    end = min(len(text), start + length)
    pieces = list(_pieces(text, start, end, hits))
    return [*([Piece("…")] if start else []), *pieces, *([Piece("…")] if end < len(text) else [])]


def _word_start(text: str, start: int, latest: int) -> int:
    """Return where the next word begins, so that an excerpt does not begin within one."""
    if start == 0:
        return 0
    space = text.find(" ", start, latest)
    return space + 1 if 0 <= space < start + 20 else start


def _pieces(text: str, start: int, end: int, hits: Sequence[tuple[int, int]]) -> Iterator[Piece]:
    at = start
    for first, last in hits:
        first, last = max(first, at), min(last, end)
        if first >= last:
            continue
        if first > at:
            yield Piece(text[at:first])
        yield Piece(text[first:last], hit=True)
        at = last
    if at < end:
        yield Piece(text[at:end])


def _hits(text: str, asked: Query) -> list[tuple[int, int]]:
    """Return where a text has what is asked for, in its order; stretches that overlap are one."""
    if not asked.wanted:
        return []
    folded = [_FOLDING[ord(character)] for character in text]
    origin = [at for at, piece in enumerate(folded) for _ in piece]
    pattern = re.compile("|".join(_pattern(clause) for clause in asked.wanted))
    return [
        (origin[found.start()], origin[found.end() - 1] + 1)
        for found in pattern.finditer("".join(folded))
        if found.end() > found.start()
    ]


def _pattern(clause: Clause) -> str:
    whole = r"[\W_]{0,20}".join(map(re.escape, clause.runs))
    before = "" if _IS_UNSPACED.match(clause.runs[0]) else r"(?<![a-z0-9])"
    after = "" if _IS_UNSPACED.match(clause.runs[-1]) else r"(?![a-z0-9])"
    return before + whole + after
