"""Formats: pure functions between a record and its messages, and back."""

from __future__ import annotations

import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from realign.errors import InputError, PlanError
from realign.io.formats import (
    FORMATS,
    Alpaca,
    Messages,
    Prompt,
    Realign,
    ShareGPT,
    choose_known,
    detect,
    parse_mapping,
)
from realign.samples import Message

TEXT = st.text(max_size=20)
MAYBE = st.none() | TEXT
EXTRA = st.dictionaries(
    st.text(min_size=1, max_size=8).map("x_".__add__), st.none() | st.integers() | TEXT, max_size=3
)
PARTS = st.lists(
    st.builds(lambda t: {"type": "text", "text": t}, TEXT)
    | st.builds(lambda t: {"type": "text", "value": t, "weight": 1}, TEXT)
    | st.builds(lambda t: {"type": "reasoning", "value": t}, TEXT)
    | st.builds(lambda t: {"type": "tool_call", "value": t}, TEXT)
    | TEXT,
    max_size=3,
)


def _shuffled(record: st.SearchStrategy[dict]) -> st.SearchStrategy[dict]:
    return st.tuples(record, EXTRA).flatmap(
        lambda both: st.permutations(list({**both[0], **both[1]}.items())).map(dict)
    )


def _chat(items: str, role: str, content: str, roles: list[str], values) -> st.SearchStrategy[dict]:
    message = st.builds(
        lambda r, c, extra, call: {role: r, content: c, **extra, **call},
        st.sampled_from(roles),
        values,
        EXTRA,
        st.sampled_from([{}, {}, {"tool_calls": [{"id": "1"}]}, {"tool_calls": None}]),
    )
    return st.builds(
        lambda m, extra: {items: m, **extra},
        st.lists(message, min_size=1, max_size=5),
        st.fixed_dictionaries({}, optional={"system": MAYBE, "tools": TEXT}),
    )


ALPACA = st.fixed_dictionaries(
    {"instruction": MAYBE, "output": MAYBE},
    optional={
        "input": MAYBE | st.just("noinput"),
        "system": MAYBE,
        "history": st.none() | st.lists(st.lists(MAYBE, min_size=2, max_size=2), max_size=3),
    },
)
RECORDS = {
    "alpaca": ALPACA,
    "sharegpt": _chat(
        "conversations", "from", "value",
        ["human", "gpt", "system", "function_call", "observation", "odd"], MAYBE,
    ),
    "messages": _chat(
        "messages", "role", "content", ["user", "assistant", "system", "tool"], MAYBE | PARTS
    ),
    "prompt": st.fixed_dictionaries(
        {"prompt": MAYBE, "completion": MAYBE},
        optional={"context": MAYBE | st.lists(TEXT, max_size=2), "system": MAYBE},
    ),
    "realign": _chat("items", "from", "value", ["human", "gpt"], MAYBE),
}  # fmt: skip


@pytest.mark.parametrize("name", RECORDS)
@settings(deadline=None)
@given(data=st.data())
def test_a_record_comes_back_as_it_was(name, data):
    """Nothing restored: equal, keys in order, and another object."""
    record = data.draw(_shuffled(RECORDS[name]))
    form = FORMATS[name]
    before = copy.deepcopy(record)
    parsed = form.parse(record)
    back = form.restore(record, {})
    assert back == record == before
    assert list(back) == list(before)
    assert back is not record
    assert all(parsed.messages[turn].role == "assistant" for turn in parsed.turns)
    assert list(parsed.turns) == sorted(set(parsed.turns))


@pytest.mark.parametrize("name", RECORDS)
@settings(deadline=None)
@given(data=st.data())
def test_new_responses_go_in_and_nothing_else_changes(name, data):
    """Parsed again, exactly the restored messages differ; the input record is left alone."""
    record = data.draw(_shuffled(RECORDS[name]))
    form = FORMATS[name]
    before = copy.deepcopy(record)
    parsed = form.parse(record)
    chosen = data.draw(st.sets(st.sampled_from(parsed.turns))) if parsed.turns else set()
    texts = {turn: f"new {turn}" for turn in chosen}
    back = form.restore(record, texts)
    again = form.parse(back)
    expected = [
        Message(m.role, texts.get(place, m.content)) for place, m in enumerate(parsed.messages)
    ]
    assert list(again.messages) == expected
    assert again.turns == parsed.turns
    assert again.task == parsed.task
    assert record == before
    assert list(back) == list(record)


