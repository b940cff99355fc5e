"""Every kind of file that a corpus is made of, and what is said about those that can't be read."""

from __future__ import annotations

import gzip
import json

import pytest
import zstandard

from realign.errors import InputError
from realign.evidence.documents import find_files, read_documents

ROWS = [
    {"title": "Kettles", "text": "Vinegar removes lime.", "url": "https://a.example/kettle"},
    {"title": "Ovens", "text": "Soda removes fat.", "source": "notes", "id": 7},
    {"id": "x1", "text": "No title here."},
]
LINES = "".join(json.dumps(row) + "\n" for row in ROWS)


def read(path):
    return list(read_documents(path, path.name))


def facts(documents):
    return [(d.title, d.text, d.source) for d in documents]


def expected(name):
    return [
        ("Kettles", "Vinegar removes lime.", "https://a.example/kettle"),
        ("Ovens", "Soda removes fat.", "notes#7"),
        ("", "No title here.", f"{name}#x1"),
    ]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.jsonl", LINES.encode()),
        ("a.json", LINES.encode()),
        ("bom.jsonl", b"\xef\xbb\xbf" + LINES.encode()),
        ("a.jsonl.gz", gzip.compress(LINES.encode())),
        ("packed-but-not-said.jsonl", gzip.compress(LINES.encode())),
        ("a.jsonl.zst", zstandard.compress(LINES.encode())),
        ("array.json", json.dumps(ROWS).encode()),
        ("pretty.json", json.dumps(ROWS, indent=2).encode()),
        ("array.jsonl", json.dumps(ROWS).encode()),
        ("objects.jsonl", "\n".join(json.dumps(r, indent=1) for r in ROWS).encode()),
    ],
)
def test_records_in_any_container_are_the_same_documents(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data)
    assert facts(read(path)) == expected(name)


def test_parquet_rows_are_documents(tmp_path):
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    path = tmp_path / "a.parquet"
    columns = {"title": ["Kettles", None], "content": ["Vinegar.", "Soda."], "n": [1, 2]}
    parquet.write_table(pa.table(columns), path)
    assert facts(read(path)) == [
        ("Kettles", "Vinegar.", "a.parquet#1"),
        ("", "Soda.", "a.parquet#2"),
    ]


@pytest.mark.parametrize("indent", [None, 2])
def test_an_object_of_titles_is_read_with_lists_of_sentences(tmp_path, indent):
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"One": ["First.", " Second."], "Two": "Text."}, indent=indent))
    assert facts(read(path)) == [
        ("One", "First. Second.", "a.json#One"),
        ("Two", "Text.", "a.json#Two"),
    ]


def test_an_array_of_strings_is_read(tmp_path):
    path = tmp_path / "a.json"
    path.write_text('["one", "two"]')
    assert [d.text for d in read(path)] == ["one", "two"]


def test_markdown_headings_become_titles_but_not_those_in_code(tmp_path):
    path = tmp_path / "guide.md"
    path.write_text(
        "---\ntitle: x\n---\nBefore.\n# Kettle\nIntro.\n## Descaling\n```\n# not a heading\n```\n"
        "Vinegar.\n# Oven #\nSoda.\n"
    )
    got = [(d.title, d.text.strip()) for d in read(path) if d.text.strip()]
    assert got == [
        ("guide", "Before."),
        ("Kettle", "Intro."),
        ("Kettle > Descaling", "```\n# not a heading\n```\nVinegar."),
        ("Oven", "Soda."),
    ]


