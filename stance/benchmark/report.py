"""The figures for people: as Markdown, which a terminal shows as well."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

__all__ = ["markdown"]


def markdown(figures: Mapping[str, Any]) -> str:
    """The figures of `stance.benchmark.suite.measure` as tables, with the machine they were measured on."""
    return "\n".join(_lines(figures)) + "\n"


def _lines(figures: Mapping[str, Any]) -> Iterator[str]:
    machine = figures["machine"]
    where = f"{machine['cpu']}, {machine['cores']} cores" + (
        f", {machine['gpu']}" if "gpu" in machine else ""
    )
    yield f"{figures['model']} on {where}; {figures['rounds']} rounds, in which the ways take turns."
    ways = figures.get("ways")
    if ways:
        yield from ("", f"An article with {ways['questions']} pairs of a sentence and a party:", "")
        rows = (
            [name, f"{_median(way['seconds']):.3f}", _spread(way["times"])]
            for name, way in ways["ways"].items()
        )
        yield from _table(["way", "seconds", "times as long (least to most)"], rows)
    yield from ("", "Many articles:", "")
    rates = figures["rates"]
    yield from _table(list(rates[0]), ([f"{value:,}" for value in row.values()] for row in rates))
    yield from ("", "Milliseconds of one call:", "")
    latency = figures["latency"]
    yield from _table(
        ["call", "p50", "p95", "p99"],
        ([name, *(f"{v:.1f}" for v in row.values())] for name, row in latency.items()),
    )
    yield from ("", "A sentence that names ten parties, by how many of them are asked for:", "")
    parties = figures["parties"]
    yield from _table(
        ["parties", *parties], [["times one party", *(_spread(row) for row in parties.values())]]
    )
    yield from ("", "A sentence that names a hundred:", "")
    many = figures["hundred parties"]
    yield from _table(
        ["parties", *many], [["times one party", *(f"{row['median']:.2f}" for row in many.values())]]
    )
    yield from ("", "Milliseconds of a sentence by its words, 32 at once:", "")
    length = figures["length"]
    yield from _table(["words", *length], [["ms", *(f"{value:.2f}" for value in length.values())]])
    yield from _roofline(figures["roofline"])
    if figures["memory"]:
        yield from ("", "The most memory of a process that streams so many sentences, no two alike:", "")
        memory = {f"{int(count):,}": f"{most:.0f}" for count, most in figures["memory"].items()}
        yield from _table(["sentences", *memory], [["MB", *memory.values()]])
    process = figures["process"]
    yield ""
    line = (
        f"`stance classify ARTICLE` as a whole process: {_median(process['seconds']):.2f} s, "
        f"{process['memory in MB']:.0f} MB at most"
    )
    if "share of that import" in process:
        line += f"; {_spread(process['share of that import'])} times `import torch, transformers` alone"
    yield line + "."


def _roofline(found: Mapping[str, Any]) -> Iterator[str]:
    peaks = ", ".join(f"{rate / 1e9:,.0f} in {kind}" for kind, rate in found["peaks"].items())
    yield ""
    yield (
        f"The encoder alone reads {found['tokens a second']:,} tokens a second on batches of 48 tokens; at "
        f"{found['flops a token'] / 1e6:.1f} million operations a token that is "
        f"{found['reached'] / 1e9:,.0f} billion a second. One large product of matrices reaches {peaks} here "
        f"(billion a second): the encoder reaches {100 * found['share']:.0f} % of the fastest."
    )


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield "| " + " | ".join(head) + " |"
    yield "|---|" + "---:|" * (len(head) - 1)
    for row in rows:
        yield "| " + " | ".join(row) + " |"


def _spread(ratio: Mapping[str, float]) -> str:
    return f"{ratio['median']:.2f} ({ratio['least']:.2f} to {ratio['most']:.2f})"


def _median(times: Sequence[float]) -> float:
    return sorted(times)[len(times) // 2]
