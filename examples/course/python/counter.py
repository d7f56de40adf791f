#!/usr/bin/env python3
"""
Exercise 4, on seq-kv: each node keeps the sum of its own adds under a key of its own, so that no two ever write the same one. Reads of seq-kv may
be of the past, but never of one before the reader's own last write: so a reader writes first.
"""

import asyncio
from itertools import count

from maelstrom import Node

node = Node()
total = 0
reads = count(1)
writing = asyncio.Lock()


def write(key, value):
    return node.ask("seq-kv", {"type": "write", "key": key, "value": value})


@node.on
async def add(body, src):
    global total
    total += body["delta"]
    # One write after the other: an earlier sum must not overtake a later one.
    async with writing:
        await write(node.id, total)
    return {"type": "add_ok"}


@node.on
async def read(body, src):
    await write(f"{node.id} reads", next(reads))
    sums = await asyncio.gather(*(node.read_key("seq-kv", one, 0) for one in node.ids))
    return {"type": "read_ok", "value": sum(sums)}


node.run()
