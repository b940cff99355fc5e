"""Where does unfenced code end and prose begin? A layout is made only where that is sure. Pure."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from realign.reading.codeblocks import Block, surely_code
from realign.reading.text import split_item

# A sentence, or the beginning of one: it opens with a capital (or a letter of another script).
_WORDS = re.compile(r"[\"'“‘«(*_¿¡]*[^\W\d_a-z][\w'’-]*,?(?:\s[\w'’“\"(-]+,?){2,}")
_LOWER_WORDS = re.compile(r"[a-z'’]+(?:,?\s[a-z'’-]+){2,}")
_ENDS = re.compile(r".*[.!?…。！？:：][\"'”’)*_]*$")
_SIGNS = re.compile(r"[;{}\\]$|\s(?:[-+*/|&]?=|[=!]=|<<|>>|->|=>|&&|\|\||--?\w+)\s|^\S*[(\[=]")
# Prose taken for code by its last sign: "For this we need a list,".
_SENTENCE = re.compile(r"[A-Z][a-z'’]*(?:,?\s[a-z'’-]+){3,}")
_PROSE_BEHIND = re.compile(r"[;})]\s+[A-Z][a-z]+\s[a-z]+\s[^;{}#\"]*[.!]$")
_CLAUSE = re.compile(r"(?:FROM|WHERE|AND|GROUP|ORDER|HAVING|LIMIT|JOIN)\b")
_LONGEST = 500  # characters: longer lines are paragraphs


def unsure(text: str, blocks: Sequence[Block]) -> bool:
    """Some line at an edge of the unfenced code may belong to the other side, or lines outside
    are indented in a way that a new layout would lose."""
    at = 0
    for block in blocks:
        if _loses_indents(text[at : block.start]):
            return True
        if not block.fenced and _unsure_edge(text, block):
            return True
        at = block.end
    return _loses_indents(text[at:])


def _unsure_edge(text: str, block: Block) -> bool:
    lines = block.text.split("\n")
    if any(map(_SENTENCE.match, (lines[0], lines[-1]))) or _PROSE_BEHIND.search(lines[-1]):
        return True
    before = text[max(0, block.start - 4 * _LONGEST) : block.start]
    after = text[block.end : block.end + 4 * _LONGEST].removeprefix("\n")
    behind = after.partition("\n")[0]
    if behind.strip() and not _is_prose(behind):
        return True
    further = "" if behind.strip() else after.lstrip("\n").partition("\n")[0]
    if further.strip() and _SIGNS.search(further) and not _is_prose(further):
        return True  # "print(a)", a blank line, "a = f.x"
    if not before.endswith("\n"):
        return False  # cut out of its line, or the first
    above = before[:-1].rpartition("\n")[2]
    return bool(above.strip()) and (not _is_prose(above) or _goes_on(above, lines[0]))


def _goes_on(above: str, first: str) -> bool:
    """The code began in the line above, behind words."""
    deeper = len(first) - len(first.lstrip()) > len(above) - len(above.lstrip())
    if not (deeper or _CLAUSE.match(first.lstrip())):
        return False
    words = above[-_LONGEST:].split()
    return any(surely_code(" ".join(words[n:])) for n in range(1, len(words)))


def _is_prose(line: str) -> bool:
    bare = line.strip()
    if len(bare) > _LONGEST or bare.startswith(("#", ">", "|", "```", "~~~")) or split_item(line):
        return True
    if surely_code(bare):
        return False
    ends = bool(_ENDS.match(bare))
    if _LOWER_WORDS.match(bare):
        return ends and not _SIGNS.search(bare)
    if bare[0].islower() and bare[0].isascii():
        return False
    plain = not _SIGNS.search(bare)
    foreign = bare[0].isalpha() and not bare[0].isascii()
    worded = bool(_WORDS.match(bare))
    return (worded and ends) or (plain and (worded or ends or foreign))


def _loses_indents(prose: str) -> bool:
    """A line is set in below another one: code that was not found, a poem."""
    lines = prose.split("\n")
    for above, line in itertools.pairwise(lines):
        set_in = line[:1] == "\t" or line[:2] == "  "
        if set_in and line.strip() and above.strip() and not split_item(line):
            return True
    return False
