"""A category's name → the slug that stands for it in addresses. Pure; the store makes it unique and keeps it."""

import hashlib
import re
import unicodedata

_HAN = re.compile(r"[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_LONGEST = 80


def slugs(name: str, fixed: str | None = None) -> tuple[str, str]:
    """Return the slug for a category, and the stem to number when another category has that slug.

    A `fixed` slug is taken in lower case. Chinese becomes pinyin as it is read in words (重庆 is chongqing, 银行 is
    yinhang), written together; other scripts are written in Latin letters; the rest becomes single hyphens.
    """
    slug = (fixed or _latin(name)).lower()[:_LONGEST].strip("-")
    slug = slug or "c-" + hashlib.sha256(name.encode()).hexdigest()[:10]
    return slug, slug[: _LONGEST - 6].strip("-")


def _latin(name: str) -> str:
    text = unicodedata.normalize("NFKC", name)
    text = _HAN.sub(lambda run: _pinyin(run[0]), text)
    if not text.isascii():
        from anyascii import anyascii

        # Middle dots and the like join in Chinese names (证券时报·e公司); they part nothing.
        text = anyascii(re.sub(r"[·・•‧]", "", text))
    text = re.sub(r"['’]", "", text)
    return re.sub(r"[^A-Za-z0-9]+", "-", text).strip("-")


def _pinyin(run: str) -> str:
    from pypinyin import Style, lazy_pinyin

    return "".join(lazy_pinyin(run, style=Style.NORMAL))
