"""Real public files: each is read in full, or refused with a remedy that works."""

from __future__ import annotations

import re
import shlex

import pytest

from realign.errors import InputError
from realign.io import MISFIT, inspect, parse_mapping, read

READ = {
    "messy/alpaca-cot_zh_empty.jsonl": ("alpaca", 50, 50),
    "messy/code_example.json.gz": ("alpaca", 8783, 8783),
    "messy/fastchat_dummy_conversation.json": ("sharegpt", 500, 1000),
    "messy/fastchat_pretty_json_in_jsonl.jsonl": ("alpaca", 3000, 3000),
    "messy/gpteacher_roleplay.json.gz": ("alpaca", 3146, 3146),
    "messy/gpteacher_toolformer_similarity_0.6.json.gz": ("alpaca", 2396, 2396),
    "messy/gsm_8k_train_alpaca.json.gz": ("alpaca", 7473, 7473),
    "messy/litgpt_dolly_jsonl_in_json.json": ("prompt", 12, 12),
    "messy/pipeline_math_null_outputs.json": ("alpaca", 296, 296),
    "messy/qa_crlf_empty.json": ("alpaca", 624, 624),
    "format_zoo/alpaca_zh_demo.json.gz": ("alpaca", 1000, 1000),
    "format_zoo/glaive_toolcall_en_demo.json.gz": ("sharegpt", 300, 746),
    "format_zoo/identity.json": ("alpaca", 91, 91),
    "format_zoo/kto_en_demo.json.gz": ("messages", 300, 487),
    "format_zoo/oaast_sft_zh.json.gz": ("alpaca", 766, 1382),
    "format_zoo/reason_tool_use_demo_50.jsonl": ("messages", 50, 59),
    "format_zoo/v1_sft_demo.jsonl.gz": ("messages", 500, 500),
    "lima/lima_train.json.gz": ("alpaca", 1029, 1082),
    "alpaca/alpaca_data_5k.jsonl.gz": ("alpaca", 5000, 5000),
    "alpaca/alpaca_data_cleaned_1000.json.gz": ("alpaca", 1000, 1000),
    "alpaca/alpaca_en_demo.json.gz": ("alpaca", 999, 999),
    "alpaca/cherry_alpaca_5_percent.json.gz": ("alpaca", 3111, 3111),
    "dolly/dolly_subset_100_rows.csv": ("prompt", 100, 100),
    "realign/nq_factuality_100_realign.json": ("realign", 100, 100),
}
REFUSED = {
    "messy/bird_schools_bom.csv": "no request and response were recognised",
    "messy/data_juicer_bad_jsonl.jsonl": "no request and response were recognised",
    "messy/oaast_rm_zh_list_outputs.json": "'output' is a list with 4 items",
    "messy/oral_qa_broken.json": "line 142, record 29: a comma is missing",
    "format_zoo/c4_demo.jsonl.gz": "raw text only",
    "format_zoo/dpo_en_demo.json.gz": "preference pairs",
    "format_zoo/wiki_demo.txt.gz": "plain text, no records",
    "lima/lima_test_set.jsonl": "'conversations' is text",
}
ADVISED = (
    "messy/data_juicer_bad_jsonl.jsonl",
    "format_zoo/dpo_en_demo.json.gz",
    "open_instruct/preference_sample.jsonl.gz",
    "math/math500.jsonl.gz",
    "math/aqua_test.jsonl",
    "auto_j/single_traindata.jsonl.gz",
    "auto_j/testdata_pairwise.dev.jsonl.gz",
    "simpleqa/simple_qa.dev.csv.gz",
    "llmbar/Natural.dev.json",
)


def test_each_file_is_in_one_of_the_lists(shared_data):
    """None is forgotten."""
    for folder in ("messy", "format_zoo", "lima", "alpaca"):
        names = {f"{folder}/{p.name}" for p in (shared_data / folder).iterdir()}
        assert names - {f"{folder}/SOURCE.txt"} == {
            n for n in [*READ, *REFUSED] if n.startswith(f"{folder}/")
        }


@pytest.mark.parametrize("name", READ)
def test_a_file_is_read_in_full(shared_data, name):
    """Counts as its notes say, and every record can be restored."""
    source = inspect(shared_data / name)
    assert (source.format.name, source.records, source.turns) == READ[name]
    count = 0
    for sample in read(source):
        assert sample.decision is None
        assert source.format.restore(sample.record, {}) == sample.record
        texts = {turn.index: f"new {turn.index}" for turn in sample.turns}
        back = source.format.parse(source.format.restore(sample.record, texts))
        assert [back.messages[i].content for i in texts] == list(texts.values())
        count += 1
    assert count == source.records


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_is_refused_clearly(shared_data, name):
    """With the reason, and something to do."""
    with pytest.raises(InputError, match=re.escape(REFUSED[name])) as caught:
        inspect(shared_data / name)
    assert name in str(caught.value)
    assert caught.value.hint


@pytest.mark.parametrize("name", ADVISED)
def test_the_advice_works_when_followed_to_the_letter(shared_data, name):
    """The flags of the hint, and the file is read."""
    path = shared_data / name
    if not path.exists():
        pytest.skip(f"{name} is not here")
    with pytest.raises(InputError) as caught:
        inspect(path)
    words = shlex.split(caught.value.hint)
    flag = next(word for word in words if word in ("--map", "--format"))
    value = words[words.index(flag) + 1].rstrip(".")
    options = {"mapping": parse_mapping(value)} if flag == "--map" else {"format": value}
    source = inspect(path, **options)
    assert source.turns > 0
    assert all(s.decision is None or s.decision.reason == MISFIT for s in read(source))


def test_the_advice_for_a_broken_file_leads_on(shared_data, tmp_path):
    """Commas where they are missing; then the next fault is found, a list among the records."""
    lines = (shared_data / "messy/oral_qa_broken.json").read_bytes().split(b"\n")
    path = tmp_path / "mended.json"
    mended = []
    while len(mended) < 20:
        path.write_bytes(b"\n".join(lines))
        with pytest.raises(InputError) as caught:
            inspect(path)
        if "a comma is missing before this record" not in caught.value.message:
            break
        mended.append(caught.value.line)
        lines[mended[-1] - 2] = lines[mended[-1] - 2].rstrip() + b","
    assert mended == sorted(set(mended))
    assert mended[0] == 142
    assert "a list with 12 items" in caught.value.message
    assert "outer brackets away" in caught.value.hint
