"""Which paths want a token, and whether a request has it. Pure."""

import hmac
import unicodedata
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from urllib.parse import parse_qs

from feedhub.config import Private


def rule(path: str, private: Sequence[Private]) -> Private | None:
    """Return the rule that holds for a path, the first that names it; None if everybody may have it.

    Case does not count, nor how an accent is written: on some file systems they do not tell files apart.
    """
    folded = _folded(path)
    for one in private:
        if any(fnmatchcase(folded, _folded(pattern.lstrip("/"))) for pattern in one.paths):
            return one
    return None


def may(one: Private, headers: Mapping[str, str], query: str) -> bool:
    """Whether a request has a token of the rule: `Authorization: Bearer` with it, or `?token=`.

    How long that takes says nothing about how much of a token was right.
    """
    scheme, _, credentials = headers.get("authorization", "").partition(" ")
    given = parse_qs(query, max_num_fields=20).get("token", []) if len(query) < 4096 and query.count("&") < 20 else []
    if scheme.lower() == "bearer":
        given.append(credentials.strip())
    tokens = [token.get_secret_value().encode() for token in one.tokens]
    # Each is compared with each, whatever came out before.
    return sum(hmac.compare_digest(text.encode(), token) for text in given for token in tokens) > 0


def _folded(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()