def test_alpaca_is_read_in_its_order():
    """System, history, then instruction, blank line, input."""
    record = {
        "instruction": "Add.",
        "input": "1 2",
        "output": "3",
        "system": "Be brief.",
        "history": [["hi", "hello"]],
    }
    parsed = Alpaca().parse(record)
    assert parsed.messages == (
        Message("system", "Be brief."),
        Message("user", "hi"),
        Message("assistant", "hello"),
        Message("user", "Add.\n\n1 2"),
        Message("assistant", "3"),
    )
    assert parsed.turns == (2, 4)
    back = Alpaca().restore(record, {2: "Hello!", 4: "It is 3."})
    assert back["history"] == [["hi", "Hello!"]]
    assert back["output"] == "It is 3."
    assert record["history"] == [["hi", "hello"]]


@pytest.mark.parametrize("word", ["noinput", "<noinput>", "NoInput", " noinput \n", "", None])
def test_no_input_is_no_input(word):
    """As GPT-3 wrote it into the first Alpaca data."""
    record = {"instruction": "Sing.", "input": word, "output": "La."}
    assert Alpaca().parse(record).messages[0].content == "Sing."


@pytest.mark.parametrize("output", ["", None])
def test_an_empty_response_is_a_turn_without_text(output):
    """The corridor keeps it, with its reason."""
    parsed = Alpaca().parse({"instruction": "Sing.", "output": output})
    assert parsed.turns == (1,)
    assert parsed.messages[1].content == ""


def test_sharegpt_calls_and_observations_are_no_turns():
    """Only what the assistant says; the roles of tools keep their names."""
    record = {
        "system": "Help.",
        "tools": "[]",
        "conversations": [
            {"from": "human", "value": "Weather?"},
            {"from": "function_call", "value": "{}"},
            {"from": "observation", "value": "sun"},
            {"from": "gpt", "value": "Sun."},
        ],
    }
    parsed = ShareGPT().parse(record)
    assert [m.role for m in parsed.messages] == [
        "system", "user", "function_call", "observation", "assistant",
    ]  # fmt: skip
    assert parsed.turns == (4,)
    assert ShareGPT().restore(record, {4: "Sunny."})["conversations"][3]["value"] == "Sunny."


def test_a_message_that_calls_a_tool_is_no_turn():
    """With text beside the call or not; the call is shown to who reads on."""
    call = {"id": "1", "function": {"name": "weather"}}
    record = {
        "messages": [
            {"role": "user", "content": "Weather?"},
            {"role": "assistant", "content": None, "tool_calls": [call]},
            {"role": "tool", "content": "sun", "tool_call_id": "1"},
            {"role": "assistant", "content": "Sun."},
        ]
    }
    parsed = Messages().parse(record)
    assert parsed.turns == (3,)
    assert parsed.messages[1].role == "function_call"
    assert '"weather"' in parsed.messages[1].content
    with pytest.raises(ValueError, match="message 1 is no response"):
        Messages().restore(record, {1: "x"})


def test_typed_parts_are_read_and_filled_where_they_stand():
    """The text among reasoning and images, under text or value."""
    content = [
        {"type": "reasoning", "value": "hm"},
        {"type": "text", "value": "Old.", "weight": 1},
        {"type": "image_url", "image_url": {"url": "x"}},
    ]
    record = {"messages": [{"role": "assistant", "content": content, "loss_weight": 1.0}]}
    assert Messages().parse(record).messages == (Message("assistant", "Old."),)
    new = Messages().restore(record, {0: "New."})["messages"][0]
    assert new["content"] == [content[0], {**content[1], "value": "New."}, content[2]]
    assert new["loss_weight"] == 1.0


