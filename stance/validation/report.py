"""The report of a validation: one list of blocks, written as Markdown or as a page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from stance.validation.verdict import Remark, percent, range_of

if TYPE_CHECKING:
    from stance.validation import Validation

__all__ = ["SIGNS", "Table", "blocks", "to_html", "to_markdown"]

SIGNS = {"good": "✓", "fair": "○", "poor": "✗", "note": "·"}
"""A sign before each remark, so that no reader has to rely on colour."""

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~&])")


class Table(NamedTuple):
    """A heading, what to know before reading, the columns' headings, and the rows."""

    title: str
    lead: str
    head: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


def blocks(validation: Validation) -> Iterator[Table]:
    """The tables of the report, in order."""
    figures = validation.figures
    yield _scores(figures)
    yield _confusion(figures)
    if figures["coverage"]:
        yield Table(
            "When only the surest answers are kept",
            "",
            ("score at least", "kept", "right", "95 % interval"),
            [
                (f"{r['min_score']:.2f}", percent(r["kept"]), *_value_and_range(r["right"]))
                for r in figures["coverage"]
            ],
        )
    for kind, rows in (("party", figures["parties"]), ("source", figures["sources"])):
        if rows:
            yield Table(
                f"By {kind}",
                "The largest first; five labels or more.",
                (kind, "labels", "right", "95 % interval"),
                [(r["name"], str(r["labels"]), *_value_and_range(r)) for r in rows[:15]],
            )
    if surest := figures["wrong"]["surest"]:
        yield _mistakes(surest, figures["wrong"]["count"])
    yield Table(
        "How the sample was read",
        "Columns: " + ", ".join(f"{theirs} as {ours}" for ours, theirs in figures["columns"].items()) + ".",
        ("label in the sample", "read as", "rows"),
        [(word, read["label"], str(read["count"])) for word, read in figures["read_as"].items()],
    )


def _value_and_range(figure: Mapping[str, float]) -> tuple[str, str]:
    return percent(figure["value"]), range_of(figure)


def _mistakes(surest: Sequence[Mapping[str, Any]], count: int) -> Table:
    rows = [
        (str(r["row"]), r["party"], r["gold"], r["found"] or "not found", f"{r['score']:.2f}", r["text"])
        for r in surest
    ]
    return Table(
        "Mistakes to look at",
        f"The surest {len(surest)} of {count}. Some may be mistakes of the sample.",
        ("row", "party", "sample", "model", "score", "text"),
        rows,
    )


def _scores(figures: Mapping[str, Any]) -> Table:
    base = figures["baseline"]
    rows = [
        (name, percent(figures[key]["value"]), range_of(figures[key]), percent(base[key]), "")
        for name, key in (("macro F1", "macro_f1"), ("accuracy", "accuracy"))
    ]
    rows += [
        (f"F1 of {label}", percent(row["f1"]["value"]), range_of(row["f1"]), "", str(row["labels"]))
        for label, row in figures["per_label"].items()
    ]
    drawn = f"intervals by drawing whole {figures['cluster']}s"
    lead = f"{figures['labels']:,} labels, {figures['clusters']:,} {figures['cluster']}s; {drawn}."
    return Table(
        "Scores", lead, ("score", "value", "95 % interval", f"always {base['label']}", "labels"), rows
    )


def _confusion(figures: Mapping[str, Any]) -> Table:
    names = list(figures["per_label"])
    count = {(cell["gold"], cell["found"]): str(cell["count"]) for cell in figures["confusion"]}
    rows = [(gold, *(count[gold, found] for found in names)) for gold in names]
    return Table("What was read as what", "", ("sample \\ model", *names), rows)


def to_markdown(validation: Validation) -> str:
    """See `stance.validation.Validation.to_markdown`."""
    lines = [f"# How far {_escape(validation.figures['model'])} can be trusted on this sample", ""]
    lines += [f"- {SIGNS[remark.level]} {_escape(remark.text)}" for remark in validation.remarks]
    for table in blocks(validation):
        lines += ["", f"## {table.title}", ""]
        lines += [_escape(table.lead), ""] if table.lead else []
        lines += [_row(table.head), "|" + "---|" * len(table.head), *map(_row, table.rows)]
    return "\n".join(lines) + "\n"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(_escape(cell) for cell in cells)} |"


def _escape(text: str) -> str:
    """The text such that Markdown shows it as it is; what needs no mark in running text gets none."""
    text = " ".join(text.split())
    return _SPECIAL.sub(lambda m: m[1] if m[1] in "().-+!#{}" else f"\\{m[1]}", text)


def to_html(validation: Validation) -> str:
    """See `stance.validation.Validation.to_html`."""
    import jinja2

    environment = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    remarks: Sequence[Remark] = validation.remarks
    return environment.from_string(_PAGE).render(
        model=validation.figures["model"],
        remarks=[(remark.level, SIGNS[remark.level], remark.text) for remark in remarks],
        tables=list(blocks(validation)),
    )


_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>How far {{ model }} can be trusted on this sample</title>
<style>
:root { color-scheme: light dark; --line: #8884; --good: #1262b3; --fair: #7a6200; --poor: #b34700; }
@media (prefers-color-scheme: dark) { :root { --good: #6db3f2; --fair: #e0c341; --poor: #ff9a4d; } }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
ul { list-style: none; padding: 0; } li { margin: .5rem 0; padding-left: 1.6rem; text-indent: -1.6rem; }
li b { display: inline-block; width: 1.6rem; text-indent: 0; }
.good b { color: var(--good); } .fair b { color: var(--fair); } .poor b { color: var(--poor); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; }
th, td { padding: .25rem .8rem .25rem 0; text-align: left; vertical-align: top; }
th { border-bottom: 2px solid var(--line); white-space: nowrap; } td { border-bottom: 1px solid var(--line); }
</style>
</head>
<body>
<h1>How far {{ model }} can be trusted on this sample</h1>
<ul>
{% for level, sign, text in remarks %}
<li class="{{ level }}"><b aria-hidden="true">{{ sign }}</b>{{ text }}</li>
{% endfor %}
</ul>
{% for table in tables %}
<h2>{{ table.title }}</h2>
{% if table.lead %}<p>{{ table.lead }}</p>{% endif %}

<div class="scroll" tabindex="0"><table>
<thead><tr>{% for cell in table.head %}<th scope="col">{{ cell }}</th>{% endfor %}</tr></thead>
<tbody>
{% for row in table.rows %}
<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>
{% endfor %}
</tbody>
</table></div>
{% endfor %}
</body>
</html>
"""
