"""A corpus is built whole or not at all, says what it is, and finds what it holds."""

from __future__ import annotations

import gzip
import json
import random
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from realign.cli.corpus import corpus as command
from realign.errors import InputError, MissingExtra, UsageError
from realign.evidence import corpus as module
from realign.evidence.corpus import LocalCorpus, build, read_info

pytest.importorskip("tantivy")

ROWS = [
    {
        "title": "Kettle",
        "text": "Lime in a kettle is removed with vinegar.",
        "url": "https://k.test",
    },
    {"title": "Oven", "text": "Fat in an oven is removed with baking soda."},
    {"title": "Tower", "text": "The tower in Paris was finished in 1889 and is 330 metres high."},
    {"title": "Köln", "text": "Der Dom in Köln hat zwei Türme."},
    {"title": "长城", "text": "长城是中国古代的军事防御工程。"},
    {"title": "C++", "text": "C++ was begun by Stroustrup in 1979."},
]


def write(path: Path, rows=ROWS) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def small(tmp_path) -> Path:
    build([write(tmp_path / "a.jsonl")], tmp_path / "corpus")
    return tmp_path / "corpus"


def test_what_was_built_is_described(tmp_path):
    told = []
    source = write(tmp_path / "a.jsonl", [*ROWS, {"text": None}])
    info = build([source], tmp_path / "c", lambda name, count: told.append((name, count)))
    assert (info.passages, info.documents, info.empty) == (6, 6, 1)
    assert info.files[0].bytes == source.stat().st_size
    assert len(info.files[0].sha256) == 64
    assert told == [("a.jsonl", 6)]
    assert read_info(tmp_path / "c") == info


def test_evidence_keeps_text_source_title_and_score(small):
    found = LocalCorpus(small).search("how do I remove lime from a kettle?", 3)
    assert (found[0].title, found[0].source) == ("Kettle", "https://k.test")
    assert found[0].text == ROWS[0]["text"]
    assert (found[0].retriever, found[0].query) == ("corpus", "how do I remove lime from a kettle?")
    assert found[0].score > 0


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("towers of Paris", "Tower"),  # stems
        ("zwei turme KOLN", "Köln"),  # case and accents
        ("中国的长城", "长城"),  # no spaces
        ("stroustrup's c++", "C++"),
    ],
)
def test_words_are_found_in_other_forms_and_scripts(small, query, title):
    assert LocalCorpus(small).search(query, 1)[0].title == title


def test_passages_that_share_too_little_are_dropped(small):
    """One everyday word in common is no support."""
    corpus = LocalCorpus(small)
    assert (
        corpus.search("write a cheerful limerick about penguins removed from Antarctica", 5) == ()
    )
    assert corpus.search("", 5) == corpus.search("the of and", 5) == corpus.search("lime", 0) == ()


def test_repeated_passages_are_shown_once_however_many_there_are(tmp_path):
    again = [replace_case(ROWS[0], n) for n in range(60)]
    others = [{"text": f"Something else, number {n}."} for n in range(500)]
    build([write(tmp_path / "a.jsonl", [*again, *ROWS, *others])], tmp_path / "c")
    found = LocalCorpus(tmp_path / "c").search("removed with vinegar", 2)
    assert sorted(e.title for e in found) == ["Kettle", "Oven"]


def replace_case(row, number):
    return {**row, "text": row["text"].upper() if number % 2 else row["text"] + "  "}


def test_the_fingerprint_follows_the_content_only(tmp_path):
    one = build([write(tmp_path / "a.jsonl")], tmp_path / "one")
    (tmp_path / "b").mkdir()
    same = build([write(tmp_path / "b" / "a.jsonl")], tmp_path / "two")
    other = build([write(tmp_path / "a.jsonl", ROWS[1:])], tmp_path / "three")
    assert one.fingerprint == same.fingerprint != other.fingerprint
    prints = [LocalCorpus(tmp_path / name).fingerprint for name in ("one", "two", "three")]
    assert prints[0] == prints[1] != prints[2]


def test_an_existing_corpus_is_replaced_only_when_forced(small, tmp_path):
    before = read_info(small)
    source = write(tmp_path / "b.jsonl", ROWS[:2])
    with pytest.raises(UsageError, match="a corpus already") as caught:
        build([source], small)
    assert "--force" in caught.value.hint
    assert read_info(small) == before
    assert build([source], small, force=True).passages == read_info(small).passages == 2
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.jsonl", "b.jsonl", "corpus"]


