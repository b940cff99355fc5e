"""The formats: a raw record to its messages, and new responses back into the record."""

from realign.io.formats.alpaca import Alpaca
from realign.io.formats.base import Format, Parsed
from realign.io.formats.chat import CALL_ROLE, Messages, Realign, ShareGPT
from realign.io.formats.detect import (
    FORMATS,
    choose_known,
    detect,
    looks_like_record,
    parse_mapping,
)
from realign.io.formats.prompt import Prompt

__all__ = [
    "CALL_ROLE",
    "FORMATS",
    "Alpaca",
    "Format",
    "Messages",
    "Parsed",
    "Prompt",
    "Realign",
    "ShareGPT",
    "choose_known",
    "detect",
    "looks_like_record",
    "parse_mapping",
]
