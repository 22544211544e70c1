"""The floor of a first pass: the same requests and the same files, and nothing a product needs beyond them.

Usage: floor.py ADDRESS CONCURRENCY PACK TARGET. PACK is what `first_pass.pack` made of finished trees: a line of JSON
with the path and the length of each file, then their bytes in this order.
"""

import asyncio
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx

LISTS = {
    "/information/newmarket/web/webapi?marketType=37&count=100": "record",
    "/web/webapi?type=45&count=100&newsid=1": "nodeList",
    "/web/webapi?type=102&count=100&newsid=1": "records",
}


async def ask(address: str, concurrency: int) -> int:
    """Ask for the lists and every detail, `concurrency` requests at a time; return how many bytes came."""
    total = 0
    async with httpx.AsyncClient(base_url=address, trust_env=False) as client:
        codes: list[str] = []
        for path, items in LISTS.items():
            body = (await client.get(path)).raise_for_status().content
            total += len(body)
            codes += [record.get("infoCode") or record["infocode"] for record in json.loads(body)[items]]
        waiting = iter(codes)

        async def worker() -> None:
            nonlocal total
            for code in waiting:
                answer = await client.get(f"/NewsData/GetNewsText.do?id={code}")
                total += len(answer.raise_for_status().content)

        await asyncio.gather(*(worker() for _ in range(concurrency)))
    return total


def unpacked(pack: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the path and the bytes of each file in `pack`."""
    with pack.open("rb") as file:
        for path, length in json.loads(file.readline()):
            yield path, file.read(length)


def write(pack: Path, target: Path) -> int:
    """Write every file of `pack` below `target`: a temporary file, synced, then renamed; return how many."""
    made: set[str] = set()
    count = 0
    for path, body in unpacked(pack):
        final = f"{target}/{path}"
        directory, _, name = final.rpartition("/")
        if directory not in made:
            os.makedirs(directory, exist_ok=True)  # noqa: PTH103 - the floor is as low as it goes
            made.add(directory)
        temporary = f"{directory}/.{name}.tmp"
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        os.write(handle, body)
        os.fsync(handle)
        os.close(handle)
        os.rename(temporary, final)  # noqa: PTH104
        count += 1
    return count


if __name__ == "__main__":
    print(asyncio.run(ask(sys.argv[1], int(sys.argv[2]))), write(Path(sys.argv[3]), Path(sys.argv[4])))
