"""`realign init`: a commented plan file."""

from __future__ import annotations

from pathlib import Path

import click

from realign.errors import UsageError

PLAN = """\
# A plan for `realign run --plan {name}`. A flag on the command line wins over this file.
# What is commented out shows its default, or an example where there is none. A section of which
# everything is commented out has its defaults.

input: data.jsonl             # JSON, JSONL (.gz, .zst), Parquet or CSV
output: better.jsonl          # .jsonl[.gz|.zst], .json or .parquet
# run_dir: better.jsonl.realign   # the durable state: finished calls and samples, report
# format: alpaca              # alpaca, sharegpt, messages, prompt, realign; found by looking
# map: {{instruction: question, output: answer}}   # other column names
# clean: false                # true: leave the `realign` object out of the records
# bad_lines: stop             # or skip: lines that are no JSON go to rejected_lines.jsonl

# classifier: auto            # embedded: no call; cascade: the model where that is unsure; model
# threshold: 0.6              # cascade: the probability from which the embedded one decides
# weights: weights/           # made by `realign train-classifier`
# criteria: my-criteria/      # your files over the built-in ones; `realign criteria init`

model:
  # endpoint: http://127.0.0.1:8000/v1   # any OpenAI-compatible one; none: the embedded model
  # name: my-model            # its name there; else an embedded one, or a .gguf file
  # key_env: OPENAI_API_KEY   # the variable that holds the key; the key itself never stands here
  # concurrency: 64           # calls at once
  # timeout_s: 300
  # attempts: 6               # tries of a call that failed in a way that passes
  # context: 8192             # embedded only, in tokens
  # threads: 2                # embedded only

rewrite:
  # policy: default           # or paper: as published, longest candidate and its own filters
  # way: auto                 # free: the model writes; anchored: it lays out the own words
  # candidates: 2             # anchored: 1
  # temperature: 0.3
  # top_p: 1.0
  # max_tokens: 2048
  # seed: 0
  # repair: 1                 # a second chance for a reply that can't be read
  # turns: all                # or last: only the last response of a conversation
  # force: false              # true: also what follows its criterion already
  # checks: {{length: warn}}    # reject, warn or "off"; for one task: {{open_qa.length: warn}}

verify:
  # judges: [entailment]      # a model is asked about what passed the checks
  # student: smollm2-135m     # whose log-probabilities the judge reversed_ifd compares
  # repair: 0                 # 1: told what the checks found, the model may mend a rewrite once

evidence:
  # corpus: corpus/           # made by `realign corpus build`
  # web: searxng              # or serper; nothing is sent to a search service without it
  # url: http://127.0.0.1:8080
  # key_env: SERPER_API_KEY   # the variable that holds its key
  # k: 5
  # max_age: 30d              # search again what is older
  # searches: 1000            # stop there, exit code 3
  # attempts: 4
  # timeout_s: 30
  # queries: question         # instruction: all of the request; model: 1 to 3 by the chat model
  # citations: none           # footnotes or inline

limits:
  # samples: 100              # only the first ones
  # sample: 100               # or a random draw
  # seed: 0
  # calls: 10000              # stop there, exit code 3; the same command goes on
  # tokens: 5000000
"""


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("path", default="plan.yaml", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace a file that is there.")
def init(path: Path, force: bool) -> None:
    """Write a commented plan file to PATH (plan.yaml).

    \b
    Examples:
      realign init
      realign init plans/first.yaml
    """
    if path.exists() and not force:
        raise UsageError(f"{path} is there already.", hint="Name another path, or --force.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(PLAN.format(name=path), encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from error
    click.echo(f"Wrote {path}. Edit it, then: realign run --plan {path} --dry-run")
