"""The import rule of docs/architecture.md, held by a walk over the syntax of every module."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Literal

import pytest

ROOT = Path(__file__).resolve().parents[1] / "src" / "realign"

BASE = {"counts", "errors", "samples", "reading", "config", "version"}
MIDDLE = BASE | {"checks", "criteria", "models", "evidence", "classifiers"}

# Room to the rooms that it may import. A room is a package or a module directly under realign.
MAY: dict[str, set[str]] = {
    "version": set(),
    "counts": set(),
    "errors": set(),
    "samples": set(),
    "reading": {"samples"},
    "config": {"errors"},
    "criteria": {"counts", "errors", "samples", "reading"},
    "checks": {"criteria", "counts", "errors", "samples", "reading"},
    "models": {"errors", "samples", "version"},
    "evidence": {"models", "counts", "errors", "samples", "reading", "version"},
    "classifiers": {"models", "errors", "samples", "reading"},
    "io": {"counts", "errors", "samples"},
    "judges": {"checks", "models", "errors", "samples"},
    "stages": (MIDDLE - {"version"}) | {"judges"},
    "report": {"io", "counts", "errors", "samples", "reading", "version"},
    "engine": MIDDLE | {"stages", "judges", "io"},
    "labelling": MIDDLE | {"stages", "io", "engine"},
    "criteria_check": {"checks", "criteria", "judges", "errors", "samples"},
    "verification": MIDDLE | {"stages", "io", "engine", "report", "criteria_check"},
    "preview": MIDDLE | {"stages", "io", "engine"},
    "outcome": {"engine", "errors"},
    "running": MIDDLE | {"io", "engine", "report", "outcome"},
    "api": MIDDLE
    | {"io", "engine", "preview", "criteria_check", "labelling", "running", "outcome"},
    "testing": {"models", "samples"},
    "doctor": {"models", "errors", "samples", "version"},
    "cli": MIDDLE
    | {"api", "doctor", "preview", "criteria_check", "io", "report", "labelling", "verification"},
    "__init__": BASE | {"api", "outcome", "verification"},
    "__main__": {"cli"},
}

# Library to the files that may import it, and whether only inside a function.
HEAVY: dict[str, tuple[set[str], bool]] = {
    "xllamacpp": ({"models/serving.py"}, True),
    "tantivy": ({"evidence/fulltext.py"}, True),
    "pypdf": ({"evidence/pdf.py"}, True),
    "onnxruntime": (
        {"classifiers/encoder.py", "classifiers/training.py", "evidence/encoder.py"},
        True,
    ),
    "pyarrow": ({"io/parquet.py", "evidence/documents.py"}, True),
    "torch": ({"classifiers/training.py"}, True),
    "transformers": ({"classifiers/training.py"}, True),
    "tokenizers": (
        {"classifiers/encoder.py", "classifiers/training.py", "evidence/encoder.py"},
        True,
    ),
    "pandas": ({"outcome.py"}, True),
    "datasets": ({"outcome.py"}, True),
    "jinja2": ({"report/page.py"}, True),
    "rich": ({"cli/progress.py"}, False),
    "aiohttp": (
        {"models/link.py", "testing/loopback.py", "testing/endpoint.py", "testing/search.py"},
        False,
    ),
}

FORBIDDEN = {"pickle", "marshal", "shelve", "dill", "cloudpickle"}


When = Literal["start", "call", "types"]


@dataclass(frozen=True)
class Import:
    """One import: the module's full name, where it stands, and when it happens."""

    module: str
    line: int
    when: When


