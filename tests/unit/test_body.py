"""The capped reader: what it undoes, where it stops, and that it stops early."""

import asyncio
import gzip
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Iterable, Iterator

import pytest

from feedhub.fetch.body import CodingError, TooLargeError, read

TEXT = "证券时报：上证指数收盘 \n".encode() * 200


def raw(body: bytes) -> bytes:
    """Return `body` as a deflate stream without the zlib frame, as some servers send it."""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(body) + packer.flush()


CODED = {
    "": TEXT,
    "identity": TEXT,
    "gzip": gzip.compress(TEXT),
    "x-gzip": gzip.compress(TEXT),
    "deflate": zlib.compress(TEXT),
    "GZip ": gzip.compress(TEXT),
}


def unpack(chunks: Iterable[bytes], coding: str, max_bytes: int = 1_000_000) -> bytes:
    """Return what `read` makes of `chunks`."""

    async def stream() -> AsyncIterator[bytes]:
        for chunk in chunks:
            yield chunk

    return asyncio.run(read(stream(), coding, max_bytes))


def split(body: bytes, size: int) -> Iterator[bytes]:
    """Return `body` in chunks of `size`."""
    return (body[at : at + size] for at in range(0, len(body), size))


@pytest.mark.parametrize("size", [1, 7, 1000, 1_000_000])
@pytest.mark.parametrize("coding", CODED)
def test_a_body_is_decoded_however_it_is_cut(coding: str, size: int) -> None:
    assert unpack(split(CODED[coding], size), coding) == TEXT


@pytest.mark.parametrize("size", [1, 7, 1_000_000])
def test_deflate_without_its_frame_is_decoded(size: int) -> None:
    assert unpack(split(raw(TEXT), size), "deflate") == TEXT


def test_deflate_without_its_frame_is_decoded_after_an_empty_chunk() -> None:
    assert unpack([b"", raw(TEXT)], "deflate") == TEXT


@pytest.mark.parametrize("coding", ["", "gzip", "deflate"])
def test_no_body_is_an_empty_body(coding: str) -> None:
    assert unpack([], coding) == b""


@pytest.mark.parametrize("size", [1, 5, 1_000_000])
def test_gzip_members_follow_one_another(size: int) -> None:
    members = gzip.compress(b"one, ") + gzip.compress(b"") + gzip.compress(b"two")

    assert unpack(split(members, size), "gzip") == b"one, two"


def test_a_gzip_member_may_begin_with_a_chunk() -> None:
    assert unpack([gzip.compress(b"one, "), gzip.compress(b"two")], "gzip") == b"one, two"


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
@pytest.mark.parametrize("size", [9, 1_000_000])
def test_a_body_that_ends_too_early_is_refused(coding: str, size: int) -> None:
    whole = CODED[coding]
    for end in (1, 5, len(whole) // 2, len(whole) - 1):
        with pytest.raises(CodingError, match="ends too early"):
            unpack(split(whole[:end], size), coding)


def test_a_second_member_that_ends_too_early_is_refused() -> None:
    first, second = gzip.compress(b"one, "), gzip.compress(b"two")

    with pytest.raises(CodingError, match="ends too early"):
        unpack([first + second[:-1]], "gzip")
    with pytest.raises(CodingError, match="ends too early"):
        unpack([first, second[:-1]], "gzip")


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_a_body_in_another_coding_than_it_says_is_refused(coding: str) -> None:
    with pytest.raises(CodingError, match=f"not valid {coding}"):
        unpack([b"<html>plain after all</html>"], coding)


def test_a_gzip_body_with_a_wrong_checksum_is_refused() -> None:
    body = bytearray(gzip.compress(TEXT))
    body[-6] ^= 0xFF

    with pytest.raises(CodingError, match="not valid gzip"):
        unpack([bytes(body)], "gzip")


@pytest.mark.parametrize("coding", ["br", "zstd", "compress", "gzip, gzip", "gzip, br", "*"])
def test_a_coding_that_was_not_asked_for_is_refused(coding: str) -> None:
    with pytest.raises(CodingError, match="not asked for"):
        unpack([b"whatever"], coding)


@pytest.mark.parametrize("size", [1, 100, 1_000_000])
@pytest.mark.parametrize("coding", CODED)
def test_the_very_limit_is_allowed_and_one_byte_more_is_not(coding: str, size: int) -> None:
    assert unpack(split(CODED[coding], size), coding, len(TEXT)) == TEXT

    with pytest.raises(TooLargeError):
        unpack(split(CODED[coding], size), coding, len(TEXT) - 1)


def test_the_limit_holds_for_all_members_together() -> None:
    members = gzip.compress(b"x" * 600) + gzip.compress(b"y" * 400)

    assert len(unpack([members], "gzip", 1000)) == 1000
    with pytest.raises(TooLargeError):
        unpack([members], "gzip", 999)


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_a_bomb_is_refused_before_it_fills_the_memory(coding: str) -> None:
    zeros = b"\0" * 50_000_000
    bomb = gzip.compress(zeros) if coding == "gzip" else raw(zeros)
    del zeros
    tracemalloc.start()
    try:
        with pytest.raises(TooLargeError):
            unpack([bomb], coding, 100_000)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert peak < 1_500_000


@pytest.mark.parametrize("coding", ["", "gzip"])
def test_nothing_is_read_after_the_limit(coding: str) -> None:
    taken = 0

    def endless() -> Iterator[bytes]:
        nonlocal taken
        packer = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
        while True:
            taken += 1
            yield packer.compress(b"x" * 1000) + packer.flush(zlib.Z_SYNC_FLUSH) if coding else b"x" * 1000

    with pytest.raises(TooLargeError):
        unpack(endless(), coding, 10_000)

    assert taken == 11


def test_many_empty_members_cost_no_memory_and_come_to_an_end() -> None:
    assert unpack([gzip.compress(b"") * 20_000], "gzip", 10) == b""
