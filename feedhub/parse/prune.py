"""What in the neighbourhood of a text is none: scripts, menus, share buttons, what else there is to read. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeGuard

from bs4 import Comment, Tag
from bs4.element import CData, NavigableString

_NO_TEXT = (
    "script style template svg canvas object embed applet input button select textarea dialog nav noscript "
    "iframe frame frameset map"
).split()
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_ASIDE = re.compile(
    r"(?:^|[\s_-])(?:share|sharing|social|sns|related|relate|recommend\w*|more-?(?:stories|news|from)|read-?more|"
    r"also-?(?:read|like)|comments?|commentlist|respond|disqus|newsletter|subscri\w+|sign-?up|promo\w*|advert\w*|ads?|"
    r"adbox|gg|guanggao|sponsor\w*|breadcrumbs?|crumbs?|pagination|pager|page-?(?:nav|numbers?|links)|tags?|tag-?list|"
    r"keywords?|toolbar|tools?|byline|author-?(?:bio|box|info|card)|bio|copyright|disclaimer|statement|mianze|"
    r"declare|qrcode|erweima|app-?download|cookies?|consent|gdpr|paywall|login|popup|modal|overlay|"
    r"post-?(?:meta|nav\w*)|entry-?(?:meta|footer|utility)|meta-?(?:info|data)|info-?bar|sidebar|side|widget\w*|"
    r"footer|outbrain|taboola|trending|most-?(?:read|popular)|popular|hot-?(?:news|list)|prev-?next|printfriendly|"
    r"edit-?(?:link|section)|toc|xiangguan|tuijian|editor|report-?error|jiucuo|rating|vote|reaction\w*|breaking)"
    r"(?=$|[\s_-])",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"(?:^|[\s_-])(?:newsletter|more-?(?:stories|news|articles|posts)|related(?:posts?|articles?|news|content)?|recommend\w*|latest-?(?:news|stories)|"
    r"sharing|share-?(?:bar|buttons?|tools?)|comments|disqus|outbrain|taboola|paywall|subscribe|most-?read|"
    r"you-?may|read-?next|breadcrumbs?)(?=$|[\s_-])",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"(?:相关(?:阅读|新闻|文章|报道|推荐|链接|资讯)|(?:推荐|延伸|扩展)阅读|(?:热门|猜你|为您|精彩|更多|编辑)(?:推荐|喜欢|文章|新闻|精彩)|"
    r"相關(?:閱讀|新聞|文章|報導)|延伸閱讀|related(?:posts?|articles?|stories|news|content|topics|reading)?|"
    r"(?:you(?:may|might)(?:also)?(?:like|enjoy)|readmore|readnext|seealso|morefrom.{0,20}|more(?:stories|news|onthis.*)|"
    r"ourlateststories|moststories|recommended(?:foryou|reading)?|don'tmiss|aroundtheweb|upnext|"
    r"vocêpodegostar|mehrzumthema|lireaussi|leetambién|читайтетакже))[:：….。!！>»]*",
    re.IGNORECASE,
)
_LINE = re.compile(
    r"[（(【\[]?(?:返回搜狐，?查看更多|举报/?反馈|打开.{0,12}(?:app|客户端).*|(?:扫描|扫一?扫|长按).{0,12}二维码.*|"
    r"(?:责任)?编辑[:：|].{0,30}|责编[:：|].{0,30}|点击(?:查看|阅读|进入).{0,12}|.{0,8}阅读原文|分享(?:到|至)[:：].{0,30}|"
    r"(?:(?:发布)?时间[:：])?\d{4}[-年/.]\d{1,2}[-月/.]\d{1,2}日?(?:\d{1,2}[:：]\d{2})?(?:[:：]\d{2})?"
    r"(?:来源|稿源|作者|记者|编辑|浏览|阅读|评论|点击|字号|分享).{0,50}|"
    r"(?:share|tweet|print|email|comments?|advertisement|广告|sharethis(?:article|story)?|loading|"
    r"signupforour.{0,40}|followuson.{0,40}|thisslideshowrequiresjavascript|clicktoshare.*))[)）】\].…]*",
    re.IGNORECASE,
)
_BLOCKS = frozenset(
    """
    address article aside blockquote dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6
    header hr li main ol p pre section table tbody td tfoot th thead tr ul center
    """.split()
)
_KEPT = frozenset(["img", "picture", "video", "audio", "table", "pre", "figure", "math"])
_WHOLE = frozenset("table figure pre blockquote ul ol dl p h1 h2 h3 h4 h5 h6 img picture video".split())
_KEPT_WITH = ["figure", "table", "pre", "blockquote"]
_PARTS = frozenset("td th tr tbody thead tfoot figcaption hr pre dt dd".split())
_GAP = re.compile(r"[\W_]+")
_SOME_GAPS = 2  # between the words of a heading; fewer words are what blocks beside a text are called
_HEADING = re.compile(r"h[1-6]")
_LONGEST_LINE = 80  # characters of what is told by its words to be no text
_LONGEST_NAME = 1000
_CARD = 300  # characters of the headline and the lead of another article
_TITLES = ("h1", "h2", "h3")


def scripts(tree: Tag) -> None:
    """Take out what no reader sees."""
    for comment in tree.find_all(string=lambda text: isinstance(text, Comment)):
        comment.extract()
    for element in list(tree.find_all(True)):
        if element.decomposed or element.name in ("html", "body"):
            continue
        if element.name == "noscript" and _only_copy(element):
            element.name = "span"
        elif element.name in _NO_TEXT or _unseen(element):
            element.decompose()


def _only_copy(element: Tag) -> bool:
    """Whether a noscript has the only copy of a picture: its neighbour has none."""
    before = element.find_previous_sibling()
    return element.find("img") is not None and not (
        isinstance(before, Tag) and (before.name == "img" or before.find("img"))
    )


def _unseen(element: Tag) -> bool:
    return element.has_attr("hidden") or bool(_HIDDEN.search(str(element.get("style") or "")))


def text(element: Tag) -> str:
    """Return the text of an element without white space: for comparing and counting."""
    return "".join("".join(strings(element)).split())


def strings(element: Tag) -> Iterator[str]:
    """Yield what is text in an element."""
    return (str(node) for node in element.descendants if _is_text(node))


def _is_text(node: object) -> TypeGuard[NavigableString]:
    return type(node) in (NavigableString, CData)


def links(element: Tag) -> float:
    """Return the share of the text of an element that is in links."""
    return Measures(element).links(element)


class Measures:
    """What is in each element of a tree: characters, those of them in links, pictures and the like. One walk."""

    def __init__(self, root: Tag) -> None:
        self.size: Counter[int] = Counter()
        self._linked: Counter[int] = Counter()
        self.kept: Counter[int] = Counter()
        self.blocks: Counter[int] = Counter()  # within it
        self._heads: Counter[int] = Counter()  # headings that are links
        elements = [root, *root.find_all(True)]
        for element in elements:
            own = sum(len("".join(child.split())) for child in element.children if _is_text(child))
            self.size[id(element)] = own
        for element in reversed(elements):  # children before their parents
            name, me = element.name, id(element)
            if name == "a":
                self._linked[me] = self.size[me]
            if element is root or element.parent is None:
                continue
            above = id(element.parent)
            self.size[above] += self.size[me]
            self._linked[above] += self._linked[me]
            self.kept[above] += self.kept[me] + (name in _KEPT)
            self.blocks[above] += self.blocks[me] + (name in _BLOCKS)
            self._heads[above] += self._heads[me] or int(bool(_HEADING.fullmatch(name)) and self._linked[me] > 0)

    def links(self, element: Tag) -> float:
        """Return the share of the text of an element that is in links."""
        size = self.size[id(element)]
        return self._linked[id(element)] / size if size else 0.0

    def cards(self, element: Tag) -> bool:
        """Whether an element shows other articles: headings that are links, each with a line or two."""
        heads = self._heads[id(element)]
        return heads >= 3 and self.size[id(element)] < _CARD * heads


def around(root: Tag, votes: Mapping[int, int], titles: Iterable[str]) -> None:
    """Take out of `root` what is not of the text.

    `votes` says by id how many characters of an element were found to be text; the `titles` are not repeated.
    """
    total, measures = votes.get(id(root), 0), Measures(root)
    for element in root.find_all(list(_BLOCKS)):
        if element.decomposed:
            continue
        size, voted = measures.size[id(element)], votes.get(id(element), 0)
        none = voted == 0 and size > 0
        if _is_aside(element, voted, total, measures) or (
            none and (_is_menu(element, measures) or _is_stray(element, measures))
        ):
            element.decompose()
        elif size < _LONGEST_LINE:
            said = text(element)
            if _MORE.fullmatch(said):
                _from_here(element, votes, total)
            elif _LINE.fullmatch(said):
                element.decompose()
    _headline(root, set(titles))
    _orphans(root)


def _is_aside(element: Tag, voted: int, total: int, measures: Measures) -> bool:
    size = measures.size[id(element)]
    if element.name in ("aside", "footer"):
        return voted * 2 < size
    named = f"{' '.join(element.get('class') or [])} {'' if _is_section(element) else element.get('id') or ''}"
    named = named[:_LONGEST_NAME]
    if (_OTHERS.search(named) and voted * 2 < total) or measures.cards(element):
        return True
    return bool(_ASIDE.search(named)) and voted * 2 <= size and (size > 0 or not measures.kept[id(element)])


def _is_section(element: Tag) -> bool:
    """Whether the id of an element is its heading, as generators write it, and so says what its text is about."""
    name = str(element.get("id") or "")[:_LONGEST_NAME]
    heading = element if _HEADING.fullmatch(element.name) else element.find(_HEADING)
    if heading is None or len(_GAP.findall(name)) < _SOME_GAPS:
        return False
    return _GAP.sub("", name).casefold() == _GAP.sub("", text(heading)).casefold()


def _is_menu(element: Tag, measures: Measures) -> bool:
    """Whether an element in which no text was found is a list of links, or has buttons only."""
    return element.name not in _PARTS and element.name != "table" and measures.links(element) > 0.5


def _is_stray(element: Tag, measures: Measures) -> bool:
    """Whether an element in which no text was found is none that belongs to one: a caption, a cell, a line of code."""
    return (
        not _HEADING.fullmatch(element.name)
        and element.name not in _PARTS
        and not measures.kept[id(element)]
        and element.find_parent(_KEPT_WITH) is None
    )


def _from_here(element: Tag, votes: Mapping[int, int], total: int) -> None:
    """Take out what is announced as further reading: the announcement, and what follows beside it if it is not much."""
    following = [one for one in element.next_siblings if isinstance(one, Tag)]
    if 2 * sum(votes.get(id(one), 0) for one in following) < total:
        for one in following:
            one.decompose()
    element.decompose()


def _headline(root: Tag, titles: set[str]) -> None:
    """Take out the headline, which an entry has already."""
    for heading in root.find_all(_TITLES):
        if text(heading).casefold() in titles:
            heading.decompose()
            return


def _orphans(root: Tag) -> None:
    """Take out headings after which nothing comes."""
    for heading in reversed(root.find_all(_HEADING)):
        following = heading.next_sibling
        while following is not None and _is_text(following) and not following.strip():
            following = following.next_sibling
        if following is None and (heading.parent is root or _alone(heading)):
            heading.decompose()


def _alone(heading: Tag) -> bool:
    """Whether a heading is all the text of the element that it stands in."""
    beside = heading.parent.descendants if heading.parent else ()
    first = next((node for node in beside if _is_text(node) and node.strip()), None)
    return first is None or heading in first.parents


def repeated(part: Tag, before: frozenset[str]) -> None:
    """Take out of a page's text the blocks that an earlier page had."""
    for element in _leaves(part) if before else ():
        if text(element) in before:
            element.decompose()


def blocks(part: Tag) -> Iterator[str]:
    """Yield the text of each block that has one and no block in it."""
    return (said for element in _leaves(part) if element.name not in ("td", "th") and (said := text(element)))


def _leaves(part: Tag) -> list[Tag]:
    measures = Measures(part)
    return [one for one in part.find_all(list(_BLOCKS)) if not measures.blocks[id(one)]]


def markup(part: Tag) -> str:
    """Return the mark-up of a text; nothing where there is none to see."""
    if not text(part) and part.find(list(_KEPT)) is None:
        return ""
    return (part.decode() if part.name in _WHOLE else part.decode_contents()).strip()
