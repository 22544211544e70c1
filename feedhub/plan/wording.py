"""What a reader sees of an entry, and whether two versions of it say the same. Pure."""

import hashlib
import html
import re
import unicodedata
from collections.abc import Iterator

_TAG = re.compile(r"<[^>]*>")
# The least that is to be seen of these moves at each look, and is no edit.
_ASIDE = re.compile(
    r"(?:^|[\s_-])(?:ad|ads|advert|advertisement|adsbygoogle|sponsor|sponsored|promo|share|sharing|social|related|"
    r"recommend|recommended|breadcrumb|pagination|views?|hits?|comments?-?count|read-?count|post-?meta)(?:$|[\s_-])",
    re.IGNORECASE,
)
_QUOTES = str.maketrans(
    {**dict.fromkeys("“”„‟«»", '"'), **dict.fromkeys("‘’‚‛`´", "'"), **dict.fromkeys("–—―−‐‑", "-")}
)
_QUOTED = re.compile(f"[{''.join(map(chr, _QUOTES))}]+")
_CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?(?:\s?[ap]m)?"
_DATE = (
    r"(?:\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}[-/.月]\d{1,2}日?"
    r"|[a-z]{3,9}\.? \d{1,2},? \d{4}|\d{1,2} [a-z]{3,9} \d{4})"
)
_STAMPED = (
    r"(?:updated|last modified|published|posted|generated|retrieved"
    r"|更新时间|更新于|发布时间|发布于|最后更新)\s*(?:at|on)?[\s:：]*"
)
_NUMBER = r"(?<![\d,.])\d[\d,.]{0,15}\s?[kmw万亿]?\+?"
_AFTER_NUMBER = (
    r"(?:次?阅读|次?浏览|人?阅读过?|条?评论|人?点赞|赞|收藏|转发|分享|次?播放|次?围观|条?跟贴"
    r"|人(?:参与|看过|在看|浏览|围观|评论|收藏|分享)"
    r"|(?:views?|reads?|comments?|likes?|shares?|replies|claps|(?:up)?votes?|points?|downloads?|hits?|plays?|reactions?"
    r"|impressions|bookmarks|people (?:like|are (?:reading|watching|viewing)) this)(?![a-z]))"
)
_BEFORE_NUMBER = (
    r"(?:(?:阅读|浏览|点击|评论|点赞|收藏|转发)(?:次?数|量)?|(?:播放|围观|分享)(?:次?数|量)|赞(?=[\s:：(（])|人气|热度"
    r"|views|reads|comments|likes|shares|hits|plays"
    r"|(?:viewed|shared|read|played|downloaded)(?: by)?(?= \d[\d,.]{0,15} (?:times|people|readers)))"
)
_DIGITS = re.compile(r"\d+")
_REACH = 40  # characters before and after a number that may pass with it
_PASSING = re.compile(
    # what any of it begins with, so that most characters are passed over quickly
    r"(?=[\da-z更发最阅浏点评赞收转人热播围分])(?:"
    # a date with its time of day, as it stands at the head of an article, and how long ago that was
    rf"{_DATE}\s*t?\s*{_CLOCK}z?"
    rf"|{_STAMPED}{_DATE}(?:\s*{_CLOCK})?"
    r"|(?<!\d)\d{1,6}\s?(?:seconds?|minutes?|mins?|hours?|days?|weeks?|months?|years?)\s+ago"
    r"|(?<!\d)\d{1,6}\s?(?:秒|分钟|小时|天|周|个月|年)前"
    # counters
    rf"|{_BEFORE_NUMBER}[\s:：(（]*{_NUMBER}\s*[)）]?"
    rf"|{_NUMBER}\s*{_AFTER_NUMBER})",
    re.IGNORECASE,
)


def sense(title: str, content: str) -> str:
    """Return what of an entry a reader takes in: title and visible text, without what passes by itself.

    White space, mark-up, width and shape of characters, adverts, counters, and the time at which the page was made take
    no part. Numbers and dates within the text do: in a report they are what was corrected.
    """
    return f"{plain(title)}\n{plain(visible(content))}"


def visible(content: str) -> str:
    """Return the text of sanitised HTML, without that of elements whose class says that it is beside the matter."""
    if "class=" in content and _ASIDE.search(content.replace('"', " ")):
        content = _without_asides(content)
    return html.unescape(_TAG.sub(" ", content))


def plain(text: str) -> str:
    """Return `text` in the one form in which it is compared."""
    return "".join(lasting(text).split())


def lasting(text: str) -> str:
    """Return `text` on one line, its characters in one form, without what passes by itself."""
    folded = unicodedata.normalize("NFKC", _QUOTED.sub(lambda found: found[0].translate(_QUOTES), text))
    return _without_passing(" ".join(folded.split()))


def _without_passing(text: str) -> str:
    """Return a line without what passes. All of that but one word has a number in it: it is looked for around those."""
    kept, done = [], 0
    for start, end in _around_numbers(text):
        kept += [text[done:start], _PASSING.sub(" ", text[start:end])]
        done = end
    return "".join([*kept, text[done:]]).replace("刚刚", " ")


def _around_numbers(text: str) -> Iterator[tuple[int, int]]:
    """Yield the stretches of a text that have numbers in them, and what may belong to these."""
    start = end = -1
    for found in _DIGITS.finditer(text):
        if start >= 0 and found.start() - _REACH > end:
            yield start, end
            start = -1
        start = start if start >= 0 else max(0, found.start() - _REACH)
        end = found.end() + _REACH
    if start >= 0:
        yield start, min(end, len(text))


def digest(sensed: str) -> str:
    """Return what tells whether two versions say the same."""
    return hashlib.blake2b(sensed.encode("utf-8", "replace"), digest_size=16).hexdigest()


def same(old: tuple[str, str], new: tuple[str, str]) -> bool:
    """Whether a reader would see no difference between two versions, each a title and a content."""
    return old == new or sense(*old) == sense(*new)


def _without_asides(content: str) -> str:
    from lxml import html as trees

    root = trees.fragment_fromstring(content, create_parent="div")
    for element in list(root.iter()):
        named = element.get("class") if isinstance(element.tag, str) else None
        if named and _ASIDE.search(named) and element.getparent() is not None:
            element.drop_tree()
    return str(trees.tostring(root, encoding="unicode"))
