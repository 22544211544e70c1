"""What a reader takes in: edits that are news, and changes that are none."""

import time
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest

from feedhub.model import DateBasis, Effect, Entry, Look, Past, Stored
from feedhub.plan import judge
from feedhub.plan.unrest import places
from feedhub.plan.wording import same

NOW = datetime(2022, 5, 20, 10, tzinfo=UTC)
TEXT = "<p>The central bank raised its rate to 3.5 per cent on Friday, more than expected.</p><p>央行周五上调利率。</p>"


def entry(title: str, content: str) -> Entry:
    return Entry("hub", "1", title, "https://news.example/1", NOW, DateBasis.SOURCE, None, "a", 0, content=content)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<p>A  b</p>", "<p>A\nb</p>"),
        ("<p>A b</p>", "<div><b>A</b> b</div>"),
        ("<p>“A” – b’s…</p>", '<p>"A" - b\'s...</p>'),
        ("<p>ＡＢＣ１２３</p>", "<p>ABC123</p>"),
        ("<p>A</p><p>1,024 views</p>", "<p>A</p><p>1,025 views</p>"),
        ("<p>A</p><p>阅读 1.2万</p><p>评论(3)</p>", "<p>A</p><p>阅读 1.3万</p><p>评论(14)</p>"),
        ("<p>阅读：120</p><p>A</p>", "<p>阅读：3300</p><p>A</p>"),
        ("<p>A</p><p>Viewed 120 times</p>", "<p>A</p><p>Viewed 1,121 times</p>"),
        ("<p>A</p><p>Read by 12 people</p><p>3 reactions</p>", "<p>A</p><p>Read by 14 people</p><p>4 reactions</p>"),
        ("<p>A</p><p>播放量：120</p><p>浏览次数：8</p>", "<p>A</p><p>播放量：130</p><p>浏览次数：9</p>"),
        ("<p>A</p><p>120人看过</p><p>赞(3)</p>", "<p>A</p><p>1300人看过</p><p>赞(4)</p>"),
        ("<p>2 hours ago</p>A", "<p>3 hours ago</p>A"),
        ("<p>2小时前</p>甲", "<p>1天前</p>甲"),
        ("<p>Updated: May 20, 2022</p>A", "<p>Updated: May 21, 2022</p>A"),
        ("<p>2022-05-20 10:00</p>A", "<p>2022-05-20 11:30:12</p>A"),
        ('<p>A</p><div class="ad-box">Buy this</div>', '<p>A</p><div class="ad-box">Buy that</div>'),
        ('A<ul class="related"><li>X</li></ul>', 'A<ul class="related"><li>Y</li><li>Z</li></ul>'),
        (
            '<img src="https://c.example/1.jpg?sig=a&amp;exp=1">A',
            '<img src="https://c.example/1.jpg?sig=b&amp;exp=2">A',
        ),
    ],
)
def test_what_passes_by_itself_is_no_edit(old: str, new: str) -> None:
    assert same(("t", old), ("t", new))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<p>rose by 3.5 per cent</p>", "<p>rose by 5.3 per cent</p>"),
        ("<p>会议将于5月20日举行</p>", "<p>会议将于5月21日举行</p>"),
        ("<p>分享3个技巧</p>", "<p>分享5个技巧</p>"),
        ("<p>He read 12 books</p>", "<p>He read 13 books</p>"),
        ("<p>利润1.2亿元</p>", "<p>利润2.1亿元</p>"),
        ("<p>He will come</p>", "<p>He will not come</p>"),
        ("<p>US</p>", "<p>us</p>"),
        ('<p class="lead">A</p>', '<p class="lead">B</p>'),
        ("<p>A</p>", "<p>A</p><p>Correction: B</p>"),
    ],
)
def test_what_a_reader_would_want_to_know_is_an_edit(old: str, new: str) -> None:
    assert not same(("t", old), ("t", new))


