#!/usr/bin/env python3
"""
Exercises 5a to 5c, on lin-kv: each log is one value there, and grows by compare-and-set. What is sent to a node while it is busy with a log waits,
and goes in together: so the nodes rarely get into each other's way.
"""

import asyncio
from collections import defaultdict

from maelstrom import MaelstromError, Node

node = Node()
# By log: the messages that wait, each with the promise of its offset.
waiting = defaultdict(list)
busy = defaultdict(asyncio.Lock)


async def append(key, message):
    offset = asyncio.get_running_loop().create_future()
    waiting[key].append((message, offset))
    async with busy[key]:
        if not offset.done():
            await write(key)
    return offset.result()


async def write(key):
    batch = waiting.pop(key)
    try:
        log = await node.update(f"log {key}", [], lambda old: old + [message for message, _ in batch])
    except MaelstromError as error:
        for _, offset in batch:
            offset.set_exception(error)
        return
    for place, (_, offset) in enumerate(batch, len(log) - len(batch)):
        offset.set_result(place)


async def for_each(keys, make):
    return dict(zip(keys, await asyncio.gather(*map(make, keys))))


@node.on
async def send(body, src):
    return {"type": "send_ok", "offset": await append(body["key"], body["msg"])}


@node.on
async def poll(body, src):
    offsets = body["offsets"]

    async def messages(key):
        log = await node.read_key("lin-kv", f"log {key}", [])
        return list(enumerate(log))[offsets[key] :]

    return {"type": "poll_ok", "msgs": await for_each(list(offsets), messages)}


@node.on
async def commit_offsets(body, src):
    offsets = body["offsets"]
    await for_each(list(offsets), lambda key: node.update(f"committed {key}", -1, lambda old: max(old, offsets[key])))
    return {"type": "commit_offsets_ok"}


@node.on
async def list_committed_offsets(body, src):
    committed = await for_each(body["keys"], lambda key: node.read_key("lin-kv", f"committed {key}", -1))
    known = {key: offset for key, offset in committed.items() if offset >= 0}
    return {"type": "list_committed_offsets_ok", "offsets": known}


node.run()
