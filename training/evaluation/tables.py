"""Metrics as Markdown tables; all shares in per cent."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from stance.types import LABELS
from training.evaluation.floors import NAMES as FLOORS

__all__ = ["NAMES", "interval", "main_table", "markdown", "percent", "suite_page", "table"]

Values = Mapping[str, Any]

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


def markdown(metrics: Values) -> str:
    """All tables of a ``metrics.json`` as one Markdown page."""
    parts = [f"# {metrics['model']}\n", main_table(metrics)]
    if "compared" in metrics:
        parts += [f"## Compared with {metrics['compared']['model']}\n", _differences(metrics["compared"])]
    for name, suite in metrics["suites"].items():
        parts += [f"## {name}: {suite['about']}\n", suite_page(suite)]
    return "\n".join(parts)


def main_table(metrics: Values) -> str:
    """One row per suite and score: the model's with its 95 % interval, and those of the floors."""
    suites = metrics["suites"]
    used = [floor for floor in FLOORS if any(floor in suite.get("floors", ()) for suite in suites.values())]
    rows = []
    for name, suite in suites.items():
        for score, value in suite["scores"].items():
            if score not in NAMES:
                continue
            floors = [suite.get("floors", {}).get(floor, {}).get(score) for floor in used]
            cells = [percent(each["value"]) if each else "" for each in floors]
            rows.append((name, NAMES[score], percent(value["value"]), interval(value), *cells))
        if "calibration" in suite:
            ece = percent(suite["calibration"]["ece"])
            rows.append((name, "calibration error (ECE)", ece, "", *[""] * len(used)))
    return table(("suite", "score", "%", "95 % interval", *(FLOORS[floor] for floor in used)), rows)


def _differences(compared: Values) -> str:
    rows = [
        (name, NAMES[score], f"{100 * found['value']:+.1f}", interval(found), f"{found['p']:.3f}")
        for name, scores in compared["suites"].items()
        for score, found in scores.items()
        if score in NAMES
    ]
    return table(("suite", "score", "difference", "95 % interval", "p"), rows)


def suite_page(suite: Values) -> str:
    """The facts and tables of one suite."""
    made = (build(suite[key]) for key, build in _TABLES.items() if suite.get(key))
    parts = [_facts(suite)] if _facts(suite) else []
    if "confusion" in suite:
        parts.append(_confusion(suite))
    return "\n".join([*parts, *made])


def _facts(suite: Values) -> str:
    known = ("sentences", "articles", "labels", "missed", "copied", "skipped", "swaps", "flipped", "head")
    facts = [f"{key} {suite[key]}" for key in known if key in suite]
    if "calibration" in suite:
        facts += [f"ECE {suite['calibration']['ece']:.3f}", f"Brier {suite['calibration']['brier']:.3f}"]
        facts.append(f"AURC {suite['coverage']['aurc']:.3f}")
    return ", ".join(facts) + ".\n" if facts else ""


def _confusion(suite: Values) -> str:
    names = suite.get("classes", [str(label) for label in LABELS])
    rows = [(name, *map(str, row)) for name, row in zip(names, suite["confusion"], strict=True)]
    return table(("gold \\ found", *names), rows)


def _kinds(scores: Values) -> str:
    """Flips by kind of name; nothing for other suites."""
    rows = [
        (score.removeprefix("flips_"), percent(value["value"]), interval(value))
        for score, value in scores.items()
        if score.startswith("flips_")
    ]
    return table(("kind of name", "labels changed, %", "95 % interval"), rows) if rows else ""


def _coverage(coverage: Values) -> str:
    rows = [
        (f"{100 * point['coverage']:.0f}", percent(point["accuracy"]), f"{point['min_score']:.2f}")
        for point in coverage["points"]
    ]
    return table(("labels kept, %", "accuracy, %", "lowest score kept"), rows)


def _capabilities(capabilities: Values) -> str:
    rows = [
        (name, str(each["groups"]), str(each["groups_right"]), percent(each["labels_right"]))
        for name, each in capabilities.items()
    ]
    return table(("capability", "groups", "wholly right", "labels right, %"), rows)


def _worst(worst: Sequence[Values]) -> str:
    rows = [(each["name"], each["kind"], str(each["swaps"]), percent(each["flips"])) for each in worst]
    return table(("name put in", "kind", "swaps", "labels changed, %"), rows)


def _shares(what: str, shares: Sequence[str], count: str) -> Callable[[Values], str]:
    """A function that makes a table of rows with these shares and a count."""
    head = (what, *(f"{NAMES.get(share, share)}, %" for share in shares), count)

    def build(rows: Values) -> str:
        return table(
            head,
            [(n, *(percent(row[share]) for share in shares), str(row[count])) for n, row in rows.items()],
        )

    return build


_TABLES: Mapping[str, Callable[[Any], str]] = {
    "scores": _kinds,
    "per_label": _shares("label", ("precision", "recall", "f1"), "support"),
    "per_source": _shares("source", ("macro_f1", "accuracy"), "labels"),
    "per_party": _shares("party", ("macro_f1", "accuracy"), "labels"),
    "capabilities": _capabilities,
    "coverage": _coverage,
    "worst": _worst,
}


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

    >>> print(table(("a", "b"), [("x", "1|2")]), end="")
    | a | b |
    |---|---|
    | x | 1\\|2 |
    """
    lines = ["| " + " | ".join(map(_safe, row)) + " |" for row in (head, *rows)]
    lines.insert(1, "|" + "---|" * len(head))
    return "\n".join(lines) + "\n"


def _safe(cell: str) -> str:
    return " ".join(cell.replace("|", "\\|").split())
