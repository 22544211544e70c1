"""Whether two entries tell one story: the same article under two ids, or wire copy at two publishers. Pure.

Conservative: two that are wrongly taken for one hide something from a reader, two that are wrongly kept apart only
repeat it. So much text has to be the same, and nothing may tell them apart: a number, a name, a date.
"""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from itertools import accumulate
from urllib.parse import urlsplit

from feedhub.model import Likeness
from feedhub.plan.likeness import Reading, is_number

_SHORT = 80  # characters of Chinese, or half as many words: below that chance makes texts alike
_ISSUE = timedelta(hours=12)
_TEASER = 20
_QUOTED = 50
_WHOLE = 0.9  # of a text that is in another, if it is a part of it
_PASSAGE = 40  # shingles in a row that are one thought
_OWN = 0.2  # of the shingles of a passage that are in the other text by chance
_NUMBERS = 0.5  # of the numbers of the shorter text that are in the other one


def same_story(one: Reading, other: Reading, window: timedelta, alike: float) -> Likeness:
    """Return whether two entries that came within `window` of each other are versions of one article.

    `alike` is the share of their text that must be the same, of all that both have.
    """
    shorter, longer = sorted((one, other), key=lambda reading: len(reading.shingle_set))
    shared = len(shorter.shingle_set & longer.shingle_set)
    contained = shared / len(shorter.shingle_set) if shorter.shingle_set else 0.0
    of_both = shared / len(shorter.shingle_set | longer.shingle_set) if longer.shingle_set else 0.0
    same, reason = _judged(shorter, longer, contained, of_both, alike)
    if same:  # only now, since this is much more work
        objections = (objection(shorter, longer, window) for objection in _OBJECTIONS)
        if objection := next(filter(None, objections), ""):
            same, reason = False, objection
    return Likeness(same, round(contained, 3), reason)


def _judged(shorter: Reading, longer: Reading, contained: float, of_both: float, alike: float) -> tuple[bool, str]:
    """Return the verdict on two by what they have in common."""
    titled = bool(shorter.title) and shorter.title_tokens == longer.title_tokens
    paged = _one_page(shorter, longer)
    if titled and shorter.tokens == longer.tokens and (shorter.tokens or paged):
        return True, "title and text are the same"
    if paged and titled and (not shorter.tokens or contained >= 0.5):
        return True, "link and title are the same"
    share = f"{contained:.0%} of the shorter text is in the other"
    if shorter.size < _SHORT:
        teases = titled and shorter.size >= _TEASER and contained >= _WHOLE
        quotes = shorter.size >= _QUOTED and contained == 1.0 and not _one_publisher(shorter, longer)
        return teases or quotes, share if teases or quotes else "the text is too short to tell"
    if of_both < alike and contained < _WHOLE - (0.15 if titled else 0):
        return False, f"only {share}"
    if _has_own_passage(shorter, longer):
        return False, f"{share}, but not a passage of its own"
    return True, f"title the same, {share}" if titled else share


def _apart_in_time(one: Reading, other: Reading, window: timedelta) -> str:
    distance = abs(one.account.published - other.account.published)
    return "published too far from each other" if distance > window else ""


def _next_issue(one: Reading, other: Reading, _window: timedelta) -> str:
    """Object where a publisher gives a title again a day later, on another page: that is the next one of a series."""
    again = one.title_tokens == other.title_tokens and _one_publisher(one, other) and not _one_page(one, other)
    return "of one series" if again and abs(one.account.published - other.account.published) > _ISSUE else ""


def _other_language(one: Reading, other: Reading, _window: timedelta) -> str:
    return "" if one.in_characters == other.in_characters else "in two languages"


def _other_numbers(one: Reading, other: Reading, _window: timedelta) -> str:
    """Object where the numbers differ: a daily report, another company's, a correction."""
    missing = one.title_numbers - other.numbers - other.title_numbers
    if missing and other.title_numbers - one.numbers - one.title_numbers:
        return "the titles have other numbers"
    if one.title_numbers != other.title_numbers and _wordy(one) == _wordy(other):
        return "the titles differ in a number"
    if one.tokens == other.tokens:
        return ""
    if any(number and other.places.get(place, number) not in ("", number) for place, number in one.places.items()):
        return "the same words with another number"
    fewer = min(one.numbers, other.numbers, key=len)
    return "the texts have other numbers" if len(one.numbers & other.numbers) < _NUMBERS * len(fewer) else ""


def _other_names(one: Reading, other: Reading, _window: timedelta) -> str:
    """Object where each says again and again, or in its title too, what the other never says: a name, most often."""
    if one.tokens != other.tokens and _only(one, other) and _only(other, one):
        return "each has words that the other never says"
    in_common = sum((Counter(one.title_tokens) & Counter(other.title_tokens)).values())
    of_one_form = in_common * 2 >= max(len(one.title_tokens), len(other.title_tokens))
    return "the titles differ in a name" if of_one_form and _named(one, other) and _named(other, one) else ""


def _other_subject(one: Reading, other: Reading, _window: timedelta) -> str:
    """Object where neither title has to do with the text: it is what a publisher shows in place of articles."""
    titles = one.title_terms | other.title_terms
    if one.title_tokens == other.title_tokens or not titles or one.title_terms & other.title_terms:
        return ""
    terms = one.terms | other.terms
    telling = {term for term in titles if len(term) > 3 or one.in_characters}
    return "the titles are not about the text" if terms and len(telling & terms) < min(2, len(telling)) else ""


def _named(one: Reading, other: Reading) -> frozenset[str]:
    """Return the words of a title that its text has too, and that another entry has nowhere."""
    return (one.title_terms & one.terms) - other.title_terms - other.terms


def _only(one: Reading, other: Reading) -> bool:
    """Whether a text insists on words that another does not have."""
    lacking = one.insisted(other)
    told = sum(min(lacking[term], 2) for term in one.title_terms - other.title_terms)
    return told >= 2 or any(count >= 3 and (one.in_characters or term in one.names) for term, count in lacking.items())


def _wordy(reading: Reading) -> list[str]:
    """Return the words of a title without its numbers."""
    return [token for token in reading.title_tokens if not is_number(token)]


def _has_own_passage(shorter: Reading, longer: Reading) -> bool:
    """Whether there is a passage in a text of which hardly anything is in the other one.

    A footer that all articles of a publisher share may be as long as it likes: it says nothing. What another publisher
    puts below a copy says nothing either.
    """
    present = [shingle in longer.shingle_set for shingle in shorter.shingles]
    size = _PASSAGE if shorter.in_characters else _PASSAGE // 2
    if not _one_publisher(shorter, longer):
        while present and not present[-1]:
            present.pop()
    there = [0, *accumulate(present)]
    return any(there[end] - there[end - size] <= _OWN * size for end in range(size, len(there)))


def _one_page(one: Reading, other: Reading) -> bool:
    return bool(one.account.page) and one.account.page == other.account.page


def _one_publisher(one: Reading, other: Reading) -> bool:
    hosts = {_host(one), _host(other)}
    return one.account.source_id == other.account.source_id or (len(hosts) == 1 and "" not in hosts)


def _host(reading: Reading) -> str:
    try:
        return urlsplit(reading.account.link).hostname or ""
    except ValueError:
        return ""


_OBJECTIONS: tuple[Callable[[Reading, Reading, timedelta], str], ...] = (
    _apart_in_time,
    _other_language,
    _other_numbers,
    _other_names,
    _other_subject,
    _next_issue,
)
