#!/usr/bin/env python3
"""
Exercises 3a to 3e. All nodes are two hops apart, through one in the middle; what is new is gathered for a moment and sent together; and what was
not acknowledged is sent again, so that a cut delays it and loses nothing.
"""

import asyncio
from math import inf
from time import monotonic

from maelstrom import Node

GATHER_S = 0.05
RETRY_S = 1

node = Node()
values = set()
# By neighbour: the values that it has not acknowledged, and when each was last sent.
unacknowledged = {}


def learn(news, source=None):
    for value in news:
        if value in values:
            continue
        values.add(value)
        for neighbour, pending in unacknowledged.items():
            if neighbour != source:
                pending[value] = -inf


async def tell_neighbours():
    while True:
        await asyncio.sleep(GATHER_S)
        now = monotonic()
        for neighbour, pending in unacknowledged.items():
            due = [value for value, sent_at in pending.items() if now - sent_at >= RETRY_S]
            pending.update({value: now for value in due})
            if due:
                node.send(neighbour, {"type": "gossip", "values": due})


@node.on
async def topology(body, src):
    middle = node.ids[0]
    for neighbour in node.peers if node.id == middle else [middle]:
        unacknowledged[neighbour] = {}
    node.start(tell_neighbours())
    return {"type": "topology_ok"}


@node.on
async def broadcast(body, src):
    learn([body["message"]])
    return {"type": "broadcast_ok"}


@node.on
async def read(body, src):
    return {"type": "read_ok", "messages": list(values)}


@node.on
async def gossip(body, src):
    learn(body["values"], src)
    node.send(src, {"type": "gossip_seen", "values": body["values"]})


@node.on
async def gossip_seen(body, src):
    for value in body["values"]:
        unacknowledged.get(src, {}).pop(value, None)


node.run()
