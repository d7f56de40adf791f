"""What every node of the course needs: lines of JSON in and out, requests that wait for their replies, and errors by Maelstrom's codes."""

import asyncio
import json
import sys
from itertools import count

TIMEOUT, CRASH, NO_SUCH_KEY, PRECONDITION_FAILED = 0, 13, 20, 22
REPLY_TIMEOUT_S = 1
LINE_LIMIT_BYTES = 64 * 2**20


class MaelstromError(Exception):
    def __init__(self, code, text):
        super().__init__(text)
        self.code = code


class Node:
    def __init__(self):
        self.id, self.ids, self.peers = "", [], []
        self.handlers = {"init": self._init}
        self._waiting = {}
        self._ids = count(1)
        self._tasks = set()

    def on(self, handler):
        """Serves the requests that the function is named after: it returns the reply's body, or None where there is no reply."""
        self.handlers[handler.__name__] = handler
        return handler

    async def _init(self, body, src):
        self.id, self.ids = body["node_id"], body["node_ids"]
        self.peers = [one for one in self.ids if one != self.id]
        return {"type": "init_ok"}

    def send(self, dest, body):
        sys.stdout.write(json.dumps({"src": self.id, "dest": dest, "body": body}) + "\n")
        sys.stdout.flush()

    async def ask(self, dest, body):
        """The body of the reply. Raises MaelstromError when that is an error, or none comes."""
        msg_id = next(self._ids)
        self._waiting[msg_id] = reply = asyncio.get_running_loop().create_future()
        self.send(dest, {**body, "msg_id": msg_id})
        try:
            answer = await asyncio.wait_for(reply, REPLY_TIMEOUT_S)
        except asyncio.TimeoutError:
            raise MaelstromError(TIMEOUT, f"{dest} did not answer {body['type']}") from None
        finally:
            del self._waiting[msg_id]
        if answer["type"] == "error":
            raise MaelstromError(answer["code"], answer.get("text", ""))
        return answer

    def start(self, work):
        """Goes on beside whatever else the node does."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, src, body):
        try:
            reply = await self.handlers[body["type"]](body, src)
        except Exception as error:
            reply = {"type": "error", "code": getattr(error, "code", CRASH), "text": str(error)}
        if reply is not None:
            self.send(src, {**reply, "in_reply_to": body["msg_id"]})

    def run(self):
        asyncio.run(self._run())

    async def _run(self):
        reader = asyncio.StreamReader(limit=LINE_LIMIT_BYTES)
        await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        while line := await reader.readline():
            message = json.loads(line)
            body = message["body"]
            if "in_reply_to" not in body:
                self.start(self._serve(message["src"], body))
            elif (reply := self._waiting.get(body["in_reply_to"])) and not reply.done():
                reply.set_result(body)

    async def read_key(self, service, key, otherwise):
        """Of a service: the value, or what to take where there is no such key."""
        try:
            return (await self.ask(service, {"type": "read", "key": key}))["value"]
        except MaelstromError as error:
            if error.code == NO_SUCH_KEY:
                return otherwise
            raise

    async def update(self, key, otherwise, change):
        """Sets a key of lin-kv to what `change` makes of its value, even if another node changes it meanwhile. The new value."""
        while True:
            old = await self.read_key("lin-kv", key, otherwise)
            new = change(old)
            if new == old:
                return new
            try:
                await self.ask("lin-kv", {"type": "cas", "key": key, "from": old, "to": new, "create_if_not_exists": True})
                return new
            except MaelstromError as error:
                if error.code != PRECONDITION_FAILED:
                    raise
