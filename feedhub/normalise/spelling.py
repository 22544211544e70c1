"""Dates in other tongues and by older habits → the words and numbers that the readers of dates know. Pure."""

import re
import unicodedata

# In the languages of most feeds, in the case in which a date has them; abbreviations are their beginnings.
_NAMES = {
    "Jan": "january januar janvier enero gennaio janeiro januari stycznia styczeń января январь січня ιανουαρίου "
    "január ianuarie ledna leden ocak tammikuuta jänner",
    "Feb": "february februar février febrero febbraio fevereiro februari lutego luty февраля февраль лютого "
    "φεβρουαρίου február februarie února únor şubat helmikuuta",
    "Mar": "march mar märz mars marzo março maart marca marzec марта март березня μαρτίου március martie března březen "
    "mart maaliskuuta maret",
    "Apr": "april avril abril aprile kwietnia kwiecień апреля апрель квітня απριλίου április aprilie dubna duben "
    "nisan huhtikuuta",
    "May": "may mai mayo maggio maio mei maja maj мая май травня μαΐου μάιος május května květen mayıs toukokuuta",
    "Jun": "june juni juin junio giugno junho czerwca czerwiec июня июнь червня ιουνίου június iunie června červen "
    "haziran kesäkuuta",
    "Jul": "july juli juillet julio luglio julho lipca lipiec июля июль липня ιουλίου július iulie července červenec "
    "temmuz heinäkuuta",
    "Aug": "august août agosto augustus sierpnia sierpień августа серпня αυγούστου augusztus srpna srpen ağustos "
    "elokuuta augusti agustus",
    "Sep": "september septembre septiembre settembre setembro września wrzesień сентября вересня σεπτεμβρίου "
    "szeptember septembrie září eylül syyskuuta",
    "Oct": "october oktober octobre octubre ottobre outubro października październik октября жовтня οκτωβρίου "
    "október octombrie října říjen ekim lokakuuta",
    "Nov": "november novembre noviembre novembro listopada listopad ноября листопада νοεμβρίου noiembrie kasım "
    "marraskuuta",
    "Dec": "december dezember décembre diciembre dicembre dezembro grudnia grudzień декабря грудня δεκεμβρίου "
    "decembrie prosince prosinec aralık joulukuuta desember",
}  # fmt: skip
# What most feeds have needs nothing, and there is a lot of it.
_USUAL = re.compile(
    r"(?:[A-Z][a-z]{2}, \d\d? (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) |\d{4}-\d\d-\d\d[T ])"
    r"(?:\d{4} )?(?:[01]\d|2[0-3]):\d\d(?::[0-5]\d)?(?: GMT| ?[+-]\d\d:?\d\d|Z)?"
)
_MARKS = str.maketrans("−년월일시분초時", "-年月日时分秒时")
_HALF = re.compile(r"(?:(上午|早上|凌晨|午前|오전)|(中午)|(下午|晚上|午後|오후))\s*(\d{1,2})(?=\s*[:：时点])")
_MIDNIGHT = re.compile(r"(?<![\d:])24:00(?::00(?:\.0+)?)?(?![\d:])")
_LEAP = re.compile(r"(?<=\d:\d\d):60(?!\d)")
_TWICE = re.compile(r"(:\d\d(?:\.\d+)? ?[+-]\d\d:?\d\d) ?(?:GMT|UTC|Z)$", re.IGNORECASE)
_SHORT = re.compile(r"(?<=:\d\d) ?([+-])(\d{1,2})$")
_DAY_WITH_ZONE = re.compile(r"^([^:]*\b\d{4}) (GMT|UTC|Z)$", re.IGNORECASE)
_COMMENT = re.compile(r"(?<!\\)\((?:[^()\\]|\\.)*\)")
_PARTED = re.compile(r"\s+[|·•–—]\s+")
_WEEKDAY = re.compile(r"[^\W\d_]+[.,]*\s+(?=\d)")
_WORD = re.compile(r"[^\W\d_]{3,}\.?")
_LONE = re.compile(r"(?<!\w)(?:[AaPp]\. ?[Mm]\.|[^\W\d_]{1,8}\.?)(?!\w)")
_KEPT = re.compile(r"[AaPp]\.? ?[Mm]\.?|[A-Z]{1,5}")
_ORDINAL = re.compile(r"(?<=\d)\.(?=\s)")


def plain(text: str) -> tuple[str, bool]:
    """Return a date's text in English words, with hours of 24, and whether it is the day after the one it names.

    That is so for 24:00 (ISO 8601-1:2019, 4.3.8). A leap second, which no clock here has, is the second before.
    """
    if _USUAL.fullmatch(text):
        return text, False
    text = _HALF.sub(_of_24, text.translate(_MARKS))
    text = _LEAP.sub(":59", _SHORT.sub(_padded, _TWICE.sub(r"\1", _PARTED.sub(" ", text))))
    text = _DAY_WITH_ZONE.sub(r"\1 00:00 \2", text)
    text, ends = _MIDNIGHT.subn("00:00:00", text)
    return _in_english(text), ends == 1


def bare(text: str) -> str:
    """Return a text without what stands in parentheses, which in a date are comments (RFC 5322, 3.2.2)."""
    count = 1
    while count:
        text, count = _COMMENT.subn(" ", text)
    return " ".join(text.split())


def _of_24(found: re.Match[str]) -> str:
    hour = int(found[4])
    if found[1]:
        hour %= 12
    elif hour < 12 and (found[3] or hour < 10):
        hour += 12
    return f" {hour}"


def _padded(found: re.Match[str]) -> str:
    return f" {found[1]}{int(found[2]):02}00"


def _in_english(text: str) -> str:
    """Return a text with the names of months in English, without that of the day, which says nothing new."""
    found = [(word, month) for word in _WORD.finditer(text) if (month := _MONTHS.get(_folded(word[0].rstrip("."))))]
    if not found:
        return text
    last, month = found[-1]  # French has mar. and dim. for days: what comes before another month is one
    weekday = _WEEKDAY.match(text)
    start = weekday.end() if weekday and weekday.end() <= last.start() else 0
    if last[0].rstrip(".").lower() in _ENGLISH:
        return text[start:]
    before, after = (_LONE.sub(_known, part) for part in (text[start : last.start()], text[last.end() :]))
    return " ".join(_ORDINAL.sub("", before + month + after).split())


def _known(found: re.Match[str]) -> str:
    """Return a word that is part of a time; `de`, `à`, `Uhr` and the like go."""
    return found[0] if _KEPT.fullmatch(found[0]) else ""


def _folded(word: str) -> str:
    """Return a word in lower case and without accents."""
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(character for character in apart if not unicodedata.combining(character))


def _months() -> dict[str, str]:
    """Return the English name for each name of a month, and for each beginning of three letters or more that is of one
    month only.
    """
    whole = {_folded(name): month for month, names in _NAMES.items() for name in names.split()}
    begun: dict[str, set[str]] = {}
    for name, month in whole.items():
        for end in range(3, len(name)):
            begun.setdefault(name[:end], set()).add(month)
    return {start: next(iter(of)) for start, of in begun.items() if len(of) == 1} | whole


_MONTHS = _months()
_ENGLISH = frozenset(
    name[:end] for names in _NAMES.values() for name in names.split()[:1] for end in range(3, len(name) + 1)
)