def test_plain_text_is_read_in_bounded_blocks_with_line_numbers(tmp_path):
    path = tmp_path / "long.txt"
    path.write_text("A paragraph of text.\n\n" * 20_000)
    documents = read(path)
    assert len(documents) > 3
    assert documents[0].source == "long.txt:1"
    assert "".join(d.text for d in documents) == path.read_text()


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.jsonl", b'{"text": "ok"}\n{"text": bad}\n', "a.jsonl, line 2: not valid JSON"),
        ("a.jsonl", b'{"q": 1, "a": 2}\n{"q": 1}\n', "a.jsonl, line 1: no text field; the fields"),
        ("a.json", b'{"q": "one", "a": "two"}', "line 1: no text field; the fields are: q, a"),
        ("a.json", b'{\n"q": "one"\n}', "record 1: no text field; the fields are: q"),
        ("a.jsonl", b'{"text": "ok"}\n{"q": 1}\n', "line 2: no text field; the fields are: q"),
        ("a.jsonl", b'{"text": {"x": 1}}\n{"text": ""}\n', "line 1: 'text' is not a text"),
        ("a.jsonl", b'{"text": "ok"}\n17\n', "line 2: a int instead of an object"),
        ("a.jsonl", b"[" * 100_000, "not valid JSON"),
        ("a.json", b'[{"text": "ok"}, {"text": ]', "record 2: not valid JSON"),
        ("a.json", b'[{"text": "cut', "record 1: not valid JSON"),
        ("b.jsonl", b'{"text": "cut', "line 1: not valid JSON: unterminated string at column 10"),
        ("b.jsonl", b'{"text": "cut\n{"text": "ok"}\n', "line 1: not valid JSON: unterminated"),
        ("b.jsonl", b'{"text": "cut"\n', "line 1: not valid JSON: expecting"),
        ("b.jsonl", b'{"text": bad}\n{"text": "ok"}\n', "line 1: not valid JSON: expecting value"),
        ("b.jsonl", b'{"text": "caf\xe9"}', "line 1: is not UTF-8 text"),
        ("a.txt", b"caf\xe9 au lait\n", "line 1: is not UTF-8 text"),
        ("a.bin", b"\x7fELF\x00\x00", "is not text"),
        ("a.txt.gz", gzip.compress(b"x" * 9999, mtime=0)[:-12], "can't be read"),
        ("a.txt.gz", b"\x1f\x8b\x08\x00" + b"junk" * 20, "can't be read"),
        ("a.txt.zst", zstandard.compress(b"xyz" * 9999)[:9] + b"junk" * 9, "can't be read"),
        ("a.parquet", b"PAR1 no", "can't be read"),
    ],
)
def test_what_cannot_be_read_is_refused_with_place_and_remedy(tmp_path, name, data, said):
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        read(path)
    assert said in caught.value.message
    assert str(path) in caught.value.message
    assert caught.value.hint


def test_objects_over_several_lines_are_still_read(tmp_path):
    """Their first line is not JSON either, but nothing in it is wrong."""
    path = tmp_path / "a.jsonl"
    path.write_text('{\n  "text": "one"\n}\n{"text":\n"two"}\n')
    assert [document.text for document in read(path)] == ["one", "two"]


def test_another_encoding_gets_the_command_that_converts_it(tmp_path):
    """It is plain text already: a list of kinds would not help."""
    (tmp_path / "lat.txt").write_bytes(b"caf\xe9")
    with pytest.raises(InputError) as caught:
        read(tmp_path / "lat.txt")
    assert "iconv -f WINDOWS-1252 -t UTF-8 lat.txt" in caught.value.hint


def test_parquet_without_a_text_names_its_columns(tmp_path):
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    parquet.write_table(pa.table({"q": ["x"], "a": ["y"]}), tmp_path / "a.parquet")
    with pytest.raises(InputError, match="the fields are: q, a"):
        read(tmp_path / "a.parquet")


def test_a_directory_is_walked_in_order_without_hidden_files_and_corpora(tmp_path):
    for name in ("b.md", "a.txt", ".hidden.txt", "c.exe", "sub/d.jsonl", "old/corpus.json",
                 "old/e.txt", "out/f.txt"):  # fmt: skip
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("text")
    found = find_files([tmp_path, tmp_path / "a.txt"], leave_out=tmp_path / "out")
    assert [name for _, name in found] == ["a.txt", "b.md", "sub/d.jsonl"]


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InputError, match=r"gone\.txt") as caught:
        find_files([tmp_path / "gone.txt"], leave_out=tmp_path)
    assert "plain text" in caught.value.hint


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("wiki_passages/passages.jsonl.gz", 15037),
        ("hotpotqa/hotpotqa_train_corpus.json.gz", 994),
        ("musique/musique_train_corpus.json.gz", 1890),
        ("wiki2/2wikimultihopqa_corpus.json.gz", 6119),
        ("multi_doc2dial/dmv_documents.jsonl.gz", 149),
    ],
)
def test_real_corpora_are_read_in_full(shared_data, name, count):
    assert len(read(shared_data / name)) == count
