"""`realign train-classifier`: labelled queries in, a folder of weights out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from realign.classifiers.encoder import Card
from realign.classifiers.facts import FEWEST, set_evidence
from realign.classifiers.training import Query, Recipe, split, train
from realign.criteria import CriteriaSet
from realign.errors import UsageError
from realign.labelling.queries import read_labelled, read_requests

Note = Callable[[str], None]


def gather(data: Sequence[Path], criteria: CriteriaSet) -> list[Query]:
    """The queries of the files, then those of the criteria, each text once.

    Raises:
        InputError: a file can't be read, or a record has no request or no task.
        UsageError: a task that the criteria don't have.
    """
    found: dict[str, Query] = {}
    for path in data:
        for item in read_labelled(path):
            for task in (item.task, item.second):
                if task is not None and task not in criteria.taxonomy:
                    raise UsageError(
                        f"{path}: no criterion is there for the task {task!r}.",
                        hint="Correct its name, or give it a criterion file: --criteria DIR",
                    )
            query = Query(item.text, item.task, item.second, item.weight)
            found.setdefault(" ".join(item.text.split()), query)
    for task, criterion in criteria.taxonomy.items():
        for text in criterion.queries:
            found.setdefault(" ".join(text.split()), Query(text, task))
    return list(found.values())


def train_on(
    data: Sequence[Path],
    out: Path,
    criteria: CriteriaSet,
    *,
    base: Path | None = None,
    recipe: Recipe | None = None,
    note: Note = lambda _: None,
) -> Card:
    """Train on the files and the criteria's own queries, and write the weights to `out`.

    The threshold of `needs_evidence` is set on the held-out queries of the tasks whose criterion
    wants evidence, or where these are too few, on all of them; `set_facts` sets it on others.

    Raises:
        MissingExtra: torch and its company are not installed.
        UsageError: too few queries, an unknown task, or no base encoder.
    """
    recipe = recipe or Recipe()
    queries = gather(data, criteria)
    card = train(queries, out, base=base, recipe=recipe, note=note)
    tasks = _evidence_tasks(criteria)
    for part in (split(queries, recipe.held_out)[1], queries):
        facts = [query.text for query in part if query.task in tasks]
        if len(facts) >= FEWEST:
            note(f"choosing when facts are looked up, on {len(facts):,} queries")
            return set_evidence(out, facts, tasks)
    return card


def set_facts(
    out: Path, facts: Sequence[Path], criteria: CriteriaSet, *, recall: float = 0.95
) -> Card:
    """Set the threshold of `needs_evidence` on files of questions that need facts.

    Raises:
        InputError: a file can't be read.
        UsageError: too few questions, or no task of the weights wants evidence.
    """
    questions = [text for path in facts for text in read_requests(path)]
    return set_evidence(out, questions, _evidence_tasks(criteria), recall=recall)


def _evidence_tasks(criteria: CriteriaSet) -> list[str]:
    return [task for task, criterion in criteria.taxonomy.items() if criterion.evidence]
