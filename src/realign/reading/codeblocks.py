"""Where is the code? Fenced blocks, and code that stands in the text without a fence.

Unfenced code is found line by line: some lines can only be code, some can be code beside such a
line, all others are not. Prose, poems, lists, tables and lines of arithmetic are not code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from realign.reading.kept import Kept


@dataclass(frozen=True, slots=True)
class Block:
    """Code. `start`..`end` spans it in the text with its fences; `text` is the code alone.

    `language` is what the fence names, else what it looks like, else "".
    """

    start: int
    end: int
    text: str
    language: str
    fenced: bool


_FENCE = re.compile(r"[ \t>]*(?:[-*+]\s+|\d{1,3}[.)]\s+)?(?P<ticks>`{3,}|~{3,})(?P<info>[^\n]*)")
_LANGUAGE = re.compile(
    r"\s*\{?\.?([A-Za-z][\w+#.\-]{0,20})(?:\s*\{[^}]*\}|\}|(?:[ ,]+[\w.\-]+(?:=\S+)?)*)\s*$"
)


class _Kind(IntEnum):
    """What a line may be. CLEAR is code even when it stands alone."""

    NO = 0
    BLANK = 1
    WEAK = 2
    STRONG = 3
    CLEAR = 4


_CLEAR = re.compile(
    r"""\s*(?:
      (?:SELECT|select)\s.{1,200}\s(?:FROM|from)\s+[\w`\"\[(]+.*
    | INSERT\s+INTO\s+\w.* | DELETE\s+FROM\s+\w+.* | CREATE\s+(?:TABLE|INDEX|VIEW|DATABASE)\s+\w.*
    | ALTER\s+TABLE\s+\w.* | UPDATE\s+\w+\s+SET\s.*
    | <!DOCTYPE\s+html.* | <\?php.* | \#include\s*[<"].*
    | <([a-zA-Z][\w-]*)(?:\s[^<>]*)?>[^<>]*</\1>\s*
    | (?:def|function)\s+\w+\s*\([^)]*\)\s*(?:->\s*[^:]+)?\s*[:{].*
    )$""",
    re.VERBOSE,
)
_STRONG = re.compile(
    r"""\s*(?:
      # definitions and imports
      (?:async\s+)?def\s+\w+\s*\(.* | class\s+\w+\s*(?:\([^)]*\))?\s*[:{]\s*
    | @\w+(?:\.\w+)*(?:\(.*\))?\s* | import\s+[\w.*{}, ]+(?:\s+(?:as|from)\s+\S+)?;?\s*
    | from\s+[\w.]+\s+import\s+.+ | using\s+(?:namespace\s+)?[\w.]+;
    | (?:namespace|package)\s+[\w.]+\s*[;{]? | function\s*\w*\s*\(.*\)\s*\{?.*
    | (?:fun|fn|func|sub)\s+\w+.*\{\s*
    | (?:public|private|protected|static|final|abstract)\s+[\w<>\[\], ]+[({;=].*
      # control flow
    | (?:if|elif|while)\s+.*(?:[=<>()%]|\bin\b|\bnot\b|\bTrue\b).*:\s*(?:\#.*|[\w.]+\(.*\))?
    | (?:async\s+)?for\s+[\w, ()]+\s+in\s+.*:\s*(?:\#.*|[\w.]+\(.*\))?
    | with\s+\S+\(.*\)\s+as\s+\w+:\s*
    | (?:try|else|finally)\s*:\s* | except\b[\w., ()]*:\s* | return\s+[^.!?]*[\w)\]}"';]\s*
    | (?:if|for|while|switch|catch)\s*\(.*\)\s*\{?.{0,3}
    | \}?\s*(?:else|try|do|finally)\b.{0,80}\{\s* | .*=>\s*[{(].*
      # statements: declarations, assignments of what only code has, calls
    | (?:print|console\.log|System\.out\.print\w*|printf|echo)\s*\(.*\)\s*;?.*
    | (?:const|let|var)\s+[\w{}\[\], ]+\s*(?:=.*|;|\s+\w+.*)
    | (?:int|float|double|char|bool|boolean|long|void|string|String|auto|unsigned)
        \s+[*&]?\w+.*[;{=)(,]\s*(?://.*)?
    | (?!\d)[\w.$\[\]'"]+(?:\s*[-+*/|]?=)\s*(?:new\s+\S+|[\w.$]+\(.*|\[.*|\{.*|["'`].*
        |lambda\b.*|True|False|None|null|true|false)\s*;?\s*(?:[\#/].*)?
    | (?:[A-Za-z_$][\w$]+|[A-Za-z_$](?=\.\w))(?:\.[A-Za-z_$][\w$]*|\([^()]*\)|\[[^\[\]]*\])*
        \([^()]*(?:\([^()]*\)[^()]*)*\)\s*;?\s*(?:[\#/].*)?
    | [^.!?]*[=()\]]\s*[^.!?\s]*;\s*(?://.*)?
      # openings of braces, tags, JSON members, SQL clauses, comments
    | .*[)\w]\s*\{\s*(?:\#.*|//.*)? | [\w.\#:,\[\]>* -]+\{[^}]*\}?\s*
    | </?[a-zA-Z!][^<>]*>(?:.*(?:>|/>))?\s*
    | "[\w -]+"\s*:\s*(?:["\[{\d].*|true|false|null),?\s*
    | (?:FROM|WHERE|GROUP\s+BY|ORDER\s+BY|(?:LEFT\s+|RIGHT\s+|INNER\s+|OUTER\s+)?JOIN|HAVING
        |VALUES|LIMIT|UNION)\b.*
    | (?:SELECT|select)\s+[\w.*,`"() ]+ | //.* | /\*.*
    | \#(?:define|include|ifdef|ifndef|endif|pragma)\b.*
      # a shell
    | \#!/.* | \$\s+\w+.* | echo\s+["'$].*
    | (?:for|while|until|if)\s.*;\s*(?:do|then)\s*
    | (?:sudo|pip3?\s+install|npm\s+(?:install|run|start|i)\b|apt(?:-get)?\s+(?:install|update)
        |docker\s+(?:run|build|pull|ps|compose)|curl\s+-|wget\s+http|chmod\s+[+\d]
        |git\s+(?:clone|add|commit|push|pull|checkout|init|merge|rebase|remote|config)
        |mkdir\s+-?\w+\s*$)\s*.*
    )$""",
    re.VERBOSE,
)
_WEAK = re.compile(
    r"""(?:
      \s*[})\]]+[;,)]*\s*(?://.*)? | \s*(?:\#|//|\*(?=[\s/]|$)|--|/\*|<!--|%)\s*.*
    | \s{2,}\S.* | \t.*
    | \s*(?!\d)[A-Za-z_$][\w.$\[\]'"]*(?:\s*[-+*/|]?=|\s*:=|\s*<-)\s*\S.*
    | \s*[A-Za-z_]\w*(?:,\s*[A-Za-z_]\w*)+\s*=\s*\S.*
    | \s*(?:break|continue|pass|return|end|begin|else|do|then|done|fi|esac)\s*;?\s*
    | .*;\s* | .*[{(\[,\\]\s*
    | \s*(?:return|raise|throw|yield|await|del|assert|puts|require|include)\b.*
    )$""",
    re.VERBOSE,
)
# "Here you go: function f(x) {": words, and no sign that only code has, lead to the code.
_LEAD_END = re.compile(r":\s+(?=\S)|：\s*(?=\S)")
_LEAD = re.compile(
    r"""(?!(?:if|elif|else|for|while|case|default|try|except|finally|with|lambda|class|def)\b)
    (?:[^\W\d_a-z] | [a-z]+\s[a-z]+\s)(?:[^{}();=<>\[\]"`$\\] | \s\(\w[\w ]*\))*""",
    re.VERBOSE,
)
# Without a colon, only what can't be meant as words.
_OPENS = re.compile(
    r"""(?<=\s)(?:
      (?P<block>(?:def\s+\w+\(.*\).*|class\s+\w+(?:\(.*\))?|for\s[\w, ]+\sin\s\S+\(.*\)):)
    | (?:function\s+\w+|(?:public|private|static|int|void|double|func|fn|fun)\s[\w<>\[\] ]+)\(.*\{
    | (?P<query>SELECT\s.+))\s*$""",
    re.VERBOSE,
)
_CLAUSE = re.compile(r"\s*(?:FROM|WHERE|AND|GROUP|ORDER|HAVING|LIMIT|(?:[A-Z]+\s)?JOIN)\b")
_ASSIGNS = re.compile(r"[A-Za-z_][\w.]*(?:, ?[A-Za-z_]\w*)* ?=[^=].*|.*;\s*$")
# A comment on what the code above prints; any other "# ..." may be a heading.
_OUTCOME = re.compile(r"\s*(?://|\#)\s*(?:outputs?|prints|results?|returns|expected)\b", re.I)
_LIST = re.compile(r"\s*(?:[-+•*]\s|\(?\d{1,3}[.)]\s|\|)")
_LOOKS = (
    ("html", re.compile(r"<(?:!DOCTYPE|html|div|p|head|body|table|form|ul|h\d)\b", re.IGNORECASE)),
    (
        "sql",
        re.compile(r"(?m)^\s*(?:SELECT|INSERT INTO|CREATE TABLE|UPDATE|DELETE FROM|ALTER TABLE)\b"),
    ),
    (
        "python",
        re.compile(
            r"(?m)^\s*(?:def \w+\(.*:|import \w+\s*$|from \w[\w.]* import"
            r"|elif |print\(|for \w+ in .*:)"
        ),
    ),
    ("java", re.compile(r"\b(?:public (?:static|class|void)|System\.out)\b")),
    ("cpp", re.compile(r"#include|\bstd::|\bcout\b")),
    ("javascript", re.compile(r"\b(?:function\b|const |let |var |console\.log|=>)")),
    ("bash", re.compile(r"(?m)^\s*(?:\$ |sudo |#!/bin)")),
)
_MAX_LINE = 500  # longer lines are data, and the patterns need not look at them


def find_code(text: str) -> list[Block]:
    """All code in order, fenced or not."""
    blocks: list[Block] = []
    at = 0
    for block, _closed in _fences(text):
        blocks.extend(_unfenced(text, at, block.start))
        blocks.append(block)
        at = block.end
    blocks.extend(_unfenced(text, at, len(text)))
    return blocks


def fenced_code(text: str) -> list[Block]:
    """The fenced blocks alone; much quicker."""
    return [block for block, _closed in _fences(text)]


def open_fence(text: str) -> bool:
    """True when a fence is opened and never closed."""
    return any(not closed for _block, closed in _fences(text))


def surely_code(line: str) -> bool:
    """A line that can hardly be anything else, whatever stands around it."""
    return _classify(line) >= _Kind.STRONG


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    at = start
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        yield at, text[at:stop]
        at = stop + 1


def _fences(text: str) -> Iterator[tuple[Block, bool]]:
    if "```" not in text and "~~~" not in text:
        return
    opened: tuple[int, str, str, int] | None = None  # start, ticks, language, code start
    for at, line in _lines(text, 0, len(text)):
        if opened is None:
            match = _FENCE.match(line)
            if match is None or "`" in match["info"]:
                continue  # ```inline``` is not a fence
            named = _LANGUAGE.match(match["info"])
            inside = not named and bool(match["info"].strip())  # "```int main() {"
            code_at = at + (match.end("ticks") if inside else len(line) + 1)
            opened = (at + match.start("ticks"), match["ticks"], named[1] if named else "", code_at)
        elif line.rstrip().endswith(opened[1]):
            body = text[opened[3] : max(opened[3], at + len(line.rstrip().rstrip(opened[1][0])))]
            yield (
                Block(opened[0], at + len(line), body.rstrip(" \t>"), opened[2].lower(), True),
                True,
            )
            opened = None
    if opened is not None:
        yield Block(opened[0], len(text), text[opened[3] :], opened[2].lower(), True), False


def _classify(line: str) -> _Kind:
    if not line.strip():
        return _Kind.BLANK
    return _Kind.NO if len(line) > _MAX_LINE else _KINDS[line]


def _read(line: str) -> _Kind:
    if _LIST.match(line) and not line.lstrip().startswith(("*/", "* @")):
        return _Kind.NO
    if _CLEAR.match(line):
        return _Kind.CLEAR
    if _STRONG.match(line):
        return _Kind.STRONG
    return _Kind.WEAK if _WEAK.match(line) else _Kind.NO


_KINDS = Kept(_read, 5_000, longest=_MAX_LINE)  # most stand on both sides, and each is asked twice


def _unfenced(text: str, start: int, end: int) -> Iterator[Block]:
    """Runs of lines that can be code, with enough of them that can be nothing else."""
    run: list[tuple[int, str, _Kind]] = []
    for at, line in _lines(text, start, end):
        kind = _classify(line)
        if kind is _Kind.BLANK and not run:
            continue
        if not run or run[-1][2] is _Kind.BLANK:
            below = at + len(line) + 1
            following = text[below : min(end, below + _MAX_LINE + 1)].partition("\n")[0]
            if lead := _lead(line, following):
                yield from _close(run)
                run = [(at + lead, line[lead:], _Kind.STRONG)]
                continue
        if kind is not _Kind.NO:
            run.append((at, line, kind))
            continue
        yield from _close(run)
        run = []
    yield from _close(run)


def _lead(line: str, following: str) -> int:
    """How much of the line is prose that code stands behind, which the next line goes on with."""
    if len(line) > _MAX_LINE or _LIST.match(line) or _classify(following) < _Kind.WEAK:
        return 0
    ends = [match.end() for match in _LEAD_END.finditer(line)]
    for at in ends[:5]:
        if _LEAD.fullmatch(line[:at].strip()) and _classify(line[at:]) >= _Kind.STRONG:
            return at
    match = _OPENS.search(line)
    if match is None or not _LEAD.fullmatch(lead := line[: match.start()].strip()):
        return 0
    deeper = not match["block"] or following[:1].isspace()
    goes_on = not match["query"] or _CLAUSE.match(following) is not None
    return match.start() if " " in lead and deeper and goes_on else 0


def _close(run: list[tuple[int, str, _Kind]]) -> Iterator[Block]:
    sure = [place for place, (_, _, kind) in enumerate(run) if kind >= _Kind.STRONG]
    if not sure:
        return
    first, last = sure[0], sure[-1]
    first = _weak_start(run, first)  # comments and assignments just above
    while first > 1 and run[first - 1][2] is _Kind.BLANK and _ASSIGNS.match(run[first - 2][1]):
        first = _weak_start(run, first - 2)
    set_in = [place for place in range(last + 1, len(run)) if _set_in(run[place][1])]
    if set_in and not _set_in(run[first][1]):
        last = set_in[-1]  # the body goes on behind a blank line
    last = _weak_end(run, last)
    kinds = [kind for _, _, kind in run[first : last + 1] if kind is not _Kind.BLANK]
    if last + 2 < len(run) and run[last + 1][2] is _Kind.BLANK and _OUTCOME.match(run[last + 2][1]):
        last = _weak_end(run, last + 2)
    clear = kinds.count(_Kind.CLEAR)
    strong = clear + kinds.count(_Kind.STRONG)
    if not clear and (len(kinds) < 2 or 4 * strong < len(kinds) or (strong < 2 and len(kinds) < 3)):
        return
    start, (at, line, _) = run[first][0], run[last]
    body = "\n".join(line for _, line, _ in run[first : last + 1])
    yield Block(start, at + len(line), body, _looks_like(body), fenced=False)


def _set_in(line: str) -> bool:
    return line.startswith(("  ", "\t")) and not line.isspace()


def _weak_start(run: list[tuple[int, str, _Kind]], first: int) -> int:
    while first and run[first - 1][2] is _Kind.WEAK:
        first -= 1
    return first


def _weak_end(run: list[tuple[int, str, _Kind]], last: int) -> int:
    """The last of the lines that go on below without a blank one."""
    while last + 1 < len(run) and run[last + 1][2] is _Kind.WEAK:
        last += 1
    return last


def _looks_like(code: str) -> str:
    head = code[:4000]
    return next((name for name, pattern in _LOOKS if pattern.search(head)), "")
