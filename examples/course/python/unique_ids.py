#!/usr/bin/env python3
"""Exercise 2: nobody has to be asked, as no two nodes have the same name, and none counts to the same number twice."""

from itertools import count

from maelstrom import Node

node = Node()
numbers = count(1)


@node.on
async def generate(body, src):
    return {"type": "generate_ok", "id": f"{node.id}-{next(numbers)}"}


node.run()
