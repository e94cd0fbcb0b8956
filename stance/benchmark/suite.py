"""What is measured, and in which order."""

from __future__ import annotations

import platform
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from itertools import cycle
from pathlib import Path
from typing import Any

from stance.benchmark.measure import percentiles, ratio, rounds, run_process, seconds
from stance.benchmark.roofline import roofline
from stance.benchmark.work import (
    ARTICLE,
    PARTIES,
    TEN,
    Question,
    article,
    beginnings,
    hundred,
    of_length,
    sentence_of_hundred,
    sentence_of_ten,
)
from stance.checkpoint import find_model
from stance.classifier import Classifier, load

__all__ = ["PARTS", "measure"]

Advance = Callable[[], None]
Way = Callable[[], object]

_LENGTHS = (10, 20, 40, 80, 160)
_COPIES = (1, 10, 100)
_PARTIES = (1, 2, 5, 10, 20, 50, 100)
_STREAMED = (1_000, 10_000, 100_000)
_MANY = 32


def measure(
    model: str | None = None, *, device: str = "auto", count: int = 5, advance: Callable[[str], None] = print
) -> dict[str, Any]:
    """All figures, as plain values.

    Args:
        model: a model folder or name; None takes the default.
        device: where all but the processes run, see `stance.load`.
        count: how many rounds the ways take turns.
        advance: called with the name of each part that is done.

    Raises:
        MissingExtraError, InputError, ModelError: see `stance.load`.
    """
    bench = _Bench(load(model, device=device), model, device, count)
    figures: dict[str, Any] = {
        "model": bench.classifier.checkpoint.identity,
        "machine": _machine(device),
        "rounds": count,
    }
    for name, part in PARTS.items():
        figures[name] = part(bench)
        advance(name)
    return figures


@dataclass(frozen=True, slots=True)
class _Bench:
    """What every part is given."""

    classifier: Classifier
    model: str | None
    device: str
    count: int


def _ways(bench: _Bench) -> dict[str, Any]:
    """The article's questions answered in our way and in others', side by side."""
    if find_spec("torch") is None or find_spec("transformers") is None:
        return {}
    from stance.benchmark.rivals import per_target, zero_shot
    from stance.runtime.torch import pick_device

    document = bench.classifier(article(), PARTIES)
    asked = [
        Question(sentence.text, stance.party)
        for sentence in document.sentences
        for stance in sentence.stances
    ]
    where = str(pick_device(bench.device))
    full = load(bench.model, device=where, runtime="torch")
    ways: Mapping[str, Way] = {
        "stance": lambda: bench.classifier(article(), PARTIES),
        "the same, in torch": lambda: full(article(), PARTIES),
        "the same, once per sentence and party": lambda: list(
            full.stream_each((question.sentence, [question.party]) for question in asked)
        ),
        "RoBERTa-base once per target": per_target(asked, where),
        "zero-shot NLI, RoBERTa-base": zero_shot(asked, where),
    }
    times = rounds(ways, bench.count)
    return {
        "questions": len(asked),
        "ways": {
            name: {"seconds": _short(taken), "times": ratio(taken, times["stance"])._asdict()}
            for name, taken in times.items()
        },
    }


def _rates(bench: _Bench) -> list[dict[str, float]]:
    """Sentences, questions and documents a second, for corpora of several sizes."""
    document = bench.classifier(article(), PARTIES)
    rows = []
    for copies in _COPIES:
        taken = seconds(partial(_exhaust, bench.classifier, copies))
        rows.append(
            {
                "documents": copies,
                "documents a second": round(copies / taken, 2),
                "sentences a second": round(copies * len(document.sentences) / taken, 1),
                "questions a second": round(copies * len(document.stances) / taken, 1),
            }
        )
    return rows


def _exhaust(classifier: Classifier, copies: int) -> None:
    for _ in classifier.stream((article() for _ in range(copies)), PARTIES):
        pass


def _latency(bench: _Bench) -> dict[str, Any]:
    """Milliseconds of one call."""
    one, texts = of_length(25), cycle(beginnings())
    return {
        "one sentence": percentiles(lambda: bench.classifier(one, ["Kenya"]), 20 * bench.count),
        "one article": percentiles(lambda: bench.classifier(article(), PARTIES), 4 * bench.count),
        "its beginnings, each of another length": percentiles(
            lambda: bench.classifier(next(texts), PARTIES), 20 * bench.count
        ),
        "one article, parties to be found": percentiles(lambda: bench.classifier(article()), 4 * bench.count),
    }


