"""The plan file that `realign init` writes, and plans edited by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from realign.config import Plan, from_mapping, load_plan
from realign.engine.chat import ENDPOINT_CONCURRENCY
from realign.errors import PlanError

DATA = '{"instruction": "How do I boil an egg?", "input": "", "output": "Boil it."}\n'


@pytest.fixture
def template(command) -> Path:
    """What `realign init` writes."""
    assert command("init", "plan.yaml")[0] == 0
    return Path("plan.yaml")


def leaves(data: Mapping[str, Any], where: str = "") -> Iterator[tuple[str, Any]]:
    """Every key with its value, dotted."""
    for key, value in data.items():
        if isinstance(value, Mapping) and f"{where}{key}" not in ("map", "rewrite.checks"):
            yield from leaves(value, f"{where}{key}.")
        else:
            yield f"{where}{key}", value


def test_each_commented_default_is_the_real_one(template):
    """What has no default is an example, and nothing else."""
    text = re.sub(r"(?m)^( *)# ([a-z_]+: )", r"\1\2", template.read_text())
    shown = dict(leaves(yaml.safe_load(text)))
    endpoint = from_mapping({"model": {"endpoint": "http://127.0.0.1:1/v1"}, "output": "b.jsonl"})
    computed = {
        "run_dir": f"{shown['output']}.realign",
        "rewrite.candidates": endpoint.candidates,
        "rewrite.top_p": Plan().top_p,
        "model.concurrency": ENDPOINT_CONCURRENCY,
    }
    assert computed.keys() <= shown.keys()
    examples = set()
    for key, value in shown.items():
        default: Any = Plan()
        for part in key.split("."):
            default = getattr(default, part)
        expected = computed.get(key, default)
        if expected in (None, "", (), {}):
            examples.add(key)
        else:
            assert value == expected, key
    assert "threshold" not in examples
    assert {"model.endpoint", "evidence.corpus", "limits.samples"} <= examples


def test_the_template_runs_with_only_its_input_edited(template, command):
    """Its empty sections have their defaults."""
    Path("mine.jsonl").write_text(DATA)
    template.write_text(template.read_text().replace("input: data.jsonl", "input: mine.jsonl"))
    assert load_plan(template) == Plan(input="mine.jsonl", output="better.jsonl")
    code, out, err = command("run", "--plan", template, "--dry-run")
    assert (code, err) == (0, "")
    assert "1 record;" in out


def test_an_empty_section_keeps_what_was_given_before():
    """A mapping and a list are sections too."""
    base = from_mapping({"model": {"name": "mine"}, "map": {"output": "answer"}})
    empty = {"model": None, "map": None, "verify": {"judges": None}, "rewrite": {"checks": None}}
    assert from_mapping(empty, base) == base


def test_a_value_in_the_place_of_a_section_is_refused():
    """It is no section."""
    with pytest.raises(PlanError, match="needs keys of its own"):
        from_mapping({"model": "mine"})


@pytest.mark.parametrize("more", [(), ("--dry-run",)])
def test_a_plan_without_input_is_told(command, more):
    """With a plan file and without; a dry run says what a run says."""
    Path("plan.yaml").write_text("output: b.jsonl\n")
    for plan in ((), ("--plan", "plan.yaml")):
        code, out, err = command("run", *plan, *more)
        assert (code, out) == (2, "")
        assert "realign: The plan names no input.\n  hint: realign run DATA -o OUT" in err
