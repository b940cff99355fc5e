"""Does the local corpus find the passage that answers a question?

    python benchmarks/retrieval/run.py [--half test|tune|all] [--sample N] [--no-rerank]
    python benchmarks/retrieval/run.py --queries [--model NAME] [--half test|tune|all] [--sample N]
    python benchmarks/retrieval/run.py --speed 100000

Reads questions and passages from ../shared/data and prints Markdown tables; without the data it
says so and ends well. Weights were chosen on the half `tune` of the NQ questions (by the hash of
the question), `test` is the other half. A share is that of the gold passages found (two and more
a question where it takes several), and of the questions with an answer's words in a passage.
`--queries` asks the NQ questions inside long requests with pasted text, as the whole request and
as the question that is found in it. `--speed` builds a corpus of that many passages made of the
sentences of the real ones.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import hashlib
import json
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
KS = (1, 5, 20)


@dataclass
class Question:
    text: str
    answers: list[str]
    golds: list[str]  # texts of the passages that hold the answer


def load(name: str) -> Any:
    raw = gzip.decompress((DATA / name).read_bytes()).decode()
    if ".jsonl" in name:
        return [json.loads(line) for line in raw.splitlines() if line]
    return json.loads(raw)


def letters(text: str) -> str:
    return re.sub(r"\W+", "", text.casefold())


def nq() -> list[Question]:
    return [
        Question(row["question"], row["answers"], [row["ctxs"][0]["text"]])
        for row in load("nq_open/nq-open-oracle.dev.jsonl.gz")
    ]


def hotpot() -> list[Question]:
    out = []
    for row in load("hotpotqa/hotpotqa_train.json.gz"):
        wanted = {title for title, _ in row["supporting_facts"]}
        golds = ["".join(parts) for title, parts in row["context"] if title in wanted]
        out.append(Question(row["question"], [row["answer"]], golds))
    return out


def musique() -> list[Question]:
    return [
        Question(
            row["question"],
            [row["answer"], *row["answer_aliases"]],
            [p["paragraph_text"] for p in row["paragraphs"] if p["is_supporting"]],
        )
        for row in load("musique/musique_train.json.gz")
    ]


def xquad(language: str) -> list[Question]:
    return [
        Question(item["question"], [a["text"] for a in item["answers"]], [paragraph["context"]])
        for article in load(f"xquad/xquad.{language}.json.gz")["data"]
        for paragraph in article["paragraphs"]
        for item in paragraph["qas"]
    ]


def write_passages(path: Path) -> None:
    """The multi-hop corpora and the paragraphs of XQuAD, beside those of wiki_passages."""
    seen = {letters(row["text"]) for row in load("wiki_passages/passages.jsonl.gz")}
    rows = [(title, "".join(parts)) for title, parts in
            load("hotpotqa/hotpotqa_train_corpus.json.gz").items()]  # fmt: skip
    for name in ("musique/musique_train_corpus", "wiki2/2wikimultihopqa_corpus"):
        rows += [(row["title"], row["text"]) for row in load(f"{name}.json.gz")]
    for language in ("en", "zh", "ar"):
        for article in load(f"xquad/xquad.{language}.json.gz")["data"]:
            rows += [(article.get("title", ""), p["context"]) for p in article["paragraphs"]]
    with path.open("w", encoding="utf-8") as file:
        for title, text in rows:
            if letters(text) not in seen:
                seen.add(letters(text))
                file.write(json.dumps({"title": title, "text": text}) + "\n")


def in_half(question: str, half: str) -> bool:
    odd = int(hashlib.sha256(question.encode()).hexdigest(), 16) % 2
    return half == "all" or odd == (half == "test")


Search = Callable[[str], list[tuple[str, str]]]


def bare(passages: Iterable[dict]) -> Search:
    """BM25 as the engine gives it: words in lower case, title and text in one field."""
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("body", stored=False, index_option="freq")
    builder.add_integer_field("n", stored=True)
    index = tantivy.Index(builder.build())
    writer, kept = index.writer(64_000_000, 1), []
    for passage in passages:
        document = tantivy.Document()
        document.add_text("body", f"{passage['title']}\n{passage['text']}")
        document.add_integer("n", len(kept))
        writer.add_document(document)
        kept.append((passage["title"] or "", passage["text"]))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def search(query: str) -> list[tuple[str, str]]:
        words = dict.fromkeys(re.findall(r"\w+", query.lower()))
        term, should = tantivy.Query.term_query, tantivy.Occur.Should
        parts = [(should, term(index.schema, "body", word, "freq")) for word in words]
        hits = searcher.search(tantivy.Query.boolean_query(parts), max(KS), count=False).hits
        return [kept[searcher.doc(address)["n"][0]] for _, address in hits]

    return search


def ours(directory: Path, reranker: Any, k: int = max(KS)) -> Search:
    from realign.evidence.corpus import LocalCorpus

    corpus = LocalCorpus(directory, reranker)
    return lambda query: [
        (hit.passage.title, hit.passage.text) for hit in corpus.hits(query, k, least=0.0)
    ]


def is_gold(passage: str, gold: str) -> bool:
    """The same beginning, or the one holds the beginning of the other."""
    a, b = letters(passage), letters(gold)
    return a[:60] == b[:60] or (len(b) >= 60 and b[:60] in a) or (len(a) >= 60 and a in b)


def measure(search: Search, questions: list[Question]) -> tuple[list[float], list[float], float]:
    """Shares of gold passages and of answers at each k, and milliseconds a question."""
    gold, answer = [0.0] * len(KS), [0] * len(KS)
    spent = 0.0
    for question in questions:
        started = time.perf_counter()
        found = search(question.text)
        spent += time.perf_counter() - started
        said = [" ".join(f"{title} {text}".casefold().split()) for title, text in found]
        wanted = [" ".join(item.casefold().split()) for item in question.answers]
        for at, k in enumerate(KS):
            hit = sum(any(is_gold(t, g) for _, t in found[:k]) for g in question.golds)
            gold[at] += hit / len(question.golds)
            answer[at] += any(item in text for text in said[:k] for item in wanted)
    count = len(questions)
    return [x / count for x in gold], [x / count for x in answer], 1000 * spent / count


def recall(half: str, sample: int, rerank: bool) -> None:
    from realign.evidence.corpus import build
    from realign.evidence.encoder import Encoder, pull_encoder

    if rerank:
        pull_encoder()
    sets = {"NQ-open oracle": nq(), "HotpotQA": hotpot(), "MuSiQue": musique()}
    sets |= {f"XQuAD {language}": xquad(language) for language in ("en", "zh", "ar")}
    print("| questions | variant | gold at 1 | 5 | 20 | answer at 1 | 5 | 20 | ms |")
    print("|---|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        more, wiki = Path(folder) / "more.jsonl", DATA / "wiki_passages" / "passages.jsonl.gz"
        write_passages(more)
        build([wiki], Path(folder) / "wiki")
        build([wiki, more], Path(folder) / "all")
        passages = load("wiki_passages/passages.jsonl.gz")
        extra = [json.loads(line) for line in more.read_text("utf-8").splitlines()]
        for name, questions in sets.items():
            alone = name.startswith("NQ")
            chosen = [q for q in questions if in_half(q.text, half)]
            random.Random(1).shuffle(chosen)
            chosen = chosen[: sample or None]
            directory = Path(folder) / ("wiki" if alone else "all")
            variants = {"bare BM25": bare(passages if alone else passages + extra)}
            variants["tuned"] = ours(directory, None)
            if rerank:
                variants["re-ranked"] = ours(directory, Encoder())
            for variant, search in variants.items():
                gold, answer, spent = measure(search, chosen)
                cells = " | ".join(f"{100 * share:.1f}" for share in (*gold, *answer))
                print(f"| {name} ({len(chosen)}) | {variant} | {cells} | {spent:.1f} |", flush=True)


REQUESTS = (
    "Question: {question}\n\nText:\n{pasted}",
    "{pasted}\n\n{question}?",
    "I was reading this on the train.\n\n{pasted}\n\nNow to something else: {question}? "
    "Answer in two or three sentences, and say so if you are not sure.",
)


def written(name: str, requests: list[str]) -> list[str]:
    """What an embedded model writes to search for, a query a line; without any, the question."""
    from realign.models.base import ChatRequest, Sampling
    from realign.models.embedded import EmbeddedChat
    from realign.models.registry import obtain
    from realign.samples import Message
    from realign.stages.queries import query_messages, question_in, read_queries

    async def ask() -> list[str]:
        model = await EmbeddedChat.start(obtain(name), context=4096)
        found = []
        try:
            for request in requests:
                messages = query_messages([Message("user", request)])
                reply = await model.generate(ChatRequest(messages, Sampling(0.0, max_tokens=120)))
                queries = read_queries(reply.choices[0].text) or (question_in(request),)
                found.append("\n".join(queries))
        finally:
            await model.aclose()
        return found

    return asyncio.run(ask())


def merged(search: Search) -> Search:
    """Several queries, a line each: their passages by reciprocal rank, as in a run."""
    from realign.evidence.merge import fuse
    from realign.samples import Evidence

    def all_lines(queries: str) -> list[tuple[str, str]]:
        lists = [
            [Evidence(text, "", title, 0.0, "local", line) for title, text in search(line)]
            for line in queries.splitlines()
        ]
        return [(item.title, item.text) for item in fuse(lists, max(KS))]

    return all_lines


def compare_queries(half: str, sample: int, model: str) -> None:
    """The questions of NQ inside requests with two pasted passages about something else."""
    from realign.evidence.corpus import build
    from realign.stages.queries import question_in

    chosen = [question for question in nq() if in_half(question.text, half)]
    draw = random.Random(1)
    draw.shuffle(chosen)
    texts = [row["text"] for row in load("wiki_passages/passages.jsonl.gz")]
    asked = [
        REQUESTS[number % len(REQUESTS)].format(
            question=question.text, pasted="\n\n".join(draw.sample(texts, 2))
        )
        for number, question in enumerate(chosen[: sample or None])
    ]
    ways: dict[str, Callable[[str], str]] = {
        "instruction": lambda request: " ".join(request.split()),
        "question": question_in,
    }
    with tempfile.TemporaryDirectory() as folder:
        build([DATA / "wiki_passages" / "passages.jsonl.gz"], Path(folder) / "wiki")
        search = merged(ours(Path(folder) / "wiki", None))
        sent = {"the bare question": [question.text for question in chosen]}
        sent |= {name: [way(request) for request in asked] for name, way in ways.items()}
        if model:
            started = time.perf_counter()
            sent[f"model, {model}"] = written(model, asked)
            spent = (time.perf_counter() - started) / max(1, len(asked))
            print(f"{model} wrote its queries in {spent:.1f} s each.\n")
        print("| query | gold at 1 | 5 | 20 |\n|---|---|---|---|")
        for name, queries in sent.items():
            questions = [
                Question(query, question.answers, question.golds)
                for query, question in zip(queries, chosen, strict=False)
            ][: len(asked)]
            gold, _, _ = measure(search, questions)
            cells = " | ".join(f"{100 * share:.1f}" for share in gold)
            print(f"| {name} ({len(questions)}) | {cells} |", flush=True)


def write_large(path: Path, count: int) -> None:
    """Passages of four to six sentences, drawn from the real ones."""
    draw = random.Random(0)
    rows = load("wiki_passages/passages.jsonl.gz")
    sentences = [s for row in rows for s in re.split(r"(?<=[.!?]) ", row["text"]) if len(s) > 40]
    titles = [row["title"] or "" for row in rows]
    with path.open("w", encoding="utf-8") as file:
        for _ in range(count):
            text = " ".join(draw.choices(sentences, k=draw.randint(4, 6)))
            file.write(json.dumps({"title": draw.choice(titles), "text": text}) + "\n")


def speed(count: int, rerank: bool) -> None:
    code = (
        "import sys, resource, time; from realign.evidence.corpus import build; t = time.time();"
        "n = build([sys.argv[1]], sys.argv[2]).passages; print(n, time.time() - t,"
        " resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
    )
    asked = [question.text for question in nq()]
    random.Random(2).shuffle(asked)
    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder) / "large.jsonl", Path(folder) / "corpus"
        write_large(source, count)
        done = subprocess.run(
            [sys.executable, "-c", code, str(source), str(out)],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
        passages, seconds, peak = map(float, done.stdout.split())
        size = sum(file.stat().st_size for file in out.rglob("*") if file.is_file()) / 1e6
        print(f"{passages:,.0f} passages: built in {seconds:.1f} s at {peak:.0f} MB, {size:.0f} MB")
        rate(ours(out, None, 5), asked[:1000], "words")
        if rerank:
            from realign.evidence.encoder import Encoder, pull_encoder

            pull_encoder()
            rate(ours(out, Encoder(), 5), asked[1000:1060], "words and meaning of 20")
    print(f"own peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def rate(search: Search, asked: list[str], name: str) -> None:
    search(asked[0])
    started, used = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(search, asked))
    seconds, busy = time.perf_counter() - started, time.process_time() - used
    print(f"{name}: {len(asked) / seconds:.0f} queries a second ({1000 * busy / len(asked):.1f} ms "
          "of CPU each)")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--half", choices=("test", "tune", "all"), default="test")
    parser.add_argument("--sample", type=int, default=0, help="questions of each set; 0: all")
    parser.add_argument("--speed", type=int, default=0, metavar="PASSAGES")
    parser.add_argument("--queries", action="store_true", help="compare ways to ask")
    parser.add_argument("--model", default="", help="--queries: an embedded model writes some too")
    parser.add_argument("--no-rerank", action="store_true")
    told = parser.parse_args()
    if not (DATA / "wiki_passages").is_dir():
        print(f"The data of this benchmark is not here ({DATA.name}/wiki_passages): nothing to do.")
    elif told.speed:
        speed(told.speed, not told.no_rerank)
    elif told.queries:
        compare_queries(told.half, told.sample, told.model)
    else:
        recall(told.half, told.sample, not told.no_rerank)


if __name__ == "__main__":
    main()
