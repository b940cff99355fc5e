"""HTML, CSV and PDF files of a corpus."""

from __future__ import annotations

import pytest

from realign.errors import InputError, MissingExtra
from realign.evidence.documents import read_documents

PAGE = """<!doctype html><html><head><title>Kettle &amp; care</title>
<style>p { color: red }</style><script>alert("no")</script></head>
<body><nav><a href="/">Home</a></nav><p>A kettle boils <b>wat</b>er.</p>
<h1>Lime</h1><p>Vinegar removes it.<br>Rinse after.</p>
<ul><li>one<li>two</ul>
<h2>How often</h2><table><tr><td>hard</td><td>monthly</td></tr></table>
<h1>Rust</h1><p>Throw it <em>away"""


def read(path):
    return [(d.title, d.text, d.source) for d in read_documents(path, path.name)]


def test_a_page_is_cut_at_its_headings_and_its_markup_is_gone(tmp_path):
    path = tmp_path / "k.html"
    path.write_text(PAGE, encoding="utf-8")
    assert read(path) == [
        ("Kettle & care", "A kettle boils water.", "k.html:1"),
        ("Kettle & care > Lime", "Vinegar removes it.\nRinse after.\n\none\ntwo", "k.html:4"),
        ("Kettle & care > Lime > How often", "hard monthly", "k.html:6"),
        ("Kettle & care > Rust", "Throw it away", "k.html:7"),
    ]


def test_a_page_in_another_encoding_is_read_as_it_says(tmp_path):
    path = tmp_path / "k.htm"
    path.write_bytes('<meta charset="iso-8859-1"><p>Köln'.encode("latin-1"))
    assert read(path)[0][1] == "Köln"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"<p>a\n<p>\xff\xfe", r"is not utf-8 text \(line 2\)"),
        (b"<meta charset=klingon><p>a", "'klingon' is not known"),
    ],
)
def test_a_page_that_can_not_be_decoded_is_named(tmp_path, data, said):
    path = tmp_path / "k.html"
    path.write_bytes(data)
    with pytest.raises(InputError, match=rf"k\.html.*{said}"):
        read(path)


@pytest.mark.parametrize(("name", "mark"), [("a.csv", ","), ("a.csv", ";"), ("a.tsv", "\t")])
def test_rows_are_documents_in_any_delimiter(tmp_path, name, mark):
    path = tmp_path / name
    rows = [["title", "text", "url"], ["Kettle", '"Lime,; and\tso\non"', "https://k.test"]]
    rows += [["", "", ""], ["Oven", "Soda.", ""]]
    path.write_text("\ufeff" + "\r\n".join(mark.join(row) for row in rows), encoding="utf-8")
    assert read(path) == [
        ("Kettle", "Lime,; and\tso\non", "https://k.test"),
        ("Oven", "Soda.", f"{name}:5"),
    ]


@pytest.mark.parametrize(
    ("data", "line", "said"),
    [
        (b"title,text\nA,one\nB,two,three\n", 3, "3 cells under 2 columns"),
        (b"name,price\nKettle,3\n", 2, "no text field; the fields are: name, price"),
        (b'title,text\nA,"never closed\n', 3, "not valid CSV"),
        (b"title,text\nA,\xff\n", 2, "not UTF-8"),
    ],
)
def test_a_bad_row_is_named_by_its_line(tmp_path, data, line, said):
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    with pytest.raises(InputError, match=said) as caught:
        read(path)
    assert caught.value.line in (line, line - 1)


def test_an_empty_csv_has_no_documents(tmp_path):
    (tmp_path / "a.csv").write_text("")
    assert read(tmp_path / "a.csv") == []


def pdf(*pages: str) -> bytes:
    """A PDF of one line of text a page, written by hand."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode())
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    for number, text in enumerate(pages):
        drawn = f"BT /F1 12 Tf 50 700 Td ({text}) Tj ET".encode()
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R >> >> >>" % (5 + 2 * number)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn))
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return out + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\n"
        b"startxref\n%d\n%%%%EOF\n" % (size, table, size, len(out))
    )


def test_pages_of_a_pdf_are_documents(tmp_path):
    pytest.importorskip("pypdf")
    path = tmp_path / "manual.pdf"
    path.write_bytes(pdf("Vinegar removes lime.", "Soda removes fat."))
    assert read(path) == [
        ("manual", "Vinegar removes lime.", "manual.pdf#page=1"),
        ("manual", "Soda removes fat.", "manual.pdf#page=2"),
    ]


@pytest.mark.parametrize("data", [b"%PDF-1.4\njunk", b"%PDF-1.4\n" + bytes(range(256)) * 9])
def test_a_broken_pdf_is_named(tmp_path, data):
    pytest.importorskip("pypdf")
    path = tmp_path / "manual.pdf"
    path.write_bytes(data)
    with pytest.raises(InputError, match=r"manual\.pdf"):
        read(path)


def test_without_the_library_the_install_command_is_given(tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pypdf", None)
    path = tmp_path / "manual.pdf"
    path.write_bytes(pdf("x"))
    with pytest.raises(MissingExtra) as caught:
        read(path)
    assert caught.value.hint == "pip install 'realign-data[pdf]'"
