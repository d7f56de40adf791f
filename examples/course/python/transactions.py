#!/usr/bin/env python3
"""
Exercises 6a to 6c: a transaction runs here at once, from its first operation to its last, so nobody sees half of it; its writes go to the others as a
whole, again and again until they are acknowledged. The latest write of a key wins, by a clock that all of them advance.
"""

import asyncio

from maelstrom import MaelstromError, Node

RETRY_S = 0.2

node = Node()
# By key: the time and the author of the write that won, and the value.
store = {}
clock = 0


def apply_writes(at, by, writes):
    global clock
    clock = max(clock, at)
    for key, value in writes:
        if key not in store or store[key][0] < (at, by):
            store[key] = ((at, by), value)


async def replicate(peer, committed):
    while True:
        try:
            await node.ask(peer, {"type": "apply", **committed})
            return
        except MaelstromError:
            await asyncio.sleep(RETRY_S)


@node.on
async def txn(body, src):
    writes = {}
    done = []
    for f, key, value in body["txn"]:
        if f == "w":
            writes[key] = value
        elif key in writes:
            value = writes[key]
        elif key in store:
            value = store[key][1]
        done.append([f, key, value])
    if writes:
        committed = {"at": clock + 1, "by": node.id, "writes": list(writes.items())}
        apply_writes(**committed)
        for peer in node.peers:
            node.start(replicate(peer, committed))
    return {"type": "txn_ok", "txn": done}


@node.on
async def apply(body, src):
    apply_writes(body["at"], body["by"], body["writes"])
    return {"type": "apply_ok"}


node.run()
