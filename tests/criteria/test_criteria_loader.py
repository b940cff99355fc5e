"""Criterion files: read strictly, laid over each other, told apart by fingerprint."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realign.criteria import CriteriaSet, load
from realign.criteria.loader import parse_criterion
from realign.criteria.requirements import parse
from realign.errors import CriterionError

FILE = """\
---
task: open_qa
group: conversation
version: 3
rewrite: true
evidence: false
description: The request asks a question.
requirements:
  - steps_numbered
  - list: {min_items: 3}
queries:
  - why is the sky blue
  - who was first
checks:
  length: warn
  claims: off
---

## Good response

The answer first.

## Example

### Request

What does this do?

```python
## Example
```

### Plain response

It does nothing.

### Good response

## A heading of its own

It does nothing.
"""


def write(folder, name="open_qa.md", text=FILE):
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def problems_of(text, path="open_qa.md"):
    return [str(problem) for problem in parse_criterion(text, path, path)[1]]


def test_a_file_says_everything(tmp_path):
    """Every key and section arrives where it belongs."""
    criteria = load(write(tmp_path / "mine"))
    criterion = criteria["open_qa"]
    assert (criterion.task, criterion.group, criterion.version) == ("open_qa", "conversation", 3)
    assert criterion.rewrite
    assert not criterion.evidence
    assert criterion.requirements == (parse("steps_numbered"), parse({"list": {"min_items": 3}}))
    assert criterion.queries == ("why is the sky blue", "who was first")
    assert criterion.severities == {"length": "warn", "claims": "off"}
    assert criterion.recipe == "The answer first."
    assert criterion.source == str(tmp_path / "mine" / "open_qa.md")


def test_headings_inside_a_fence_and_in_the_good_response_are_text(tmp_path):
    """The example may hold anything that a response may hold."""
    example = load(write(tmp_path / "mine"))["open_qa"].example
    assert example.request == "What does this do?\n\n```python\n## Example\n```"
    assert example.plain == "It does nothing."
    assert example.good == "## A heading of its own\n\nIt does nothing."


def test_a_directory_lies_over_the_builtin_files(tmp_path):
    """One file replaces one task, another adds a task; the others stay as they were."""
    builtin = load()
    write(tmp_path / "mine")
    write(tmp_path / "mine", "haiku.md", FILE.replace("task: open_qa", "task: haiku"))
    criteria = load(tmp_path / "mine")
    assert len(criteria) == len(builtin) + 1
    assert list(criteria)[-1] == "haiku"
    changed = [task for task in builtin if criteria[task].fingerprint != builtin[task].fingerprint]
    assert changed == ["open_qa"]
    assert criteria.fingerprint != builtin.fingerprint
    assert criteria["planning"].source == "builtin"


def test_an_unknown_task_gets_the_default():
    """`get` always has an answer; the index has not."""
    criteria = load()
    assert criteria.get("nonsense").task == "default"
    assert criteria.get("open_qa").task == "open_qa"
    with pytest.raises(KeyError):
        criteria["nonsense"]


def test_the_taxonomy_is_what_a_classifier_needs():
    """Name, group, one sentence and the queries of each task."""
    criteria = load()
    assert isinstance(criteria, CriteriaSet)
    assert list(criteria.taxonomy) == list(criteria)
    assert criteria.taxonomy["open_qa"].queries == criteria["open_qa"].queries


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        ("The answer first.", "The answer last.", True),
        ("It does nothing.", "It does little.", True),
        ("rewrite: true", "rewrite: false", True),
        ("length: warn", "length: reject", True),
        ("version: 3", "version: 4", True),
        ("min_items: 3", "min_items: 4", True),
        ("asks a question", "asks two questions", True),
        ("why is the sky blue", "why is snow white", False),
        ("steps_numbered", "steps_numbered: {min_steps: 3}", False),
        ("rewrite: true", "rewrite: yes # a comment", False),
    ],
)
def test_the_fingerprint_covers_what_can_change_an_answer(old, new, changes):
    """Prompts and checks count; the classifier's queries and the writing don't."""
    before = parse_criterion(FILE, "open_qa.md", "x")[0]
    after = parse_criterion(FILE.replace(old, new), "open_qa.md", "y")[0]
    assert (before.fingerprint != after.fingerprint) is changes
    assert (before.name_and_version != after.name_and_version) is changes


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("version: 3", "version: three", "line 4: version must be a whole number, and is 'three'."),
        ("version: 3", "version: true", "line 4: version must be a whole number"),
        ("rewrite: true", "rewrite: 1", "line 5: rewrite must be true or false"),
        ("evidence: false\n", "", "line 1: The front matter has no evidence."),
        ("evidence:", "evidense:", "line 6: There is no key 'evidense'. Did you mean evidence?"),
        ("version: 3", "version: 3\nversion: 4", "line 5: The key version stands twice."),
        (
            "description: The",
            "description: The: x: y",
            "line 7: The front matter is not valid YAML",
        ),
        ("  - steps_numbered", "  - step_numbered", "line 8: There is no requirement called"),
        ("  - why is the sky blue", "  - why: is the sky blue", "line 11: Query 1 is no text"),
        ("length: warn", "length: loud", "The check length has the severity 'loud'."),
        ("task: open_qa", "task: planning", "line 2: The task is planning, the file open_qa.md."),
        (
            "## Good response\n\nThe",
            "## Good answer\n\nThe",
            "There is no section ## Good answer. Did",
        ),
        ("The answer first.", "", "line 19: The section ## Good response is empty."),
        ("\n## Example\n\n### Req", "\nHi\n\n### Req", "The section ## Example is missing."),
        ("## Example\n\n###", "## Example\n\nHi\n\n###", "Text stands right under ## Example."),
        ("---\n\n## Good", "---\n\nHi\n\n## Good", "Text stands before the first heading."),
        ("### Plain response", "### Request", "The section ### Request stands twice or too early."),
        ("---\ntask", "task", "does not begin with front matter"),
        ("---\n\n## Good", "\n\n## Good", "does not begin with front matter"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(old, new, words):
    """File, line, why and remedy."""
    assert old in FILE
    found = problems_of(FILE.replace(old, new, 1))
    assert any(words in problem for problem in found), found
    assert all(problem.startswith("open_qa.md, line ") for problem in found)


def test_checks_that_are_all_commented_out_are_none():
    """An empty section has its defaults."""
    text = FILE.replace("checks:\n  length: warn\n  claims: off\n", "checks:\n  # length: warn\n")
    criterion, problems = parse_criterion(text, "open_qa.md", "mine")
    assert not problems
    assert criterion.severities == {}


def test_the_missing_end_is_said():
    """A file that stops in the middle names every section that is not there."""
    found = problems_of(FILE.partition("### Plain response")[0])
    assert len(found) == 2
    assert "### Plain response is missing" in found[0]
    assert "### Good response is missing" in found[1]


def test_all_problems_come_at_once(tmp_path):
    """Two bad files, three problems, one error."""
    folder = write(tmp_path / "mine", text=FILE.replace("version: 3", "version: x\nxyz: 1"))
    write(folder, "bad.md", "nothing")
    (folder / "bytes.md").write_bytes(b"\xff\xfe")
    with pytest.raises(CriterionError) as caught:
        load(folder)
    text = str(caught.value)
    assert "4 problems" in text
    assert "no UTF-8 text" in text
    assert text.count("\n") == 5


@pytest.mark.parametrize("made", [False, True])
def test_a_directory_that_holds_nothing_is_refused(tmp_path, made):
    """A wrong path must not silently mean the built-in criteria."""
    folder = tmp_path / "mine"
    if made:
        folder.mkdir()
        (folder / "README.md").write_text("hello")
    with pytest.raises(CriterionError, match="criteria init"):
        load(folder)


def test_yaml_makes_no_objects(tmp_path):
    """A tag that would build a Python object is refused."""
    text = FILE.replace("version: 3", "version: !!python/object/apply:os.getcwd []")
    assert "not valid YAML" in problems_of(text)[0]


def test_windows_files_are_read(tmp_path):
    """A byte order mark and CRLF line ends change nothing."""
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "open_qa.md").write_bytes(b"\xef\xbb\xbf" + FILE.replace("\n", "\r\n").encode())
    plain = parse_criterion(FILE, "open_qa.md", "x")[0]
    assert load(folder)["open_qa"].fingerprint == plain.fingerprint


@given(st.text(alphabet=st.sampled_from("#-`~: \n[]{}ab"), max_size=80), st.integers(0, len(FILE)))
def test_any_file_is_read_or_refused(text, place):
    """Broken files give problems, never a traceback."""
    criterion, problems = parse_criterion(FILE[:place] + text + FILE[place:], "open_qa.md", "x")
    assert (criterion is None) == bool(problems)
