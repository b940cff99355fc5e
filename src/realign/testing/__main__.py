"""A fake endpoint by hand: `python -m realign.testing`."""

from __future__ import annotations

import argparse
import sys
import threading

from realign.testing.behaviour import Behaviour, Fault
from realign.testing.endpoint import FakeEndpoint


def main(arguments: list[str] | None = None) -> None:
    """Run a `FakeEndpoint` until it is interrupted."""
    parser = argparse.ArgumentParser("python -m realign.testing", description=main.__doc__)
    parser.add_argument("--port", type=int, default=0, help="0: any free one")
    parser.add_argument("--latency-ms", type=float, default=0.0)
    parser.add_argument("--fail-rate", type=float, default=0.0, help="share of calls, 0..1")
    parser.add_argument("--fail-status", type=int, default=500)
    parser.add_argument("--retry-after", help="the header of these failures")
    parser.add_argument("--ignore-n", action="store_true")
    parser.add_argument("--refuse", action="append", default=[], metavar="FIELD")
    parser.add_argument("--context-chars", type=int)
    parser.add_argument("--api-key")
    given = parser.parse_args(arguments)
    headers = {"Retry-After": given.retry_after} if given.retry_after else {}
    behaviour = Behaviour(
        latency_s=given.latency_ms / 1000,
        fail_rate=given.fail_rate,
        fail=Fault(status=given.fail_status, headers=headers),
        takes_n=not given.ignore_n,
        refuses=tuple(given.refuse),
        context_chars=given.context_chars,
        api_key=given.api_key,
    )
    with FakeEndpoint(behaviour, port=given.port) as endpoint:
        sys.stdout.write(f"{endpoint.url}\n")
        sys.stdout.flush()
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            sys.stdout.write(f"{endpoint.calls} calls, {endpoint.paid_twice} paid twice\n")


if __name__ == "__main__":
    main()
