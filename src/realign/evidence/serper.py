"""Google by way of Serper: what the paper used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from realign.errors import AccessDenied, ModelError
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
from realign.models.encoding import encode_json
from realign.models.link import Key
from realign.models.replies import CREDIT_HINT, read_refusal
from realign.samples import Evidence

ADDRESS = "https://google.serper.dev"
KEY_ENV = "SERPER_API_KEY"
# What a page says of itself, and not of the question.
_NOISE = ("missing:", "duration:", "posted:")


class Serper(Asking):
    """`POST /search` with the key in X-API-KEY; answer box, knowledge graph, organic results and
    related questions, in this order. Raises `PlanError` for a bad address or no key."""

    name = "serper"
    denied_hint = f"check the key in {KEY_ENV} (or the variable that --web-key-env names)."

    def __init__(
        self, url: str = "", key_env: str = "", *, timeout_s: float = 30.0, language: str = "en"
    ) -> None:
        key = key_from(key_env or KEY_ENV, needed_by="serper")
        base = base_address(url or ADDRESS, self.name)
        super().__init__(base, Key(key or "", "X-API-KEY", ""), timeout_s)
        self._language = language

    @property
    def identity(self) -> Mapping[str, Any]:
        """Service, address, language and the version of the reader."""
        return {**super().identity, "language": self._language, "reader": 1}

    async def _ask(self, request: Search) -> Found:
        body = {"q": request.query[:MOST_QUERY], "gl": "us", "hl": self._language}
        data = await self._json("POST", "/search", encode_json(body))
        return distinct(list(read(data, request.query)))

    def _refusal(self, status: int, headers: Mapping[str, str], reply: bytes) -> ModelError:
        # Serper says 400 and this sentence, and no code, when an account is used up.
        if status == 400 and "not enough credits" in read_refusal(reply).message.lower():
            return AccessDenied("serper answered 400: not enough credits.", hint=CREDIT_HINT)
        return super()._refusal(status, headers, reply)


def read(data: Mapping[str, Any], query: str) -> Iterator[Evidence]:
    """The results of an answer, whatever kinds it has. `score` is 1 / place."""
    place = 0
    for title, text, source in _results(data):
        if not text or text.lower().startswith(_NOISE):
            continue
        place += 1
        yield Evidence(text, source, title, round(1 / place, 4), "serper", query)


def _results(data: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """(title, text, source). Where a result names no page, its kind stands for the source."""
    for box in items([data.get("answerBox")]):
        text = plain(box.get("answer")) or plain(box.get("snippet"))
        text = text or _highlights(box.get("snippetHighlighted"))
        yield plain(box.get("title")), text, _source(box, "link", "google answer box")
    for graph in items([data.get("knowledgeGraph")]):
        title, kind = plain(graph.get("title")), plain(graph.get("type"))
        head = ": ".join(part for part in (title, kind) if part)
        parts = [head, plain(graph.get("description")), *_attributes(graph)]
        text = ". ".join(part.rstrip(".") for part in parts if part)
        source = web_address(graph.get("descriptionLink")) or web_address(graph.get("website"))
        if text != title:
            yield title, text, source or "google knowledge graph"
    for page in items(data.get("organic"))[:10]:
        title, source = plain(page.get("title")), _source(page, "link", "google")
        noise = plain(page.get("snippet")).lower().startswith(_NOISE)
        parts = ["" if noise else plain(page.get("snippet")), *_attributes(page)]
        yield title, " ".join(part for part in parts if part), source
    for asked in items(data.get("peopleAlsoAsk")):
        title = plain(asked.get("question")) or plain(asked.get("title"))
        yield title, plain(asked.get("snippet")), _source(asked, "link", "google")


def _highlights(value: object) -> str:
    """One string, or a list of them."""
    parts = value if isinstance(value, list) else [value]
    return " ... ".join(text for text in map(plain, parts) if text)


def _attributes(result: Mapping[str, Any]) -> Iterator[str]:
    attributes = result.get("attributes")
    pairs = attributes.items() if isinstance(attributes, dict) else ()
    for name, value in pairs:
        text = f"{plain(name)}: {_highlights(value)}"
        if _highlights(value) and not text.lower().startswith(_NOISE):
            yield text


def _source(result: Mapping[str, Any], key: str, otherwise: str) -> str:
    return web_address(result.get(key)) or otherwise
