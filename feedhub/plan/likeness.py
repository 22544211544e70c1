"""What entries are compared by when they have nothing but their text in common, in any language. Pure.

A text is read as words, where a character of Chinese, Japanese or Korean is one, and as its shingles: each two or
three of these that follow each other. Texts that share many are found by the keys that they share.
"""

import hashlib
import re
import struct
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from feedhub.model import Account
from feedhub.plan.wording import lasting, visible

_READ = 2000  # characters of a text that are compared
_CHARACTER = "\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
_CHARACTERS = re.compile(f"[{_CHARACTER}]+")
# What counts in Chinese without a figure: the third, a quarter, a month, a weekday.
_COUNTED = r"第[一二三四五六七八九十百]+|[一二三四]季度|[一二三四五六七八九十]+月|(?:周|星期)[一二三四五六日天]"
_COUNTING = "第一二三四五六七八九十周星"  # what that begins with
_FIGURE = r"\d+(?:[.,]\d+)*"
# What most characters are comes first.
_TOKEN = re.compile(
    rf"(?![{_COUNTING}])[{_CHARACTER}]|{_FIGURE}|{_COUNTED}|[{_CHARACTER}]|(?:(?![\d_{_CHARACTER}])\w)+"
)
_FIGURES = re.compile(_FIGURE)
_BETWEEN = re.compile(r"[\W_]+")
_WORDS = re.compile(rf"[^\W_{_CHARACTER}]+")
_NAME = re.compile(rf"[^\W\d_{_CHARACTER}]{{3,}}")
_NAMED_NUMBERS = {
    **{name: str(number) for number, name in enumerate("one two three four five six seven eight nine ten".split(), 1)},
    **{name: str(number) for number, name in enumerate("first second third fourth fifth sixth".split(), 1)},
    **{name: str(number) for number, name in enumerate("ii iii iv v vi vii viii ix".split(), 2)},
    **{name: name for name in "monday tuesday wednesday thursday friday saturday sunday".split()},
}
_PART = re.compile(r"[(\[【《]\s*([上中下一二三四五六七八九十]+)\s*[)\]】》]|([上中下])[篇集]")

# Rows in a band: two texts with the share s of shingles in common have one band in common by s to the power of it.
_ROWS = 4
_BANDS, _LEAD_BANDS = 16, 8
_LEAD = 60  # characters of Chinese: a copy that is cut short keeps them
_SEED = 7


