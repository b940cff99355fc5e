"""A corpus is built whole or not at all, says what it is, and finds what it holds."""

from __future__ import annotations

import gzip
import json
import os
import random
import re
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


def folder(tmp_path: Path, **texts: str) -> Path:
    """A directory `docs` with a Markdown file for each name."""
    docs = tmp_path / "docs"
    docs.mkdir(exist_ok=True)
    for name, text in texts.items():
        (docs / f"{name}.md").write_text(text, encoding="utf-8")
    return docs


def titles(corpus: Path, query: str) -> list[str]:
    return [hit.passage.source for hit in LocalCorpus(corpus).hits(query, 9, least=0.0)]


def test_a_second_build_reads_only_what_changed(tmp_path):
    docs = folder(tmp_path, a="Apples ripen.", b="Bears sleep.", c="Cats purr.")
    first = build([docs], tmp_path / "c")
    assert first.changes.added == ("a.md", "b.md", "c.md")
    folder(tmp_path, b="Badgers dig tunnels.", d="Dogs bark.")
    (docs / "c.md").unlink()
    told = []
    second = build([docs], tmp_path / "c", lambda name, _: told.append(name))
    assert told == ["b.md", "d.md"]
    done = second.changes
    assert (done.added, done.changed) == (("d.md",), ("b.md",))
    assert (done.removed, done.unchanged) == (("c.md",), ("a.md",))
    here = titles(tmp_path / "c", "apples bears cats badgers dogs")
    assert sorted(here) == ["a.md:1", "b.md:1", "d.md:1"]
    assert titles(tmp_path / "c", "bears cats") == []
    assert (second.passages, second.documents) == (3, 3)
    assert read_info(tmp_path / "c") == second
    assert second.fingerprint != first.fingerprint
    assert sorted(path.name for path in tmp_path.iterdir()) == ["c", "docs"]


def test_a_corpus_that_is_up_to_date_is_left_alone(tmp_path):
    docs = folder(tmp_path, a="Apples ripen.")
    first = build([docs], tmp_path / "c")
    marker = (tmp_path / "c" / "corpus.json").stat()
    again = build([docs], tmp_path / "c")
    assert again.changes.none
    assert again == first
    assert (tmp_path / "c" / "corpus.json").stat().st_ino == marker.st_ino


def test_an_unchanged_file_is_known_by_size_and_time_and_not_opened(tmp_path):
    docs = folder(tmp_path, a="Apples ripen.", b="Bears sleep.")
    long_ago = 1_600_000_000_000_000_000
    os.utime(docs / "a.md", ns=(long_ago, long_ago))
    build([docs], tmp_path / "c")
    (docs / "a.md").write_text("Olives ripen.")
    os.utime(docs / "a.md", ns=(long_ago, long_ago))
    assert build([docs], tmp_path / "c").changes.none


