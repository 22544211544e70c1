"""What publishers do to their lists: with ids, links, titles, dates and texts, and with the order of it all."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from tests.weeks import START, Article

Habit = Callable[[list[Article], int], list[Article]]
"""What a publisher lists at the look with this number, where an honest one would list these, the newest first."""

HABITS: dict[str, Habit] = {}
MOVE = 8  # the look at which publishers move to another system


def of_lists(habit: Habit) -> Habit:
    """Keep what a publisher does to a whole list."""
    HABITS[habit.__name__] = habit
    return habit


def of_each(change: Callable[[Article, int], Article]) -> Callable[[Article, int], Article]:
    """Keep what a publisher does to each article by itself."""
    HABITS[change.__name__] = lambda listed, look: [change(one, look) for one in listed]
    return change


def edited(one: Article, edition: int) -> Article:
    """Return an edition of an article."""
    return replace(one, text=f"{one.text} Corrected in edition-{edition}.") if edition else one


def chance(one: Article, look: int) -> random.Random:
    """Return the luck of an article at a look."""
    return random.Random(one.truth * 1009 + look)


@of_lists
def honest(listed: list[Article], _look: int) -> list[Article]:
    return listed


# Ids


@of_each
def moves_while_it_edits(one: Article, look: int) -> Article:
    if look < MOVE:
        return one
    return edited(replace(one, guid=f"urn:x:{one.truth}", link=f"{one.link}?utm_source=rss"), 1)


@of_each
def moves_and_rewords_titles(one: Article, look: int) -> Article:
    if look < MOVE:
        return one
    return edited(replace(one, guid=f"n-{one.truth}", title=f"{one.title} in full", link=f"{one.link}/"), 1)


@of_each
def moves_ids_and_links(one: Article, look: int) -> Article:
    return one if look < MOVE else edited(replace(one, guid=f"n-{one.truth}", link=f"{one.link}.html"), 1)


@of_each
def ids_are_titles(one: Article, look: int) -> Article:
    late = look % 8 >= 4
    title = f"{one.title} - Update" if late and one.truth % 2 else one.title
    return edited(replace(one, guid=title, title=title), 1 if title != one.title else 0)


@of_each
def ids_are_links_with_sessions(one: Article, look: int) -> Article:
    link = f"{one.link}?sid={chance(one, look).getrandbits(64):x}"
    return replace(one, guid=link, link=link)


@of_each
def ids_have_the_time(one: Article, look: int) -> Article:
    return replace(one, guid=f"{one.truth}-{1_770_000_000 + look * 21_600}")


@of_each
def ids_have_the_date_of_the_edit(one: Article, look: int) -> Article:
    times = min(3, max(0, look - MOVE + one.truth % 3) // 5)
    return edited(replace(one, guid=f"{one.link}#{times}"), times)


@of_each
def ids_in_other_case(one: Article, look: int) -> Article:
    return replace(one, guid=one.guid.upper() if look % 2 else f"\n  {one.guid} ")


@of_each
def ids_of_small_numbers_again(one: Article, _look: int) -> Article:
    return replace(one, guid=str(one.truth % 15))


@of_each
def ids_of_the_same_day(one: Article, _look: int) -> Article:
    return replace(one, guid=f"{one.published:%Y%m%d}")


# Links


@of_each
def links_with_a_ref(one: Article, look: int) -> Article:
    return replace(one, guid="", link=f"{one.link}?ref={chance(one, look).getrandbits(16):x}")


@of_each
def links_with_from_and_time(one: Article, look: int) -> Article:
    return replace(one, guid="", link=f"{one.link}?from=timeline&t={1_770_000_000 + look}")


@of_each
def links_with_numbers_and_a_ref(one: Article, look: int) -> Article:
    link = one.link.rpartition("/")[0] + f"/view.php?id={one.truth}&ref={look}"
    return replace(one, guid="", link=link)


@of_each
def links_with_a_ref_while_it_edits(one: Article, look: int) -> Article:
    times = look // 5 if one.truth % 2 else 0
    title = f"{one.title}, part {'I' * times}" if times else one.title
    return edited(replace(one, guid="", title=title, link=f"{one.link}?ref={look}"), times)


@of_each
def links_of_any_host(one: Article, look: int) -> Article:
    scheme = ("https://", "http://")[look % 2]
    host = ("", "www.", "m.", "mobile.", "wap.")[chance(one, look).randrange(5)]
    return replace(one, guid="", link=one.link.replace("https://", scheme + host))


@of_each
def ids_are_links_of_any_host(one: Article, look: int) -> Article:
    scheme = ("https://", "http://")[look % 2]
    link = one.link.replace("https://", scheme + ("", "www.")[look // 2 % 2]) + ("", "/")[look % 3 == 0]
    return replace(one, guid=link, link=link)


@of_each
def one_link_and_no_id(one: Article, _look: int) -> Article:
    return replace(one, guid="", link="https://live.example/")


@of_each
def one_link_with_ids(one: Article, _look: int) -> Article:
    return replace(one, link="https://live.example/", guid=f"post-{one.truth}")


@of_each
def podcast(one: Article, look: int) -> Article:
    audio = f"https://cdn.example/{one.truth}.mp3"
    return replace(one, guid=audio, link="https://show.example/", enclosure=f"{audio}?token={look}")


@of_each
def links_are_moved_by_an_edit_of_the_title(one: Article, look: int) -> Article:
    times = min(2, look // 9) if one.truth % 3 == 0 else 0
    title = one.title if not times else f"{one.title} {'again' * times}"
    return edited(replace(one, guid="", title=title, link=one.link + (f"-{times}" if times else "")), times)


# Titles


@of_each
def daily_briefing(one: Article, _look: int) -> Article:
    return replace(one, title="Daily briefing: what matters")


@of_each
def daily_briefing_without_ids(one: Article, _look: int) -> Article:
    return replace(one, title="Daily briefing: what matters", guid="")


@of_each
def daily_briefing_on_one_page(one: Article, _look: int) -> Article:
    return replace(one, title="每日早报：今天的要闻", guid="", link="https://brief.example/")


@of_each
def titles_of_two_kinds(one: Article, look: int) -> Article:
    return replace(one, title=(one.title, f"You will not believe this: {one.title}")[chance(one, look).randrange(2)])


@of_each
def titles_of_two_kinds_without_ids(one: Article, look: int) -> Article:
    return replace(titles_of_two_kinds_of(one, look), guid="")


def titles_of_two_kinds_of(one: Article, look: int) -> Article:
    return replace(one, title=(one.title, f"Wirklich wahr? {one.title[::-1]}")[chance(one, look).randrange(2)])


@of_each
def titles_in_entities(one: Article, look: int) -> Article:
    mark = ('"it’s" & so', "&quot;it&#8217;s&quot; &amp; so", "“it's” &amp; so")[look % 3]
    return replace(one, title=f"{one.title} {mark}")


@of_each
def titles_alone(one: Article, _look: int) -> Article:
    return replace(one, guid="", link="")


@of_each
def titles_alone_with_edits(one: Article, look: int) -> Article:
    late = look >= MOVE and one.truth % 2
    return edited(
        replace(one, guid="", link="", title=f"{one.title}, updated" if late else one.title), 1 if late else 0
    )


@of_each
def titles_alone_in_entities(one: Article, look: int) -> Article:
    return replace(titles_in_entities(one, look), guid="", link="")


@of_each
def chinese_titles_without_ids(one: Article, look: int) -> Article:
    luck = random.Random(one.truth)
    title = "".join(luck.choice("央行加息市场利率城市经济会议公司股票增长下跌报告发布新闻") for _ in range(14))
    mark = ("：", ":", " ")[look % 3]
    return replace(
        one, guid="", title=f"快讯{mark}{title}", link=f"{one.link}?from=singlemessage&isappinstalled={look % 2}"
    )


@of_lists
def listed_twice_with_two_titles(listed: list[Article], _look: int) -> list[Article]:
    twice = [replace(one, title=f"Top story: {one.title}") for one in listed[:2]]
    return [*twice, *listed]


@of_lists
def pinned_copies_with_ids_of_their_own(listed: list[Article], _look: int) -> list[Article]:
    return [*(replace(one, guid=f"pin-{one.truth}") for one in listed[:1]), *listed]


# Dates


@of_each
def dates_of_each_fetch(one: Article, look: int) -> Article:
    return replace(one, published=START + timedelta(hours=6 * look))


@of_each
def dates_of_each_fetch_without_ids(one: Article, look: int) -> Article:
    return replace(one, guid="", published=START + timedelta(hours=6 * look))


@of_each
def dates_of_the_edit(one: Article, look: int) -> Article:
    times = look // 6 if one.truth % 2 else 0
    return edited(replace(one, guid="", published=one.published + timedelta(hours=times)), times)


@of_each
def dates_without_a_time(one: Article, _look: int) -> Article:
    return replace(one, guid="", link="", stated=f"{one.published:%Y-%m-%d}")


@of_each
def dates_that_lean(one: Article, look: int) -> Article:
    hours = int((START + timedelta(hours=6 * look) - one.published).total_seconds() // 3600)
    return replace(one, guid="", link="", stated=f"{hours}小时前" if hours < 24 else f"{hours // 24} days ago")


@of_each
def dates_in_two_zones(one: Article, look: int) -> Article:
    other = f"{one.published + timedelta(hours=8):%Y-%m-%d %H:%M:%S}+08:00"
    return replace(one, guid="", link="", stated=other if look % 2 else None)


@of_each
def no_dates_no_ids(one: Article, _look: int) -> Article:
    return replace(one, guid="", stated="")


# Lists


@of_lists
def shuffled_and_cut(listed: list[Article], look: int) -> list[Article]:
    luck = random.Random(look)
    # Each is listed when it is new.
    return luck.sample([*listed[:3], *luck.sample(listed[3:], len(listed[3:]) // 2)], 3 + len(listed[3:]) // 2)


@of_lists
def gone_and_back(listed: list[Article], look: int) -> list[Article]:
    return [one for one in listed if (one.truth + look // 4) % 3 or look % 4 == 0]


# Texts


def passing(name: str, *forms: str) -> None:
    """Keep a habit that puts something into each text which moves at each look, in each of these forms."""

    def change(one: Article, look: int) -> Article:
        form = forms[one.truth % len(forms)]
        number, other = 137 + look * 13 + one.truth % 7, chance(one, look).randrange(10_000, 99_999)
        moment = START + timedelta(hours=6 * look, minutes=look * 7 % 60)
        told = form.format(n=number, r=other, at=moment, clock=f"{moment:%H:%M}", f=other / 1000)
        return replace(one, text=f"{one.text} {told} {one.text[:60]}")

    HABITS[name] = lambda listed, look: [change(one, look) for one in listed]


passing(
    "counters_english", "{n} people like this", "Shared {n} times", "{n} reactions", "Viewed {n} times", "Views: {n}",
    "{n} impressions", "{n} people are reading this", "Read by {n} people", "{n} bookmarks", "{n} upvotes", "{n} hits",
    "Comments ({n})", "{n} followers", "{n} plays",
)  # fmt: skip
passing(
    "counters_chinese", "已有{n}人阅读", "共{n}人参与", "{n}人看过", "播放量：{n}", "{n}次播放", "{n}人在看",
    "点击：{n}次",
    "浏览次数：{n}", "阅读数 {n}", "阅读({n})", "赞 {n}", "{n}跟贴", "{n} 粉丝", "围观{n}次", "已被分享{n}次",
)  # fmt: skip
passing(
    "clocks", "Last updated {at:%B %d, %Y} at {clock}", "As of {clock} GMT", "Page generated in 0.{r} seconds",
    "Generated on {at:%Y-%m-%d}", "Today is {at:%A}, {at:%B %d}", "现在时间：{clock}", "更新：{at:%m-%d} {clock}",
    "截至{clock}", "(c) {at:%d.%m.%Y}", "Retrieved {at:%d %b %Y}", "{at:%H}:{at:%M} Uhr",
)  # fmt: skip
passing(
    "price_tables", "SSE Index 3{n}.{r} +0.{n}% ACME {f} EUR/USD 1.{r}", "上证指数 3{n}.{r} 深证成指 1{r} 涨跌 {f}%"
)
passing("adverts", "Offer of the day: save {n} on item {r} now", "推荐阅读：第{r}期 {n}个技巧")


@of_each
def live_blog(one: Article, look: int) -> Article:
    age = min(8, max(0, look - (one.truth % 10_000 - 1) // 3 * 4)) if one.truth % 3 == 0 else 0
    luck = random.Random(one.truth)
    told = [f"Entry edition-{n}: {' '.join(luck.sample(one.text.split(), 9))}." for n in range(1, age + 1)]
    return replace(one, text=" ".join([*reversed(told), one.text]))


@of_each
def numbers_corrected(one: Article, look: int) -> Article:
    edition = (look >= 8) + (look >= 15) + (look >= 22)
    return replace(one, text=f"{one.text} The toll rose to edition-{edition} people on Friday.")
