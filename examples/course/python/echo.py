#!/usr/bin/env python3
"""Exercise 1: what comes in goes back."""

from maelstrom import Node

node = Node()


@node.on
async def echo(body, src):
    return {"type": "echo_ok", "echo": body["echo"]}


node.run()
