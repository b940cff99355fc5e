"""Words, numbers, lists, sentences, paragraphs and code as the rest of the package sees them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realign.reading.text import (
    edit_rate,
    find_code,
    list_items,
    numbers_in,
    open_fence,
    paragraphs,
    split_sentences,
    table_rows,
    words_of,
)


@pytest.mark.parametrize(
    "written",
    [
        "1,000",
        "1000",
        "1e3",
        "one thousand",
        "One Thousand",
        "١٠٠٠",
        "１０００",
        "1000.0",
        "1 thousand",
    ],
)
def test_one_number_in_many_forms(written):
    """Separators, exponents, words and other digits do not matter."""
    assert numbers_in(f"It costs {written} in all.") == ["1000"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5% of $5", ["5", "5"]),
        (".05 and 0.050", ["0.05", "0.05"]),
        ("2.5 million people", ["2500000"]),
        ("twenty-five and two hundred and five", ["25", "205"]),
        ("two or three", ["2", "3"]),
        ("1,00,000 rupees", ["100000"]),
        ("½ cup", ["1", "2"]),
        ("10² is 100", ["10", "2", "100"]),
        ("version 3.10.2", ["3.10.2"]),
        ("(1618-1648)", ["1618", "1648"]),
        ("0.5 kg/sec×1.3", ["0.5", "1.3"]),
        ("用3天", ["3"]),
    ],
)
def test_numbers(text, expected):
    """Canonical and in order."""
    assert numbers_in(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "1. Open it.\n2. Close it.",
        "**1.** Open it.\n**2.** Close it.",
        "### 1. Opening",
        "Step 3: open it",
        "Do this: 1) open it 2) close it",
        "1st and 2nd, first and second",
        "one of them, no one",
        "| 1 | tea |\n| 2 | milk |",
        "utf8 and x1",
    ],
)
def test_what_is_no_number(text):
    """List numbering, ordinals, the pronoun and parts of names."""
    assert numbers_in(text) == []


def test_signs():
    """A sign counts where no subtraction or range can be meant."""
    assert numbers_in("GMT -5") == ["-5"]
    assert numbers_in("24 -4, 3-5, 7 - 2") == ["24", "4", "3", "5", "7", "2"]


def test_scale_words_without_end():
    """Repeated scales make many numbers, not one with a million digits."""
    assert set(numbers_in("hundred " * 5000)) == {"100"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It's a well-known fact.", ["It's", "a", "well-known", "fact"]),
        ("日本語", ["日", "本", "語"]),
        ("हिन्दी भाषा", ["हिन्दी", "भाषा"]),
        ("naïve — “café”", ["naïve", "café"]),
        ("Привет, мир!", ["Привет", "мир"]),
        ("...", []),
    ],
)
def test_words_in_any_script(text, expected):
    """Marks stay with their letters; dense scripts count by the character."""
    assert words_of(text) == expected


def test_sentences():
    """Abbreviations end none, list items and table cells stand alone, wrapped lines are joined."""
    assert split_sentences("Dr. Smith left (e.g. home). Then he\nslept! Why?") == [
        "Dr. Smith left (e.g. home).",
        "Then he slept!",
        "Why?",
    ]
    assert split_sentences("- tea\n2. milk\n| a | b |\n|---|---|\n| c | d |") == [
        "tea",
        "milk",
        "a",
        "b",
        "c",
        "d",
    ]
    assert split_sentences("我来了。你呢？") == ["我来了。", "你呢？"]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Let it rise for 1 h. Fourth, bake it.", 2),
        ("Bake at 220 °C. Let it cool for 40 min. Weigh 2 kg. Cut 3 cm. Take it out.", 5),
        ("Add 5 g. Stir.", 2),
        ("Run 100m. Rest.", 2),
        ("Go 50 km/h. Slow down.", 2),
        ("It weighs 5 g. (Not more.)", 2),
        ("Add 1 L. Then boil it at 80 C. Second, wait.", 3),
        ("Come at 3 p.m. Then bring tea, milk, etc. The rest is here.", 3),
        ("Count to 10. Then stop.", 2),
        ("It runs for 2 h. and stops.", 1),
        ("In 1905 A. Einstein wrote it.", 1),
        ("Step 3. Then wait.", 1),
        ("It is at 3 p.m. Eastern time.", 1),
        ("1. Boil it 2. Then stir 3. Finally eat", 1),
        ("Am 3. Oktober kam Dr. Weiss.", 1),
        ("See no. 5 and fig. 3 by Smith et al. Then read.", 1),
    ],
)
def test_what_ends_a_sentence(text, count):
    """A unit behind a number does before a capital, an initial or an ordinal does not."""
    assert len(split_sentences(text)) == count


def test_list_items():
    """Kinds, markers, levels; continuation lines belong to their item; fences are skipped."""
    text = "Intro:\n1. one\n   more\n   - sub\n2) two\n\n**Step 1:** go\n```\n- code\n```\n• dot"
    found = [(item.kind, item.marker, item.level, item.text) for item in list_items(text)]
    assert found == [
        ("number", "1.", 0, "one\nmore"),
        ("bullet", "-", 1, "sub"),
        ("number", "2)", 0, "two"),
        ("step", "Step 1:", 0, "go"),
        ("bullet", "•", 0, "dot"),
    ]


@pytest.mark.parametrize(
    "text", ["A. Smith wrote it.", "---", "**bold** text", "-5 degrees", "| - | - |"]
)
def test_no_list(text):
    """Initials, rules, bold text, negative numbers and tables are no items."""
    assert list_items(text) == []


def test_lettered_list():
    """Letters count where a neighbour stands beside them."""
    assert [item.marker for item in list_items("A. tea\nB. milk")] == ["A.", "B."]


def test_paragraphs():
    """Blocks between blank lines, items one by one; no headings, tables or code."""
    text = "# Title\n\nOne line\nand more.\n\n- a\n- b\n\n| x | y |\n|---|---|\n\n"
    text += "```\ncode\n```\n\nEnd."
    assert paragraphs(text) == ["One line\nand more.", "a", "b", "End."]


def test_table_rows():
    """Cells without the delimiter line."""
    assert table_rows("| a | b |\n|:--|--:|\n| 1 | 2 |\nno | table") == [["a", "b"], ["1", "2"]]


def test_edit_rate():
    """Word-level, over the longer side."""
    assert edit_rate("", "") == 0
    assert edit_rate("a b c d", "a b c d") == 0
    assert edit_rate("a b c d", "a x c d") == 0.25
    assert edit_rate("a", "b c d e") == 1


FENCED = "Do:\n\n```python\nprint(1)\n```\n\nThen:\n~~~\nls\n~~~\n"


def test_fenced_code():
    """Spans hold the fences, texts do not."""
    first, second = find_code(FENCED)
    assert (first.text, first.language, first.fenced) == ("print(1)\n", "python", True)
    assert FENCED[first.start : first.end] == "```python\nprint(1)\n```"
    assert (second.text, second.language) == ("ls\n", "")


def test_odd_fences():
    """Inline triple backticks are no fence; code may begin on the fence's line; none is closed."""
    assert find_code("Call ```f()``` now.") == []
    (block,) = find_code("```int main() {\n  return 0;\n}```")
    assert block.text == "int main() {\n  return 0;\n}"
    assert open_fence("a\n```\nb")
    assert not open_fence(FENCED)


