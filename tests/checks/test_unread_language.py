"""Where the word lists do not know a language, the record says so; it never rejects."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

import realign
from realign.checks import Pair, Text, run_checks
from realign.cli import cli

CHINESE = "这个药不能和酒一起吃。", "- 这个药能和酒一起吃。"
OTHERS = [
    ("Chinese", CHINESE[0]),
    ("Chinese", "使用 Python 的 pandas 库读取 CSV 文件，然后打印前五行。"),
    ("Japanese", "東京は日本の首都です。"),
    ("Korean", "서울은 대한민국의 수도입니다."),
    ("Thai", "ยานี้ห้ามรับประทานร่วมกับแอลกอฮอล์"),
    ("Russian", "Это лекарство нельзя принимать вместе с алкоголем."),
    ("Ukrainian", "Цей лікарський засіб не можна приймати з алкоголем, її теж."),
    ("Arabic", "القاهرة هي عاصمة مصر وأكبر مدنها."),
    ("a language of Devanagari script", "यह दवा शराब के साथ नहीं ली जा सकती है।"),
    ("French", "Le magasin n’est pas ouvert le dimanche."),
    ("Spanish", "La tienda no está abierta los domingos, pero sí los lunes por la mañana."),
    ("Portuguese", "O remédio não pode ser tomado com álcool, mas pode com água."),
    ("Polish", "Sklep nie jest otwarty w niedziele, ale jest otwarty w poniedziałki."),
    ("neither English nor German", "A bolt vasárnap nincs nyitva, de hétfőn és kedden egész nap"
     " nyitva tart a vásárlók számára."),
    ("neither English nor German", "Watoto wengi wanapenda kucheza mpira baada ya shule kwa sababu"
     " wanafurahia kukimbia pamoja na marafiki zao."),
    ("neither English nor German", "Maraming tao ang pumupunta sa palengke tuwing umaga upang"
     " bumili ng sariwang gulay at isda para sa kanilang pamilya bago pumasok sa trabaho."),
]  # fmt: skip
SILENT = [
    "42",
    "Paris",
    "北京",
    "ニューヨーク",
    "Maria de la Cruz de la Vega",
    "The shop is not open on Sundays, and the word for it in Spanish is la tienda.",
    "Do a test as a check, do a run as a try.",
    "apples, pears, plums, cherries, peaches, apricots, grapes, melons, limes, lemons, oranges,"
    " figs, dates, bananas, pineapples",
    "Los Angeles, Las Vegas, San Diego, Santa Fe, Sacramento, Albuquerque, Minneapolis,"
    " Tallahassee, Chattanooga, Kalamazoo, Oklahoma City, Schenectady",
    "Apples, pears, plums, cherries, peaches, apricots, grapes, melons, limes, lemons, oranges",
    "To say hello in Chinese, say 你好 (nǐ hǎo).",
    "Das Geschäft ist sonntags nicht geöffnet, aber an den anderen Tagen.",
    "Äpfel, Öl, Nüsse, Käse, Möhren, Brötchen, Brot, Milch, Zucker, Mehl, Salz, Butter, Kümmel",
    "```sh\nls -la de la le les est que une des aux\n```\nRun this.",
    "urls = [a.com, b.com, c.com, d.com, e.com, f.com, g.com, h.com, i.com, k.com]",
]


def found(text: str) -> list[realign.Finding]:
    pair = Pair(Text(text), Text(f"- {text}"))
    return [item for item in run_checks(pair) if item.check == "unread_language"]


@pytest.mark.parametrize(("language", "text"), OTHERS)
def test_a_language_that_is_not_read_is_told(language, text):
    [finding] = found(text)
    assert finding.severity == "warn"
    assert (finding.expected, finding.found) == ("", "")  # it is no text of either side
    assert f"seems to be in {language}: " in finding.message


@pytest.mark.parametrize("text", SILENT)
def test_english_german_and_short_texts_have_no_such_finding(text):
    assert found(text) == []


def test_it_is_silent_where_nothing_changed_and_where_it_is_off():
    pair = Pair(Text(CHINESE[0]), Text(CHINESE[0]))
    assert run_checks(pair) == ()
    assert run_checks(Pair(Text(CHINESE[0]), Text(CHINESE[1])), {"unread_language": "off"}) == ()


def test_verify_says_it_in_the_record_the_table_and_the_report(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    record = {"before": CHINESE[0], "after": CHINESE[1]}
    (tmp_path / "in.jsonl").write_text(json.dumps(record), "utf-8")
    asked = ["verify", "in.jsonl", "--original", "before", "--rewrite", "after", "-o", "out.jsonl"]
    table = " ".join(CliRunner().invoke(cli, asked).stdout.split())
    account = json.loads((tmp_path / "out.jsonl").read_text("utf-8"))["realign"]
    assert account["verdict"] == "faithful"
    assert [item["check"] for item in account["findings"]] == ["unread_language"]
    assert "unread_language 0 0.0 % 1 100.0 %" in table
    report = (tmp_path / "out.jsonl.realign" / "report.html").read_text("utf-8")
    assert "seems to be in Chinese" in report