def test_a_young_file_of_the_same_size_and_time_is_read_again(tmp_path):
    """Two writes within one tick of the clock: the time says nothing, the bytes do."""
    docs = folder(tmp_path, a="Apples ripen.")
    build([docs], tmp_path / "c")
    stat = (docs / "a.md").stat()
    (docs / "a.md").write_text("Olives ripen.")
    os.utime(docs / "a.md", ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert build([docs], tmp_path / "c").changes.changed == ("a.md",)
    assert titles(tmp_path / "c", "olives") == ["a.md:1"]


def test_an_update_that_breaks_leaves_the_corpus_as_it_was(tmp_path):
    docs = folder(tmp_path, a="Apples ripen.", b="Bears sleep.")
    before = build([docs], tmp_path / "c")
    folder(tmp_path, a="Apricots ripen.")
    (docs / "bad.jsonl").write_text('{"text": "x"}\n{"text": \n')
    with pytest.raises(InputError, match=r"bad\.jsonl, line 2"):
        build([docs], tmp_path / "c")
    assert read_info(tmp_path / "c") == before
    assert titles(tmp_path / "c", "apples apricots") == ["a.md:1"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["c", "docs"]


def test_a_searcher_that_is_open_outlives_an_update(tmp_path):
    docs = folder(tmp_path, a="Apples ripen.")
    build([docs], tmp_path / "c")
    opened = LocalCorpus(tmp_path / "c")
    folder(tmp_path, a="Bears sleep.")
    build([docs], tmp_path / "c")
    assert opened.search("apples", 1)[0].text == "Apples ripen."
    assert LocalCorpus(tmp_path / "c").search("bears", 1)


def test_files_of_one_name_in_two_places_are_told_apart(tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.md").write_text(f"The {name} file.")
    paths = [tmp_path / "one" / "x.md", tmp_path / "two" / "x.md"]
    info = build(paths, tmp_path / "c")
    assert [file.name for file in info.files] == [path.as_posix() for path in paths]
    assert build(paths[:1], tmp_path / "c").passages == 1


def test_force_builds_anew(small, tmp_path):
    source = write(tmp_path / "b.jsonl", ROWS[:2])
    assert build([source], small, force=True).passages == read_info(small).passages == 2
    assert read_info(small).history == ""
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
    searcher = LocalCorpus(small)._searcher
    weights = searcher.weights(searcher.terms(noise + " lime kettle"))
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
    source = str(write(tmp_path / "a.jsonl"))
    built = run.invoke(command, ["build", source, "-o", out])
    assert built.exit_code == 0
    assert "6 passages of 6 documents" in built.output
    assert re.search(r"new +6 +6 +a\.jsonl", built.output)
    assert "is up to date: 6 passages" in run.invoke(command, ["build", source, "-o", out]).output
    asked = ["search", out, "--no-rerank"]
    found = run.invoke(command, [*asked, "lime in the kettle", "-k", "2"])
    assert "1. Kettle" in found.output
    assert "https://k.test" in found.output
    animals = "zebra giraffe antelope lion hyena gazelle ostrich cheetah rhinoceros"
    weak = run.invoke(command, [*asked, f"kettle {animals}"])
    assert "a run leaves it out" in weak.output
    nothing = run.invoke(command, [*asked, "zebra"])
    assert "Nothing in this corpus" in nothing.output
    told = run.invoke(command, ["info", out])
    assert "a.jsonl" in told.output
    assert "fingerprint" in told.output


def test_a_file_of_queries_is_answered_line_by_line(small, tmp_path):
    queries = tmp_path / "q.txt"
    lines = ["lime in a kettle", "", '{"question": "the tower in Paris"}', '"zebra"']
    queries.write_text("\n".join(lines), encoding="utf-8")
    out = tmp_path / "found.jsonl"
    arguments = ["search", str(small), "--queries", str(queries), "-k", "1", "--no-rerank"]
    done = CliRunner().invoke(command, [*arguments, "-o", str(out)])
    assert done.exit_code == 0, done.output
    one, two, three = (json.loads(line) for line in out.read_text("utf-8").splitlines())
    assert one["query"] == "lime in a kettle"
    (kettle,) = one["results"]
    assert list(kettle) == ["id", "source", "title", "text", "score"]
    assert (kettle["title"], kettle["text"]) == ("Kettle", ROWS[0]["text"])
    assert (two["query"], two["results"][0]["title"]) == ("the tower in Paris", "Tower")
    assert three["results"] == []
    shown = CliRunner().invoke(command, arguments)
    assert shown.output.splitlines() == out.read_text("utf-8").splitlines()


@pytest.mark.parametrize("line", ['{"query": ', '{"q": "x"}', '{"query": 5}'])
def test_a_bad_query_is_named_by_its_line(small, tmp_path, line):
    queries = tmp_path / "q.jsonl"
    queries.write_text('"fine"\n' + line, encoding="utf-8")
    done = CliRunner().invoke(
        command, ["search", str(small), "--queries", str(queries), "--no-rerank", "-o", "x"]
    )
    assert isinstance(done.exception, InputError)
    assert done.exception.line == 2


def test_a_passage_is_named_by_its_record_and_its_place(tmp_path):
    long = " ".join(f"Sentence {n} is about kettles and says so plainly." for n in range(60))
    rows = [{"id": "p7", "text": "One about ovens."}, {"id": "p8", "text": long}]
    build([write(tmp_path / "a.jsonl", rows)], tmp_path / "c")
    corpus = LocalCorpus(tmp_path / "c")
    assert corpus.hits("ovens", 1)[0].passage.key == "p7"
    found = corpus.hits("kettles sentence 31", 9)
    assert len({hit.passage.key for hit in found}) == len(found) > 2
    for hit in found:
        passage = hit.passage
        assert passage.text == long[passage.start : passage.end]
        assert passage.key == f"p8@{passage.start}"


class ByLength:
    """A reranker that likes short texts."""

    fingerprint = "short"

    def likeness(self, query, texts):
        return [float(len(text) < 20) for text in texts]


def test_a_reranker_orders_the_candidates_and_changes_the_fingerprint(tmp_path):
    rows = [{"text": "kettle " + "filler " * n + f"end{n}"} for n in range(1, 9)]
    build([write(tmp_path / "a.jsonl", rows)], tmp_path / "c")
    plain, short = LocalCorpus(tmp_path / "c"), LocalCorpus(tmp_path / "c", ByLength())
    assert plain.fingerprint != short.fingerprint
    found = short.hits("kettle", 8)
    assert len(found) == 8
    assert found[0].passage.text == rows[0]["text"]
    assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)


def test_search_results_cannot_steer_the_terminal(tmp_path):
    rows = [{"title": "Evil \x1b[2J title", "text": "kettle \x1b]0;x\x07 \u202e lime"}]
    build([write(tmp_path / "a.jsonl", rows)], tmp_path / "c")
    shown = (
        CliRunner()
        .invoke(command, ["search", str(tmp_path / "c"), "kettle lime", "--no-rerank"])
        .output
    )
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
