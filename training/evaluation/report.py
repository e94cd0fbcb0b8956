"""Results as JSON values and as Markdown tables."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from stance.checkpoint import write_text
from stance.types import LABELS
from training.evaluation.suites import SUITES, Result

__all__ = ["NAMES", "markdown", "percent", "suite_values", "table", "write_metrics"]

NAMES = {
    "macro_f1": "macro F1",
    "accuracy": "accuracy",
    "relations_f1": "relations F1",
    "relations_macro_f1": "relations macro F1",
    "mentions_f1": "mentions F1",
    "labels_right": "labels right",
    "groups_right": "groups wholly right",
    "groups_right_with_relations": "groups right with relations",
    "flips": "labels changed by a swapped name",
    "micro_f1": "micro F1",
    "clean_micro_f1": "micro F1, clean",
    "clean_macro_f1": "macro F1, clean",
}
"""How scores are called in tables."""


def suite_values(name: str, result: Result) -> dict[str, Any]:
    """One suite's results as JSON values: ``scores`` with their 95 % intervals, then the details."""
    suite = SUITES[name]
    scores = {}
    for score, tally in result.tallies.items():
        interval = tally.interval()
        scores[score] = {
            key: round(number, 4) for key, number in zip(interval._fields, interval, strict=True)
        }
    return {
        "about": suite.about, "final": suite.final, "headline": suite.headline, "scores": scores,
        **result.details,
    }  # fmt: skip


def write_metrics(folder: Path, metrics: Mapping[str, Any]) -> None:
    """Write ``metrics.json`` and ``metrics.md`` to a folder, which is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    write_text(folder / "metrics.json", json.dumps(metrics, indent=1, ensure_ascii=False) + "\n")
    write_text(folder / "metrics.md", markdown(metrics))


def markdown(metrics: Mapping[str, Any]) -> str:
    """All tables of a ``metrics.json`` as one Markdown page."""
    parts = [f"# {metrics['model']}\n", summary(metrics)]
    for name, suite in metrics["suites"].items():
        parts.append(f"## {name}: {suite['about']}\n")
        parts += [part for part in (_facts(suite), *_tables(suite)) if part]
    return "\n".join(parts)


def summary(metrics: Mapping[str, Any]) -> str:
    """One row per suite and score, with the interval."""
    rows = [
        (name, NAMES.get(score, score.replace("_", " ")), percent(value["value"]), interval(value))
        for name, suite in metrics["suites"].items()
        for score, value in suite["scores"].items()
    ]
    return table(("suite", "score", "%", "95 % interval"), rows)


def _facts(suite: Mapping[str, Any]) -> str:
    known = ("sentences", "articles", "labels", "missed", "skipped", "swaps", "flipped", "head")
    facts = [f"{key} {suite[key]}" for key in known if key in suite]
    if "calibration" in suite:
        facts += [f"ECE {suite['calibration']['ece']:.3f}", f"Brier {suite['calibration']['brier']:.3f}"]
        facts.append(f"AURC {suite['coverage']['aurc']:.3f}")
    return ", ".join(facts) + ".\n"


def _tables(suite: Mapping[str, Any]) -> list[str]:
    made = []
    if "per_label" in suite:
        made.append(_table_of("label", suite["per_label"], ("precision", "recall", "f1"), "support"))
    if "confusion" in suite:
        names = suite.get("classes", [str(label) for label in LABELS])
        rows = [(name, *map(str, row)) for name, row in zip(names, suite["confusion"], strict=True)]
        made.append(table(("gold \\ found", *names), rows))
    if "per_source" in suite:
        made.append(_table_of("source", suite["per_source"], ("macro_f1", "accuracy"), "labels"))
    if "per_party" in suite:
        made.append(_table_of("party", suite["per_party"], ("macro_f1", "accuracy"), "labels"))
    if "capabilities" in suite:
        rows = [
            (name, str(c["groups"]), str(c["groups_right"]), percent(c["labels_right"]))
            for name, c in suite["capabilities"].items()
        ]
        made.append(table(("capability", "groups", "wholly right", "labels right, %"), rows))
    if "coverage" in suite:
        rows = [
            (f"{100 * p['coverage']:.0f}", percent(p["accuracy"]), f"{p['min_score']:.2f}")
            for p in suite["coverage"]["points"]
        ]
        made.append(table(("coverage, %", "accuracy, %", "min_score"), rows))
    if suite.get("worst"):
        rows = [(w["name"], w["kind"], str(w["swaps"]), percent(w["flips"])) for w in suite["worst"]]
        made.append(table(("name put in", "kind", "swaps", "changed, %"), rows))
    return made


def _table_of(what: str, rows: Mapping[str, Mapping[str, float]], shares: Sequence[str], count: str) -> str:
    return table(
        (what, *(NAMES.get(share, share) + ", %" for share in shares), count),
        [
            (name, *(percent(values[share]) for share in shares), str(values[count]))
            for name, values in rows.items()
        ],
    )


def percent(share: float) -> str:
    """A share as a percentage with one digit.

    >>> percent(0.7566)
    '75.7'
    """
    return f"{100 * share:.1f}"


def interval(value: Mapping[str, float]) -> str:
    """The bounds of a score's interval, in per cent.

    >>> interval({"value": 0.5, "low": 0.4, "high": 0.6})
    '40.0 to 60.0'
    """
    return f"{percent(value['low'])} to {percent(value['high'])}"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; the last line ends with a line break.

    >>> print(table(("a", "b"), [("x", "1")]), end="")
    | a | b |
    |---|---|
    | x | 1 |
    """
    lines = ["| " + " | ".join(map(_safe, row)) + " |" for row in (head, *rows)]
    lines.insert(1, "|" + "---|" * len(head))
    return "\n".join(lines) + "\n"


def _safe(cell: str) -> str:
    return " ".join(cell.replace("|", "\\|").split())
