"""A chat completions endpoint of fixed latency, made to cost as little CPU as Python allows.

    python benchmarks/throughput/stub.py PORT LATENCY_MS

Its reply lays out the response that it is sent as a list, so that the whole corridor has work;
a request to classify gets a task's name. `GET /count` says how many requests were answered.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys

RESPONSE = re.compile(rb"<response>\\n(.*?)\\n</response>(?!.*<response>)", re.DOTALL)


def reply_to(body: bytes) -> bytes:
    """A whole HTTP reply. The response is cut out of the JSON and put back in it as it is."""
    if b'"grammar"' in body[-4000:] or b"structured_outputs" in body[-4000:]:
        content = b"open_qa"
    else:
        found = RESPONSE.search(body, body.rfind(b"<request>"))
        text = found[1] if found else b"fine"
        content = b"<rewrite>\\n- " + text.replace(b". ", b".\\n- ") + b"\\n</rewrite>"
    choice = b'{"index":0,"message":{"role":"assistant","content":"%s"},"finish_reason":"stop"}'
    n = int(match[1]) if (match := re.search(rb'"n":(\d)', body)) else 1
    payload = (
        b'{"id":"s","object":"chat.completion","model":"stub","choices":['
        + b",".join([choice % content] * n)
        + b'],"usage":{"prompt_tokens":400,"completion_tokens":100,"total_tokens":500}}'
    )
    return head(len(payload)) + payload


def head(length: int) -> bytes:
    """The header of a reply."""
    return (
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % length
    )


class Stub(asyncio.Protocol):
    """One connection: whole requests in, replies after the latency."""

    latency_s = 0.0
    answered = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client is here."""
        self.transport, self.buffer = transport, b""

    def data_received(self, data: bytes) -> None:
        """Bytes came; every whole request is answered later."""
        self.buffer += data
        while (end := self.buffer.find(b"\r\n\r\n")) >= 0:
            found = re.search(rb"(?i)content-length: *(\d+)", self.buffer[:end])
            size = end + 4 + (int(found[1]) if found else 0)
            if len(self.buffer) < size:
                return
            request, self.buffer = self.buffer[:size], self.buffer[size:]
            if request.startswith(b"GET"):
                payload = json.dumps({"answered": Stub.answered, "data": [{"id": "stub"}]}).encode()
                self.send(head(len(payload)) + payload)
                continue
            asyncio.get_running_loop().call_later(self.latency_s, self.answer, request)

    def answer(self, request: bytes) -> None:
        """The reply, late by the latency."""
        Stub.answered += 1
        self.send(reply_to(request))

    def send(self, data: bytes) -> None:
        """Bytes out, unless the client left."""
        if not self.transport.is_closing():
            self.transport.write(data)


async def serve(port: int, latency_s: float) -> None:
    """Runs until it is killed."""
    Stub.latency_s = latency_s
    server = await asyncio.get_running_loop().create_server(Stub, "127.0.0.1", port, backlog=4096)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), float(sys.argv[2]) / 1000))