UNFENCED = {
    "python": "import os\n\ndef f(x):\n    # twice\n    return 2 * x\n\nprint(f(2))",
    "javascript": "let a = [1, 2];\nfor (let i of a) {\n  console.log(i);\n}",
    "cpp": '#include <iostream>\nint main() {\n  std::cout << "hi";\n  return 0;\n}',
    "java": "public class A {\n    int x = 3;\n    System.out.println(x);\n}",
    "html": "<html>\n<body>\n<p>Hello there, this is text.</p>\n</body>\n</html>",
    "sql": "SELECT name\nFROM users\nWHERE age > 30;",
    "bash": "$ cd project\n$ make install",
}


@pytest.mark.parametrize("language", UNFENCED)
def test_unfenced_code(language):
    """Found between prose, whole, and its language guessed."""
    code = UNFENCED[language]
    (block,) = find_code(f"Here is how it works.\n\n{code}\n\nThat is all there is to it.")
    assert (block.text, block.fenced, block.language) == (code, False, language)


@pytest.mark.parametrize(
    "text",
    [
        "For example:\nIf you want this, do it while you can.\nReturn it then.",
        "Shall I compare thee to a summer's day?\nThou art more lovely;\nRough winds do shake;\n",
        "1. Open the box (carefully).\n2. Close it;\n3. Print the form.",
        "He makes 2000*52=$104,000 a year\nSo the raise is worth .05*104,000=$5200\nx = 3 + 5 = 8",
        "| a | b |\n|---|---|\n| print(x) | y = 1; |",
        "Ingredients:\n• 2 cups (480 ml) milk;\n• salt",
        "Dear [Name],\n\nThank you for this.\n\nBest,\n[Me]",
        "Let x = the number of goats.\nThen x / (14 + x) = .3\nx = 6",
        "import duties rose; we return to this (later).",
    ],
)
def test_no_code(text):
    """Prose, poems, lists, tables, letters and arithmetic."""
    assert find_code(text) == []