def test_a_message_without_a_place_for_text_is_no_turn():
    """An image alone can't be rewritten."""
    record = {"messages": [{"role": "assistant", "content": [{"type": "image", "x": 1}]}]}
    assert Messages().parse(record).turns == ()


def test_dolly_context_is_read_as_an_input():
    """After the instruction."""
    record = {
        "instruction": "Who?",
        "context": "Ann did.",
        "response": "Ann",
        "category": "closed_qa",
    }
    form = detect([record], None, {})
    assert form == Prompt(prompt="instruction", completion="response")
    parsed = form.parse(record)
    assert parsed.messages[0].content == "Who?\n\nAnn did."
    assert parsed.task is None  # Dolly's categories are no tasks
    assert form.restore(record, {1: "Ann."}) == {**record, "response": "Ann."}


@pytest.mark.parametrize("where", ["item", "record"])
def test_realign_category_is_the_task(where):
    """On an item, as its data has it, or on the record."""
    item = {"from": "human", "value": "Who?"} | ({"category": "open_qa"} if where == "item" else {})
    record = {"items": [item, {"from": "gpt", "value": "Ann"}], "id": 7}
    record |= {"category": "open_qa"} if where == "record" else {}
    parsed = Realign().parse(record)
    assert parsed.task == "open_qa"
    assert parsed.turns == (1,)


@pytest.mark.parametrize("name", ["alpaca", "prompt", "messages", "sharegpt"])
def test_the_task_of_an_earlier_run_is_kept(name):
    """Output can be input again."""
    records = {
        "alpaca": {"instruction": "a", "output": "b"},
        "prompt": {"prompt": "a", "completion": "b"},
        "messages": {"messages": [{"role": "assistant", "content": "b"}]},
        "sharegpt": {"conversations": [{"from": "gpt", "value": "b"}]},
    }
    record = {**records[name], "realign": {"task": "planning"}}
    assert FORMATS[name].parse(record).task == "planning"


DETECTED = {
    "alpaca": {"instruction": "a", "input": "", "output": "b", "response": "c"},
    "sharegpt": {"conversations": [{"from": "gpt", "value": "b"}]},
    "messages": {"messages": [{"role": "assistant", "content": "b"}], "prompt": "x", "label": True},
    "prompt": {"question": "a", "answer": "b"},
    "realign": {"items": [{"from": "gpt", "value": "b"}], "id": 0},
}


@pytest.mark.parametrize("name", DETECTED)
def test_each_format_is_found(name):
    """By fields and shapes, among others that have some of the names too."""
    assert detect([DETECTED[name]], None, {}).name == name


@pytest.mark.parametrize(
    ("record", "form"),
    [
        ({"conversations": [{"role": "user", "content": "a"}]}, Messages(messages="conversations")),
        ({"messages": [{"from": "gpt", "value": "a"}]}, ShareGPT(conversations="messages")),
        ({"conversation": [{"from": "gpt", "value": "a"}]}, ShareGPT(conversations="conversation")),
        ({"prompt": "a", "response": "b"}, Prompt(completion="response")),
        (
            {"instruction": "a", "input": "c", "response": "b"},
            Prompt(prompt="instruction", context="input", completion="response"),
        ),
    ],
)
def test_mixed_names_are_found(record, form):
    """Lists of one format under the name of another, and pairs of names."""
    assert detect([record], None, {}) == form


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({"instruction": "a", "output": ["x", "y"]}, "'output' is a list with 2 items, each text"),
        ({"instruction": "a", "output": 5}, "'output' is a number"),
        ({"instruction": {"a": 1}, "output": "b"}, "'instruction' is an object"),
        ({"instruction": "a"}, "'output' is missing"),
        ({"instruction": "a", "output": "b", "history": "x"}, "'history' is text; a list of pairs"),
        ({"instruction": "a", "output": "b", "history": [["x"]]}, "pair 1 .* a list with 1 item"),
        ({"instruction": "a", "output": "b", "system": True}, "'system' is true or false"),
    ],
)
def test_alpaca_says_what_is_wrong(record, message):
    """Field, what it is, what is expected, and a remedy."""
    with pytest.raises(InputError, match=message) as caught:
        Alpaca().parse(record)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("items", "message"),
    [
        ("hello", "'messages' is text; a list of messages is expected"),
        (["hello"], "message 1 of 'messages' is text"),
        ([{"content": "x"}], "message 1 .* 'role' is missing"),
        ([{"role": 3, "content": "x"}], "'role' is a number"),
        ([{"role": "user", "text": "x"}], "'content' is missing. Its fields: role, text"),
        ([{"role": "user", "content": {"a": 1}}], "'content' is an object"),
        ([{"role": "user", "content": [7]}], "a part of 'content' is a number"),
    ],
)
def test_messages_say_what_is_wrong(items, message):
    """The message's number too."""
    with pytest.raises(InputError, match=message) as caught:
        Messages().parse({"messages": items})
    assert caught.value.hint