def test_a_directory_that_is_no_corpus_is_never_touched(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years")
    source = write(tmp_path / "a.jsonl")
    with pytest.raises(UsageError, match="not a corpus"):
        build([source], tmp_path / "mine", force=True)
    assert (tmp_path / "mine" / "thesis.txt").read_text() == "years"


def test_a_broken_build_leaves_nothing_and_keeps_the_old_corpus(small, tmp_path):
    before = read_info(small)
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"text": "fine"}\n{"text": \n')
    with pytest.raises(InputError, match=r"bad\.jsonl, line 2"):
        build([bad], small, force=True)
    assert read_info(small) == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.jsonl", "bad.jsonl", "corpus"]


@pytest.mark.parametrize("rows", [[], [{"text": " "}, {"text": None}]])
def test_an_empty_corpus_is_refused(tmp_path, rows):
    with pytest.raises(UsageError, match="would be empty"):
        build([write(tmp_path / "a.jsonl", rows)], tmp_path / "c")
    assert not (tmp_path / "c").exists()


def test_a_directory_without_readable_files_is_refused(tmp_path):
    (tmp_path / "x.exe").write_bytes(b"\0")
    with pytest.raises(UsageError, match="No file to read"):
        build([tmp_path], tmp_path / "c")


def test_opening_what_is_no_corpus_says_what_to_do(tmp_path, small):
    (tmp_path / "empty").mkdir()
    for path, said in [(tmp_path / "gone", "no directory"), (tmp_path / "empty", "not a corpus")]:
        with pytest.raises(UsageError, match=said) as caught:
            LocalCorpus(path)
        assert "realign corpus build" in caught.value.hint


@pytest.mark.parametrize("damage", ["marker", "format", "index"])
def test_a_damaged_corpus_is_refused(small, damage):
    marker = small / "corpus.json"
    if damage == "marker":
        marker.write_text("{")
    elif damage == "format":
        marker.write_text(json.dumps({**json.loads(marker.read_text()), "format": 99}))
    else:
        (small / "index" / "meta.json").write_text("junk")
    with pytest.raises(UsageError) as caught:
        LocalCorpus(small)
    assert "--force" in caught.value.hint


def test_without_the_library_the_install_command_is_given(small, monkeypatch):
    monkeypatch.setitem(sys.modules, "tantivy", None)
    with pytest.raises(MissingExtra) as caught:
        LocalCorpus(small)
    assert caught.value.hint == "pip install 'realign-data[evidence]'"


def test_of_a_long_request_the_rare_words_decide(small):
    noise = " ".join(f"the word and in of {n}" for n in range(5000))
    weights = LocalCorpus(small)._weights(noise + " lime kettle")
    assert len(weights) == module.MOST_TERMS


def test_threads_get_the_same_answers(small):
    corpus = LocalCorpus(small)
    answers: list[tuple] = []
    threads = [
        threading.Thread(target=lambda: answers.append(corpus.search("lime in a kettle", 3)))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(answers)) == 1
    assert len(answers) == 8


def test_memory_does_not_grow_with_the_corpus(tmp_path):
    """Four times the documents, about the same peak: they are streamed."""
    pytest.importorskip("resource")
    code = (
        "import sys, resource; from realign.evidence.corpus import build; build([sys.argv[1]],"
        " sys.argv[2]); print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    peaks = []
    draw = random.Random(0)
    for count in (10_000, 40_000):
        path = tmp_path / f"{count}.jsonl"
        with path.open("w") as file:
            for n in range(count):
                text = " ".join(str(draw.randrange(5000)) for _ in range(40))
                file.write(json.dumps({"title": f"t{n % 50}", "text": text}) + "\n")
        run = [sys.executable, "-c", code, str(path), str(tmp_path / f"c{count}")]
        peaks.append(int(subprocess.run(run, check=True, capture_output=True).stdout))
    assert peaks[1] < peaks[0] * 1.6


def test_the_commands_build_search_and_describe(tmp_path):
    out = str(tmp_path / "c")
    run = CliRunner()
    built = run.invoke(command, ["build", str(write(tmp_path / "a.jsonl")), "-o", out])
    assert built.exit_code == 0
    assert "6 passages of 6 documents" in built.output
    found = run.invoke(command, ["search", out, "lime in the kettle", "-k", "2"])
    assert "1. Kettle" in found.output
    assert "https://k.test" in found.output
    nothing = run.invoke(command, ["search", out, "zebra"])
    assert "Nothing in this corpus" in nothing.output
    told = run.invoke(command, ["info", out])
    assert "a.jsonl" in told.output
    assert "fingerprint" in told.output


def test_search_results_cannot_steer_the_terminal(tmp_path):
    rows = [{"title": "Evil \x1b[2J title", "text": "kettle \x1b]0;x\x07 \u202e lime"}]
    build([write(tmp_path / "a.jsonl", rows)], tmp_path / "c")
    shown = CliRunner().invoke(command, ["search", str(tmp_path / "c"), "kettle lime"]).output
    assert "kettle" in shown
    assert not set(shown) & {"\x1b", "\x07", "\u202e"}


@pytest.mark.slow
def test_gold_passages_are_found_among_real_ones(shared_data, tmp_path):
    """What stems and weights were chosen by: 0.81 of the 1,455 questions not used to choose."""
    build([shared_data / "wiki_passages" / "passages.jsonl.gz"], tmp_path / "wiki")
    corpus = LocalCorpus(tmp_path / "wiki")
    path = shared_data / "nq_open" / "nq-open-oracle.dev.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file][::8]
    hits = 0
    for row in rows:
        gold = " ".join(row["ctxs"][0]["text"].split())[:150]
        found = corpus.search(row["question"], 5)
        hits += any(" ".join(e.text.split()).startswith(gold) for e in found)
    assert hits / len(rows) > 0.75


def test_evidence_of_equal_content_is_equal(small):
    """Frozen values: a cache or a test can compare them."""
    one, two = (LocalCorpus(small).search("kettle lime", 1)[0] for _ in range(2))
    assert one == two == replace(one)