BEHIND_PROSE = [
    (
        "Here is a function: ",
        "def fact(n):\n    if n < 2:\n        return 1\n    return n",
        "python",
    ),
    ("You can use this ", "def add(a, b):\n    return a + b", "python"),
    ("Use: ", "for i in range(1, 11):\n    print(i)", "python"),
    ("Sure! Here you go: ", "function dbl(x) {\n  return 2 * x;\n}", "javascript"),
    ("Here is ", "public static int one() {\n  return 1;\n}", "java"),
    ("The query is ", "SELECT * FROM users\nWHERE active = 1;", "sql"),
    ("Run this (twice): ", "$ cd project\n$ make install", "bash"),
]


@pytest.mark.parametrize(("lead", "code", "language"), BEHIND_PROSE)
def test_code_that_begins_behind_prose(lead, code, language):
    """The block holds all of the code and none of the prose that shares its line."""
    text = f"{lead}{code}\n\nHope it helps."
    (block,) = find_code(text)
    assert (block.text, text[block.start : block.end], block.language) == (code, code, language)


@pytest.mark.parametrize(
    "code",
    [
        "d = Dog('Rex')\nd.bark()\nd.sit()",
        '#!/bin/bash\nfor f in *; do\n  echo "$f"\ndone',
        "if [ -f x ]; then\n  rm x\nfi\necho 'done'",
        "class A:\n    x = 1\n\na = A()\na.x()",
        "const o = {\n  Add: function(x) {\n    return x;\n  }\n};",
        "switch (x) {\n  case 1: return print(2);\n  default: f(x);\n}",
        "for x in y: print(x)\nprint(y)",
        "# Two numbers\nprev = 0\ncurr = 1\n\nprint(prev)\nprint(curr)",
        "import sys\n\na, b = 1, 2\n\nprint(a)\n\n# Output:\n# 1",
        "def f(a, b):\n    if a:\n        return b\n\n    c = a + b\n\n    return c.d != -1",
    ],
)
def test_lines_of_code_are_not_parted(code):
    """One block from the first to the last."""
    (block,) = find_code(f"It goes like this:\n{code}\nThat is all there is to it.")
    assert block.text == code


@pytest.mark.parametrize(
    "text",
    [
        "Example: print('a')\n\nIt prints a.",
        "Here is how the function add(a, b) works:\nIt adds.",
        "Tip: select a colour from the list\nThen go on.",
        "We sing for all (and in tune):\n    loud, clear",
    ],
)
def test_prose_that_names_code_is_none(text):
    """One line of a call behind words is no block."""
    assert find_code(text) == []


@given(st.text(max_size=400))
def test_blocks_are_in_order(text):
    """Spans never overlap and lie within the text, whatever it is."""
    at = 0
    for block in find_code(text):
        assert at <= block.start < block.end <= len(text)
        at = block.end


@given(st.text(alphabet="ab1.,-*# |`\n()éह中%$=", max_size=300))
def test_nothing_raises(text):
    """All of it on texts full of marks."""
    words_of(text), split_sentences(text), numbers_in(text), paragraphs(text), table_rows(text)
    for item in list_items(text):
        assert 0 <= item.start < item.end <= len(text)
