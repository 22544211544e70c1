"""Whether an item has only a teaser of its text, and whether what its page gave is better. Pure."""

import re
from dataclasses import replace

from feedhub.model import Article, Item
from feedhub.normalise import html

NO_MORE = "its page says no more"

_FACTS = ("title", "published", "author", "image")
_DIGEST = 1000  # characters
_LONGEST = 1_000_000  # characters of mark-up that are looked at
_SHORT = 900  # by weight: of a text that may be a teaser
_WIDE = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]")  # a character that says as much as three letters
_APPEARED = re.compile(
    r"(?:the post .{0,300} (?:first )?appeared (?:first )?on .{0,200}|来源[:：].{0,40})$", re.IGNORECASE
)
_CUT = re.compile(
    r"(?:…|\.\.\.|\[…\]|\[\.\.\.\]|(?:read|learn|see|view) (?:more|the (?:full|rest|whole) .{0,30})|read on|"
    r"continue reading.{0,200}|(?:full|whole) (?:story|article|text)|全文|"
    r"(?:阅读|查看|浏览|点击|閱讀)(?:全文|更多|原文|详情)|更多详情|繼續閱讀|继续阅读|"
    r"weiterlesen|mehr lesen|lire la suite|leer más|seguir leyendo|читать далее)"
    r"[\s»›>→.。\])】]*$",
    re.IGNORECASE,
)
_WALL = re.compile(
    r"enable java ?script|javascript is (?:disabled|required)|需要(?:启用|开启) ?javascript|"
    r"(?:accept|we use|uses?) (?:all )?cookies|cookie (?:policy|settings|preferences)|your privacy|您的隐私|"
    r"subscribe (?:now |today )?to (?:continue|read|unlock)|(?:already|existing) (?:a )?(?:subscriber|member)|"
    r"(?:sign|log) ?in to (?:continue|read|view)|请(?:先)?登录|(?:登录|登陆|注册)后(?:即可)?(?:查看|阅读|继续)|"
    r"付费(?:后)?(?:阅读|查看)|订阅后|会员(?:专享|可读)|开通会员|"
    r"verify (?:that )?you are (?:a )?human|checking your browser|just a moment|unusual traffic|are you a robot|"
    r"captcha|验证码|安全验证|滑动验证|访问(?:过于)?频繁|access (?:to this page has been )?denied|"
    r"page (?:you .{0,30} )?(?:was |could not be |cannot be |not )found|"
    r"(?:页面|文章|内容)(?:不存在|已(?:被)?删除|找不到)",
    re.IGNORECASE,
)
_WALLED = 1200  # by weight: a longer text is not the notice of a wall
_LINK = re.compile(r"<a\b[^>]*>(.*?)</a>", re.IGNORECASE | re.DOTALL)
_GRAM = 5  # characters that are compared at once


def is_teaser(item: Item) -> bool:
    """Whether `item` has no more than a teaser of its text.

    It has no content; or a short one, or one that says where the rest is; or its content is its digest.
    """
    content = _visible(item.fields.get("content", ""))
    digest = _visible(item.fields.get("digest", ""))
    if not content or content == digest or _weight(content) < _SHORT:
        return True
    return bool(_CUT.search(_APPEARED.sub("", content[-600:]).rstrip()))


def worse(item: Item, content: str, *, chosen: bool) -> str:
    """Return why `content`, the text of its page, is not taken in place of what `item` has; nothing if it is better.

    It has to say more than the teaser. Unless it was `chosen` by a selector, it must be no wall (cookies, payment,
    login, a riddle for robots), no list of links, and have to do with the teaser or the title.
    """
    teaser = _core(_visible(item.fields.get("content", "")) or _visible(item.fields.get("digest", "")))
    text = _visible(content)
    weight = _weight(text)
    common = _share(teaser, text) if teaser else 0.0
    if not chosen and common < 0.5:
        if weight < _WALLED and _WALL.search(text):
            return "its page is behind a wall: cookies, payment, login or a check for robots"
        if _in_links(content, text) > 0.6:
            return "its page is a list of links"
    pictures = content.count("<img") - item.fields.get("content", "").count("<img")
    if weight <= _weight(teaser) and not (pictures > 0 and weight >= 0.9 * _weight(teaser)):
        return NO_MORE
    elsewhere = teaser and not chosen and common < 0.1 and weight < _SHORT
    if elsewhere and _share(_visible(item.fields.get("title", "")), text) < 0.3:
        return "its page is about something else"
    return ""


def with_facts(item: Item, article: Article) -> Item:
    """Return `item` with what its page says of itself, where the item says nothing."""
    said = {name: article.fields.get(name, "") for name in _FACTS if not item.fields.get(name, "").strip()}
    return replace(item, fields={**item.fields, **{name: value for name, value in said.items() if value}})


def with_text(item: Item, article: Article) -> Item:
    """Return `item` with the text of its page. Its teaser becomes its digest, unless it is how the text begins."""
    filled = with_facts(item, article)
    fields = {**filled.fields, "content": article.content, "base": article.base}
    teaser = _core(_visible(item.fields.get("content", "")))
    if (
        not fields.get("digest", "").strip()
        and len(teaser) <= _DIGEST
        and _share(teaser, _visible(article.content)) < 0.8
    ):
        fields["digest"] = teaser
    return replace(filled, fields=fields)


def _visible(markup: str) -> str:
    """Return the text that a reader sees in mark-up that is not clean yet, on one line."""
    if "<" not in markup and "&" not in markup:
        return " ".join(markup.split())
    return html.text(html.clean(markup[:_LONGEST], ""), _LONGEST)


def _core(teaser: str) -> str:
    """Return a teaser without the words that say that it goes on."""
    end = max(0, len(teaser) - 600)
    return teaser[:end] + _CUT.sub("", _APPEARED.sub("", teaser[end:]).rstrip()).rstrip()


def _weight(text: str) -> int:
    return len(text) + 2 * len(_WIDE.findall(text))


def _share(part: str, whole: str) -> float:
    """Return how much of `part` stands in `whole`, from 0 to 1; 1 if there is nothing to look for."""
    wanted, held = "".join(part.split()).casefold(), "".join(whole.split()).casefold()
    if not wanted:
        return 1.0
    grams = {held[at : at + _GRAM] for at in range(len(held))}
    asked = [wanted[at : at + _GRAM] for at in range(max(1, len(wanted) - _GRAM + 1))]
    return sum(gram in grams for gram in asked) / len(asked)


def _in_links(content: str, text: str) -> float:
    linked = sum(len("".join(re.sub(r"<[^>]*>", "", found[1]).split())) for found in _LINK.finditer(content[:_LONGEST]))
    return linked / max(1, len("".join(text.split())))