def _parties(bench: _Bench) -> dict[str, Any]:
    """The cost of a sentence that names ten parties, against how many of them are asked for."""
    texts = [sentence_of_ten()] * _MANY
    ways = {str(number): partial(bench.classifier, texts, TEN[:number]) for number in (1, 2, 5, 10)}
    times = rounds(ways, bench.count)
    return {number: ratio(taken, times["1"])._asdict() for number, taken in times.items()}


def _hundred_parties(bench: _Bench) -> dict[str, Any]:
    """The cost of a sentence that names a hundred parties, against how many of them are asked for."""
    texts, names = [sentence_of_hundred()] * 4, hundred()
    ways = {str(number): partial(bench.classifier, texts, names[:number]) for number in _PARTIES}
    times = rounds(ways, bench.count)
    return {number: ratio(taken, times["1"])._asdict() for number, taken in times.items()}


def _length(bench: _Bench) -> dict[str, float]:
    """Milliseconds a sentence takes by its length in words, many of them at once."""
    texts = {str(words): [of_length(words)] * _MANY for words in _LENGTHS}
    ways = {words: partial(bench.classifier, same, ["Kenya"]) for words, same in texts.items()}
    return {n: round(1000 * min(taken) / _MANY, 3) for n, taken in rounds(ways, bench.count).items()}


def _process(bench: _Bench) -> dict[str, Any]:
    """``stance classify ARTICLE`` as a whole process, against importing torch and transformers."""
    model = str(find_model(bench.model))
    told = ["-m", "stance", "classify", "--model", model, str(ARTICLE), "--party", "Kenya"]
    ours = [run_process(told) for _ in range(bench.count)]
    figures: dict[str, Any] = {
        "seconds": _short([each.seconds for each in ours]),
        "memory in MB": round(max(each.memory for each in ours), 1),
    }
    if find_spec("torch") and find_spec("transformers"):
        theirs, again = [], []
        for _ in range(bench.count):
            theirs.append(run_process(["-c", "import torch, transformers"]).seconds)
            again.append(run_process(told).seconds)
        figures["import torch, transformers"] = _short(theirs)
        figures["share of that import"] = ratio(again, theirs)._asdict()
    return figures


def _memory(bench: _Bench) -> dict[str, float]:
    """The most memory of a process that streams so many sentences, in MB; on a CPU only."""
    if bench.device not in ("auto", "cpu"):
        return {}
    words = ["-c", _STREAM, str(find_model(bench.model))]
    return {str(count): round(run_process([*words, str(count)]).memory, 1) for count in _STREAMED}


# Sentences of all lengths, no two documents alike: what is kept for a shape or a text would show.
_STREAM = """
import random, sys
from stance import load
from stance.benchmark.work import article
words, chance, left = article().split(), random.Random(1), int(sys.argv[2])
def texts():
    global left
    while left > 0:
        many = chance.randint(3, 40)
        left -= many
        some = (" ".join(chance.choices(words, k=chance.randint(3, 45))) for _ in range(many))
        yield " ".join(f"Kenya praised Uganda {rest}." for rest in some)
for document in load(sys.argv[1], device="cpu").stream(texts(), ["Kenya", "Uganda"]):
    pass
"""


def _roofline(bench: _Bench) -> dict[str, Any]:
    """What the encoder reaches of what the processor can do."""
    return roofline(bench.classifier.checkpoint, bench.device)


def _machine(device: str) -> dict[str, Any]:
    name = platform.processor() or platform.machine()
    cpus = Path("/proc/cpuinfo")
    if cpus.exists():
        models = [line for line in cpus.read_text("utf-8").splitlines() if line.startswith("model name")]
        name = models[0].split(":", 1)[1].strip() if models else name
    about: dict[str, Any] = {"cpu": name, "cores": _cores(), "python": platform.python_version()}
    if device != "cpu" and find_spec("torch"):
        import torch

        if torch.cuda.is_available():
            about["gpu"] = torch.cuda.get_device_name()
    return about


def _cores() -> int:
    import os

    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _short(times: list[float]) -> list[float]:
    return [round(taken, 4) for taken in times]


PARTS: dict[str, Callable[[_Bench], Any]] = {
    "ways": _ways,
    "rates": _rates,
    "latency": _latency,
    "parties": _parties,
    "hundred parties": _hundred_parties,
    "length": _length,
    "roofline": _roofline,
    "memory": _memory,
    "process": _process,
}
"""Name of a part → what measures it, in order."""
