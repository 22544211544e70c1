"""Content codings: which one an asker wants, and bytes → compressed bytes (RFC 9110, 12.5.3). Pure."""

import gzip
import re
import sys
from functools import lru_cache

import brotli

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

CODINGS = ("br", "zstd", "gzip")
"""The best first: for askers that like several alike."""

IDENTITY = "identity"
LEAST_BYTES = 512
"""What is smaller fits a packet as it is."""

_COMPRESSED = re.compile(r"(image/(?!svg)|audio/|video/|font/|application/(zip|gzip|octet-stream|pdf))")
_WEIGHT = re.compile(r"q\s*=\s*([01](?:\.\d{0,3})?)", re.IGNORECASE)


def is_worthwhile(media_type: str) -> bool:
    """Whether files of this type become smaller: those that are compressed already do not."""
    return _COMPRESSED.match(media_type) is None


@lru_cache(maxsize=512)
def choose(accepted: str | None) -> str | None:
    """Return the coding for an Accept-Encoding, `IDENTITY` for none; None if the asker refuses whatever we have."""
    weights = weighed(accepted or "")
    others = weights.get("*", 0.0)
    best = max(CODINGS, key=lambda coding: weights.get(coding, others))
    # Who names others and not identity accepts it, and prefers what it named.
    plain = weights.get(IDENTITY, 0.0 if weights.get("*") == 0 else 0.001)
    if max(weights.get(best, others), plain) == 0:
        return None
    return best if weights.get(best, others) >= plain else IDENTITY


@lru_cache(maxsize=512)
def refuses_identity(accepted: str | None) -> bool:
    """Whether an Accept-Encoding rules out the bytes as they are."""
    weights = weighed(accepted or "")
    return weights.get(IDENTITY, weights.get("*", 1.0)) == 0


def weighed(field: str) -> dict[str, float]:
    """Return the weights of a list such as `br;q=0.5, gzip`, by its words in lower case."""
    weights = {}
    for one in field.split(","):
        word, _, parameters = one.partition(";")
        if word.strip():
            weight = _WEIGHT.search(parameters)
            weights[word.strip().lower()] = float(weight[1]) if weight else 1.0
    return weights


def compress(coding: str, body: bytes) -> bytes:
    """Return `body` in a coding of `CODINGS`, or as it is for `IDENTITY`."""
    match coding:
        case "br":
            compressed: bytes = brotli.compress(body, quality=5)
            return compressed
        case "zstd":
            return zstd.compress(body, level=9)
        case "gzip":
            return gzip.compress(body, compresslevel=6, mtime=0)
    return body