def test_mapping_reads_and_writes_under_the_users_names():
    """And the format follows from the fields that it names."""
    mapping = parse_mapping("instruction=q,output=a , input = extra")
    record = {"a": "Four.", "q": "2+2?", "extra": "", "n": 1}
    form = detect([record], None, mapping)
    assert form == Alpaca(instruction="q", output="a", input="extra")
    assert form.parse(record).messages[1] == Message("assistant", "Four.")
    assert form.restore(record, {1: "4"}) == {"a": "4", "q": "2+2?", "extra": "", "n": 1}


def test_mapping_reaches_into_messages():
    """Role and content under other names."""
    mapping = parse_mapping("messages=dialog,role=who,content=says")
    record = {"dialog": [{"who": "user", "says": "a"}, {"who": "assistant", "says": "b"}]}
    form = detect([record], None, mapping)
    assert form.parse(record).turns == (1,)
    assert form.restore(record, {1: "c"})["dialog"][1] == {"who": "assistant", "says": "c"}


@pytest.mark.parametrize(
    "text", ["question=q,answer=a", "prompt=q,response=a", "instruction=q,answer=a"]
)
def test_mapping_of_other_pairs_means_prompt(text):
    """Each pair of names that data sets use."""
    form = detect([{"q": "x", "a": "y"}], None, parse_mapping(text))
    assert form == Prompt(prompt="q", completion="a")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("instruction", "'instruction' is no FIELD=COLUMN"),
        ("instruction=", "is no FIELD=COLUMN"),
        ("", "is no FIELD=COLUMN"),
        ("output=a,output=b", "'output' is named twice"),
        ("output=a,instruction=a", "two fields are mapped to the column 'a'"),
        ("instuction=a", "Did you mean 'instruction'"),
        ("q=instruction", "The order is FIELD=COLUMN: --map instruction=q"),
        ("output=a,messages=b", "no format has all of the fields"),
    ],
)
def test_a_wrong_mapping_is_told_clearly(text, message):
    """Before any file is opened."""
    with pytest.raises(PlanError) as caught:
        parse_mapping(text)
    assert message in str(caught.value)


def test_a_mapped_column_that_is_not_there_is_told():
    """With a near name, and with the swapped order."""
    records = [{"question": "a", "answer": "b"}]
    with pytest.raises(InputError, match="Did you mean 'question'"):
        detect(records, None, {"instruction": "qestion", "output": "answer"})
    with pytest.raises(InputError, match="Did you mean --map output=answer"):
        detect(records, None, {"answer": "output", "question": "x"})


@pytest.mark.parametrize(
    ("record", "mapping", "hint"),
    [
        ({"instruction": "a", "output": "b", "anser": "c"}, {"output": "answr"}, "mean 'anser'?"),
        ({"instruction": "a", "output": "b"}, {"output": "zz"}, "Columns: instruction, output"),
    ],
)
def test_a_mapping_is_not_turned_round_where_that_makes_no_field(record, mapping, hint):
    """The column must be a field's name for that."""
    with pytest.raises(InputError) as caught:
        detect([record], None, mapping)
    assert hint in caught.value.hint
    assert "--map" not in caught.value.hint


