"""Text from the web as plain text: markup gone, and told apart where it gives orders."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from urllib.parse import urlsplit

MOST = 4_000
"""Characters of one passage that are kept."""

_HIDDEN = frozenset({"script", "style", "template", "noscript", "iframe", "object", "svg"})
_BLOCK = frozenset({"p", "br", "div", "li", "tr", "td", "th", "h1", "h2", "h3", "h4", "h5"})
_UNSEEN = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)

# A sentence that speaks to whoever reads the passage, and not of its subject.
_ORDERS = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}\b(?:previous|prior|above|earlier|all|"
    r"your|these|the)\b.{0,30}\b(?:instructions?|prompts?|rules?|directions?|guidelines?|context)\b"
    r"|\bsystem prompt\b|\b(?:new|updated|important) instructions?\s*:"
    r"|\byou are now\b|\bfrom now on,? you\b"
    r"|\bact as (?:an?|the)\b.{0,40}\b(?:ai|assistant|model)\b"
    r"|\b(?:as|dear) (?:an? )?(?:ai|language model|assistant|llm)\b"
    r"|\b(?:ai|llm|assistants?|language models?|chatbots?)\b.{0,30}\b(?:must|should|shall|please)\b"
    r".{0,20}\b(?:reply|respond|answer|output|write|say|add|include|print)\b"
    r"|\b(?:reply|respond|answer) (?:only )?with\b"
    r"|\byour (?:reply|response|answer|output) (?:must|should)\b"
    r"|</?(?:evidence|response|request|rewrite|system|assistant|user|instructions?)\b"
    r"|<\|[\w-]{1,30}\|>|\[/?INST\]|<</?SYS>>",
    re.IGNORECASE | re.DOTALL,
)


class _Plain(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.hidden += tag in _HIDDEN
        if tag in _BLOCK:
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self.hidden = max(0, self.hidden - (tag in _HIDDEN))
        if tag in _BLOCK:
            self.parts.append(" ")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.parts.append(data)


def plain(value: object) -> str:
    """A string of a service's answer on one line: no HTML, no control marks, at most `MOST`
    characters. "" for what is no text or number."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    text = str(value)[: 4 * MOST]
    if "<" in text:
        text = _without_tags(text)
    text = _UNSEEN.sub("", unescape(text)) if "&" in text else _UNSEEN.sub("", text)
    if "<" in text:  # what was escaped once more
        text = _without_tags(text)
    return " ".join(text.split())[:MOST].strip()


def _without_tags(text: str) -> str:
    if not re.search(r"<[/!?a-zA-Z]", text):
        return text  # 3 < 4 is no tag
    parser = _Plain()
    parser.feed(text)
    parser.close()
    return "".join(parser.parts)


def gives_orders(text: str) -> bool:
    """True where a passage tells its reader, a model, what to do. Patterns, in English."""
    return _ORDERS.search(text) is not None


def web_address(value: object) -> str:
    """An http(s) address as it may stand in a record; "" for any other."""
    if not isinstance(value, str):
        return ""
    text = value.strip()
    try:
        parts = urlsplit(text)
        named = bool(parts.hostname)
    except ValueError:
        return ""
    good = parts.scheme in ("http", "https") and named and len(text) <= 2_000
    if not good or "@" in parts.netloc or any(c.isspace() or not c.isprintable() for c in text):
        return ""
    return text