def effects(versions: Iterable[str], minutes: int = 5, looks: int = 1) -> list[Effect]:
    """Return what each version does that comes after the one before; a source is asked `looks` times for each."""
    stored: Stored | None = None
    found, now = [], NOW
    for number, content in enumerate(versions):
        now = NOW + timedelta(minutes=minutes * number * looks)
        change = judge(stored, entry("t", content), Look(now, now - timedelta(minutes=minutes) if number else None))
        past = stored.past if stored else Past()
        kept = Past(change.unrest or past.unrest, frozenset(past.senses) | ({change.replaced} - {""}))
        stored = Stored(change.entry, change.updated, kept)
        found.append(change.effect)
    return found[1:]


def test_a_counter_that_nobody_knows_stops_counting_after_a_few_rounds() -> None:
    versions = [f"{TEXT}<p>Gefällt {number} Leuten</p>" for number in range(100, 120)]

    found = effects(versions)

    assert found.count(Effect.UPDATED) == 3
    assert set(found[3:]) == {Effect.UNCHANGED}


def test_an_advert_that_rotates_stops_counting() -> None:
    adverts = ["Buy shoes", "Fly to Rome with us", "A new car for you", "Coffee at home", "Insure your house now"] * 4

    assert effects(f"<p>Before.</p><p>{advert}</p>{TEXT}" for advert in adverts).count(Effect.UPDATED) <= 3


def test_two_versions_in_turns_stop_counting() -> None:
    versions = [TEXT, TEXT.replace("3.5", "3.6")] * 10

    assert effects(versions).count(Effect.UPDATED) == 2
    assert effects(versions, looks=7).count(Effect.UPDATED) == 2


def test_an_edit_elsewhere_counts_though_a_counter_never_rests() -> None:
    versions = [f"{TEXT}<p>Gefällt {number} Leuten</p>" for number in range(100, 110)]
    edited = [one.replace("on Friday", "on Monday") for one in versions]

    found = effects([*versions, *edited[5:]])

    assert found[9] is Effect.UPDATED
    assert found[10:].count(Effect.UPDATED) == 0


def test_a_text_that_grows_is_an_edit_each_time() -> None:
    lines = [f"<p>{number}:00 Something happened, namely this thing number {number}.</p>" for number in range(12)]
    versions = [f"<p>Live</p>{''.join(reversed(lines[:number]))}" for number in range(1, 12)]

    assert set(effects(versions)) == {Effect.UPDATED}


def test_an_article_that_is_edited_now_and_then_is_edited_each_time() -> None:
    versions = [f"<p>So far {number} people were found.</p>{TEXT}" for number in range(10)]

    assert set(effects(versions, looks=12)) == {Effect.UPDATED}


def test_a_place_is_told_by_the_words_around_it() -> None:
    one = places(("t", "<p>a b 1 c d</p>"), ("t", "<p>a b 2 c d</p>"))

    assert one == places(("t", "<p>a b 2 c d</p>"), ("t", "<p>a b 3 c d</p>"))
    assert one != places(("t", "<p>a b 2 c d e</p>"), ("t", "<p>a b 2 c d f</p>"))


def test_two_long_texts_are_compared_in_bounded_time() -> None:
    old, new = ("的 " * 30_000, "了 的 " * 15_000)

    assert len(places(("t", old), ("t", new))) == 1


@pytest.mark.parametrize("text", ["1" * 300_000, "1," * 150_000, "1 " * 150_000, "12 views" * 30_000, "2 h" * 90_000])
def test_a_text_of_numbers_takes_bounded_time(text: str) -> None:
    began = time.process_time()
    same(("t", text), ("t", f"{text}1"))

    assert time.process_time() - began < 5


def test_a_text_that_changed_at_every_other_word_takes_bounded_time() -> None:
    began = time.process_time()
    versions = [" ".join(f"a {letter}{number}" for number in range(2_000)) for letter in "xy"]
    places(("t", versions[0]), ("t", versions[1]))

    assert time.process_time() - began < 5