ALPACA = {"instruction": "a", "input": "", "output": "b"}


@pytest.mark.parametrize(
    ("record", "form", "mapping", "hint"),
    [
        (ALPACA, "messages", {}, "They fit the format 'alpaca': leave --format out."),
        (ALPACA, "prompt", {}, "They fit the format 'alpaca': leave --format out."),
        (
            {"problem": "a", "solution": "b"},
            "messages",
            {},
            "Leave --format out and say which field is which, for example: "
            "--map instruction=problem,output=solution",
        ),
        (
            {"problem": "a", "solution": "b"},
            "alpaca",
            {},
            "Say which field is which, for example: --map instruction=problem,output=solution",
        ),
        (
            {"problem": "a", "solution": "b"},
            None,
            {"instruction": "problem"},
            "Say which field is which, for example: --map instruction=problem,output=solution",
        ),
        ({"n": 1}, "messages", {}, "Leave --format out, or map other fields with --map."),
    ],
)
def test_a_format_that_does_not_fit_gets_a_whole_hint(record, form, mapping, hint):
    """It ends with something to type, or with a full stop."""
    with pytest.raises(InputError, match="do not fit the format") as caught:
        detect([record], form, mapping)
    assert caught.value.hint == hint


def test_an_unknown_format_is_told():
    """With the nearest one."""
    with pytest.raises(PlanError, match="Did you mean 'sharegpt'"):
        choose_known("sharegtp", {})
    with pytest.raises(PlanError, match="of the format 'alpaca'"):
        choose_known("alpaca", {"messages": "x"})


@pytest.mark.parametrize(
    ("record", "hint"),
    [
        ({"problem": "a", "solution": "b"}, "--map instruction=problem,output=solution"),
        (
            {"id": "1", "user_query": "a", "Answer": "b"},
            "--map instruction=user_query,output=Answer",
        ),
        ({"prompt": "a", "response 1": "b"}, "--map 'instruction=prompt,output=response 1'"),
        ({"instruction": "a", "output_1": "b"}, "--map output=output_1"),
        ({"text": "a", "input": "", "output": "b"}, "--map instruction=text"),
        ({"prompt": "a", "id": "1"}, "requests without responses"),
        ({"prompt": "a", "x": "b"}, "If one of x holds the response"),
        ({"query": "a", "answer": ["b"]}, "'answer' looks like the response, but it is a list"),
        ({"a": "x", "b": "y"}, "Fields that hold text: a, b"),
        ({"text": "x"}, "Make instruction records of the text first"),
        ({"text": "x", "title": "y", "id": "z"}, "Make instruction records of the text first"),
        ({"n": 1}, "No field holds plain text"),
    ],
)
def test_unknown_fields_get_the_best_proposal(record, hint):
    """What was found, and what to type."""
    with pytest.raises(InputError) as caught:
        detect([record], None, {})
    assert hint in caught.value.hint
    assert "Fields found" in caught.value.message or "raw text" in caught.value.message


@pytest.mark.parametrize(
    ("record", "hint"),
    [
        ({"prompt": "a", "chosen": "b", "rejected": "c"}, "--map prompt=prompt,completion=chosen"),
        (
            {"chosen": [{"role": "user", "content": "a"}], "rejected": []},
            "--map messages=chosen",
        ),
        (
            {"conversations": [{"from": "gpt", "value": "a"}], "chosen": {}, "rejected": {}},
            "--format sharegpt",
        ),
        ({"chosen": 1, "rejected": 2}, "Write a file with the request and the chosen response"),
    ],
)
def test_preference_pairs_are_not_rewritten_unasked(record, hint):
    """Refused with a remedy; told explicitly, it is done."""
    with pytest.raises(InputError, match="preference pairs") as caught:
        detect([record], None, {})
    assert hint in caught.value.hint


def test_a_named_format_that_does_not_fit_is_told():
    """What it reads, and what stands there."""
    with pytest.raises(InputError, match=r"do not fit the format 'messages'.*Fields found: a"):
        detect([{"a": "b"}], "messages", {})
