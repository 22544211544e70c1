"""The words on pages and in posts, by the hub's language. Pure."""

from collections.abc import Mapping

_ENGLISH = {
    "latest": "Latest",
    "categories": "Categories",
    "all_categories": "All categories",
    "home": "Home",
    "back_to": "Back to ",
    "back_home": "Back to the start page",
    "between": " | ",
    "original": "Read the original article",
    "feed": "Feed",
    "feeds": "All feeds (OPML)",
    "source": "Source",
    "updated": "updated",
    "older": "Older",
    "newer": "Newer",
    "page": "Page",
    "skip": "Skip to content",
    "nothing": "Nothing has been published yet.",
    "enclosures": "Attachments",
    "changes": "Changes",
    "versions": "Versions",
    "version": "Version",
    "words_added": "words added",
    "words_removed": "removed",
    "first_version": "First version",
    "withdrawn": "This article was withdrawn by its publisher.",
    "also": "Also reported by",
}
_CHINESE = {
    "latest": "最新",
    "categories": "分类",
    "all_categories": "全部分类",
    "home": "首页",
    "back_to": "返回",
    "back_home": "返回首页",
    "between": "｜",
    "original": "阅读原文",
    "feed": "订阅",
    "feeds": "全部订阅源（OPML）",
    "source": "来源",
    "updated": "更新于",
    "older": "较早",
    "newer": "较新",
    "page": "第",
    "skip": "跳到正文",
    "nothing": "还没有内容。",
    "enclosures": "附件",
    "changes": "更改",
    "versions": "历史版本",
    "version": "版本",
    "words_added": "字增加",
    "words_removed": "字删除",
    "first_version": "最初版本",
    "withdrawn": "本文已被发布者撤回。",
    "also": "其他媒体也有报道",
}


def words(language: str) -> Mapping[str, str]:
    """Return the words for a language tag: Chinese ones for any Chinese, else English ones."""
    return _CHINESE if language.lower().split("-")[0] == "zh" else _ENGLISH