def files() -> list[Path]:
    return sorted(ROOT.rglob("*.py"))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def room_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imports(node: ast.AST, path: Path, when: When = "start") -> Iterator[Import]:
    """Every import below a node: at the start, in a function, or for the type checker alone."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            for alias in child.names:
                yield Import(alias.name, child.lineno, when)
        elif isinstance(child, ast.ImportFrom):
            yield from from_import(child, path, when)
        inside = when
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            inside = "call"
        elif isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            inside = "types"
        yield from imports(child, path, inside)


def from_import(node: ast.ImportFrom, path: Path, when: When) -> Iterator[Import]:
    module = node.module or ""
    if node.level:
        package = ["realign", *path.relative_to(ROOT).parent.parts]
        parents = package[: len(package) - node.level + 1]
        module = ".".join([*parents, module] if module else parents)
    if module == "realign":  # `from realign import config`
        for alias in node.names:
            yield Import(f"realign.{alias.name}", node.lineno, when)
    else:
        yield Import(module, node.lineno, when)


def to_the_right(room: str) -> set[str]:
    """What a room may reach through others: whose types it may name."""
    found = set(MAY[room])
    for other in MAY[room]:
        found |= to_the_right(other)
    return found


@pytest.mark.parametrize("path", files(), ids=name_of)
def test_a_room_imports_only_what_stands_to_its_right(path: Path) -> None:
    """cli -> api -> engine -> stages -> {checks, criteria, models, ...} -> {samples, errors}."""
    room = room_of(path)
    assert room in MAY, f"{room} is a new room: say in MAY what it may import"
    wrong = []
    for found in imports(parse(path), path):
        first, _, rest = found.module.partition(".")
        target = rest.partition(".")[0]
        may = to_the_right(room) if found.when == "types" else MAY[room]
        if first == "realign" and target not in {room, *may}:
            wrong.append(f"{name_of(path)}:{found.line} imports {found.module}")
    assert not wrong


def test_the_rule_itself_has_no_circle() -> None:
    order = list(TopologicalSorter(MAY).static_order())
    assert order.index("errors") < order.index("stages") < order.index("engine")
    assert order.index("engine") < order.index("api") < order.index("cli")


@pytest.mark.parametrize("path", files(), ids=name_of)
def test_heavy_libraries_are_imported_where_they_may_be(path: Path) -> None:
    wrong = []
    for found in imports(parse(path), path):
        library = found.module.partition(".")[0]
        if library not in HEAVY:
            continue
        homes, lazily = HEAVY[library]
        if name_of(path) not in homes:
            wrong.append(f"{name_of(path)}:{found.line}: {library} belongs in {sorted(homes)}")
        elif lazily and found.when == "start":
            wrong.append(f"{name_of(path)}:{found.line}: {library} is imported at the top")
    assert not wrong


@pytest.mark.parametrize("path", files(), ids=name_of)
def test_nothing_runs_what_it_reads(path: Path) -> None:
    """No pickle, eval, exec or unsafe YAML, and no print outside the command line."""
    tree = parse(path)
    wrong = [
        f"{name_of(path)}:{found.line}: {found.module}"
        for found in imports(tree, path)
        if found.module.partition(".")[0] in FORBIDDEN
    ]
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func)
        banned = {"eval", "exec", "yaml.load", "yaml.unsafe_load", "yaml.full_load", "os.system"}
        if called in banned or (called == "print" and room_of(path) != "cli"):
            wrong.append(f"{name_of(path)}:{node.lineno}: {called}()")
    assert not wrong


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["run", "--help"]])
def test_the_command_starts_light(arguments: list[str]) -> None:
    """`realign --help` must not pay for what it does not use."""
    heavy = ["aiohttp", "rich", "jinja2", "yaml", "numpy", "pyarrow", "tantivy", "xllamacpp"]
    code = (
        "import sys; from realign.cli import main\n"
        f"sys.argv = ['realign', *{arguments!r}]\n"
        "try: main()\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        f"print('LOADED', [name for name in {heavy!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "LOADED []"


def test_the_walk_sees_what_it_should(tmp_path: Path) -> None:
    """The test of the test: lazy, relative and type-only imports are told apart."""
    tree = ast.parse(
        "import aiohttp\nfrom realign import io\nfrom . import base\n"
        "if TYPE_CHECKING:\n    import tantivy\ndef f():\n    import pyarrow.parquet\n"
    )
    found = {(i.module, i.when) for i in imports(tree, ROOT / "stages" / "made_up.py")}
    assert found == {
        ("aiohttp", "start"),
        ("realign.io", "start"),
        ("realign.stages", "start"),
        ("tantivy", "types"),
        ("pyarrow.parquet", "call"),
    }