@dataclass(frozen=True)
class Reading:
    """An account as it is compared."""

    account: Account
    title: str
    text: str

    @cached_property
    def tokens(self) -> tuple[str, ...]:
        """The words of the text."""
        return _tokens(self.text)

    @cached_property
    def title_tokens(self) -> tuple[str, ...]:
        """The words of the title."""
        return _tokens(self.title)

    @cached_property
    def in_characters(self) -> bool:
        """Whether most of it is written in characters that are words."""
        text = self.text or self.title
        return sum(map(len, _CHARACTERS.findall(text))) > len(_WORDS.findall(text))

    @cached_property
    def size(self) -> int:
        """How long the text is, in characters of Chinese: a word of English says as much as two."""
        return sum(map(len, _CHARACTERS.findall(self.text))) + 2 * len(_WORDS.findall(self.text))

    @cached_property
    def shingles(self) -> tuple[str, ...]:
        """The shingles of the text, in its order: three characters, or two words."""
        return self._shingled(None)

    @cached_property
    def shingle_set(self) -> frozenset[str]:
        """Each of its shingles once."""
        return frozenset(self.shingles)

    @cached_property
    def figures(self) -> frozenset[str]:
        """Every number, date, code and count in the text, as it stands there."""
        return frozenset(filter(is_number, frozenset(self.tokens)))

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The same in one form."""
        return _numbers(self.figures)

    @cached_property
    def title_numbers(self) -> frozenset[str]:
        """Those in the title, and which part of a series it says that it is."""
        parts = (f"({part[0] or part[1]})" for part in _PART.findall(self.title))
        return _numbers(self.title_tokens) | frozenset(parts)

    @cached_property
    def places(self) -> Mapping[tuple[str, ...], str]:
        """The number that stands between two words and two words, other numbers aside, where it is always the same."""
        figures = self.figures
        if not figures:
            return {}
        masked = ["#" if token in figures else token for token in self.tokens]
        found: dict[tuple[str, ...], str] = {}
        for spot in range(2, len(masked) - 2):
            if masked[spot] == "#":
                place = (*masked[spot - 2 : spot], *masked[spot + 1 : spot + 3])
                number = self.tokens[spot]
                found[place] = number if found.get(place, number) == number else ""
        return found

    @cached_property
    def terms(self) -> frozenset[str]:
        """The words of the text; of characters, each pair is taken for one."""
        return frozenset(self._terms(self.tokens))

    @cached_property
    def names(self) -> frozenset[str]:
        """The words of the text that are written with a capital."""
        return frozenset(word.casefold() for word in _NAME.findall(self.text) if word[0].isupper())

    @cached_property
    def title_terms(self) -> frozenset[str]:
        """Such words of the title, but for those that say little, and numbers."""
        return frozenset(filter(telling, self._terms(self.title_tokens)))

    def insisted(self, other: "Reading") -> Counter[str]:
        """Return how often the text has each of those words that tell something, and that another one never has."""
        lacking = set(filter(telling, self.terms - other.terms))
        return Counter(term for term in self._terms(self.tokens) if term in lacking)

    def keys(self) -> list[int]:
        """Return the numbers under which it is to be found by those like it; each of 64 bits, with a sign.

        Some for all of the text, some for its beginning, since a copy may be cut short, one for its title, and one
        for its page. A text has them all in common with itself, and chance gives two texts hardly any.
        """
        found = [_key("title", "".join(self.title_tokens))] if len(self.title) >= 6 else []
        if self.account.page and self.title:
            found.append(_key("page", self.account.page))
        if len(self.shingle_set) >= _ROWS:
            found += _bands("text", self.shingle_set, _BANDS)
            found += _bands("lead", frozenset(self._shingled(_LEAD)), _LEAD_BANDS)
        return list(dict.fromkeys(found))

    def _shingled(self, length: int | None) -> tuple[str, ...]:
        """Return the shingles of the first so many characters, or half as many words; None: of all."""
        if self.in_characters:
            letters = _BETWEEN.sub("", _folded(self.text))[:length]
            return tuple(map("".join, zip(letters, letters[1:], letters[2:], strict=False)))
        return tuple(map(" ".join, pairwise(self.tokens[: length and length // 2])))

    def _terms(self, tokens: Sequence[str]) -> Iterable[str]:
        return map("".join, pairwise(tokens)) if self.in_characters else tokens


def read(account: Account) -> Reading:
    """Return an account as it is compared: what is visible of it, in one form, up to some thousand characters."""
    text = lasting(visible(account.content[: _READ * 10])[: _READ * 2])[:_READ]
    return Reading(account, lasting(account.title).strip(), text)


def telling(term: str) -> bool:
    """Whether a word, or pair of characters, tells what a text is about: not if it is short, or has a number in it."""
    if _CHARACTERS.fullmatch(term):
        return len(term) == 2
    return len(term) >= 3 and term.isalpha() and term not in _NAMED_NUMBERS


def is_number(token: str) -> bool:
    """Whether a word is a number, or counts as one: a weekday, the third."""
    return token[0].isdecimal() or token in _NAMED_NUMBERS or (len(token) > 1 and token[0] in _COUNTING)


def _tokens(text: str) -> tuple[str, ...]:
    return tuple(_TOKEN.findall(_folded(text)))


def _folded(text: str) -> str:
    """Return a text without the case of its letters, and with its numbers in one form."""
    return _FIGURES.sub(lambda figure: _number(figure[0]), text.casefold())


def _number(figure: str) -> str:
    """Return a number in one form: 1,234.50 as 1234.5, 05 as 5."""
    digits = re.sub(r",(?=\d{3})", "", figure)
    whole, point, rest = digits.partition(".")
    rest = rest.rstrip("0") if "." not in rest else rest
    return (whole.lstrip("0") or "0") + (f"{point}{rest}" if rest else "")


def _numbers(tokens: Iterable[str]) -> frozenset[str]:
    return frozenset(_NAMED_NUMBERS.get(token, token) for token in tokens if is_number(token))


def _bands(what: str, shingles: frozenset[str], bands: int) -> list[int]:
    """Return a key for each band of a MinHash: two sets have one in common the oftener, the more they share."""
    from rensa import RMinHash

    hashed = RMinHash(num_perm=bands * _ROWS, seed=_SEED)
    hashed.update(list(shingles))
    # Another version of the library may hash otherwise; its keys then meet none of the old ones.
    scheme = f"{what} {RMinHash.ALGORITHM_VERSION} ".encode()
    rows = struct.iter_unpack(f"{_ROWS * 8}s", struct.pack(f"<{bands * _ROWS}Q", *hashed.digest()))
    return [_hashed(scheme + bytes([band]) + row) for band, (row,) in enumerate(rows)]


def _key(what: str, value: str) -> int:
    return _hashed(f"{what} {value}".encode("utf-8", "replace"))


def _hashed(value: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(value, digest_size=8).digest(), "big", signed=True)
