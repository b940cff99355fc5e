"""SearXNG: a search service that people host themselves, by its JSON API."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from realign.errors import PlanError, ServerFault
from realign.evidence.service import (
    MOST_QUERY,
    Asking,
    Found,
    Search,
    base_address,
    distinct,
    items,
    key_from,
)
from realign.evidence.text import plain, web_address
from realign.models.encoding import mended
from realign.models.link import Key
from realign.samples import Evidence


class SearXNG(Asking):
    """`GET /search?format=json`; answers, infoboxes and results, in this order.

    Where no engine behind it answered, that is an outage (`ServerFault`) and no empty result. An
    engine that failed may be banned for a while, and then go unnamed (searx 1.1 by default): after
    a failure an empty answer is an outage too, until the instance finds something again.
    The instance must allow the format: `search.formats: [html, json]` in its settings.yml. A key,
    for an instance behind a gate, goes as a bearer token. Raises `PlanError` for no address.
    """

    name = "searxng"
    denied_hint = (
        "does the instance allow JSON? In its settings.yml: search.formats: [html, json]. "
        "A key for a gate in front of it is read from the variable of --web-key-env."
    )

    def __init__(
        self, url: str = "", key_env: str = "", *, timeout_s: float = 30.0, language: str = "en"
    ) -> None:
        if not url:
            raise PlanError(
                "evidence.web: searxng needs the address of an instance.",
                hint="evidence.url, or --web-url http://127.0.0.1:8080",
            )
        key = key_from(key_env, needed_by="searxng" if key_env else "")
        super().__init__(base_address(url, self.name), Key(key) if key else None, timeout_s)
        self._language = language
        self._failed = ""  # the engines that failed, since when nothing was found

    @property
    def identity(self) -> Mapping[str, Any]:
        """Service, address, language and the version of the reader."""
        return {**super().identity, "language": self._language, "reader": 1}

    async def _ask(self, request: Search) -> Found:
        fields = {
            "q": mended(request.query[:MOST_QUERY]),
            "format": "json",
            "language": self._language,
        }
        data = await self._json("GET", f"/search?{urlencode(fields)}")
        found = distinct(list(read(data, request.query)))
        silent = data.get("unresponsive_engines")
        if isinstance(silent, list) and silent:
            rows = [row for row in silent[:5] if isinstance(row, list) and row]
            self._failed = ", ".join(plain(row[0]) for row in rows) or "unnamed"
        if not found and self._failed:
            raise ServerFault(f"searxng: no engine answered ({self._failed}).")
        self._failed = ""
        return found


def read(data: Mapping[str, Any], query: str) -> Iterator[Evidence]:
    """The results of an answer, whatever kinds it has; `score` is the instance's."""
    for answer in _answers(data.get("answers")):
        yield Evidence(answer[0], answer[1], "", 1.0, "searxng", query)
    for box in items(data.get("infoboxes")):
        rows = [
            (plain(r.get("label")), plain(r.get("value"))) for r in items(box.get("attributes"))
        ]
        told = [f"{label}: {value}" for label, value in rows if value]
        title, lines = plain(box.get("infobox")), [plain(box.get("content")), *told]
        links = [web_address(row.get("url")) for row in items(box.get("urls"))]
        source = web_address(box.get("id")) or next(filter(None, links), "searxng infobox")
        text = ". ".join(line.rstrip(".") for line in lines if line)
        yield Evidence(text, source, title, 1.0, "searxng", query)
    for row in items(data.get("results")):
        score = row.get("score")
        yield Evidence(
            plain(row.get("content")),
            web_address(row.get("url")),
            plain(row.get("title")),
            round(float(score), 4) if isinstance(score, int | float) else 0.0,
            "searxng",
            query,
        )


def _answers(value: object) -> Iterator[tuple[str, str]]:
    """Objects since 2024, plain strings before."""
    for row in value if isinstance(value, list) else []:
        if isinstance(row, dict):
            yield plain(row.get("answer")), web_address(row.get("url")) or "searxng answer"
        else:
            yield plain(row), "searxng answer"
