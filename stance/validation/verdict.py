"""What the figures of a validation mean, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

__all__ = ["LEVELS", "Remark", "percent", "range_of", "remarks"]

Figures = Mapping[str, Any]

LEVELS = ("good", "fair", "poor", "note")
_FEW_LABELS, _FEW_CLUSTERS, _FEW_OF_LABEL = 50, 20, 15
_GOOD, _FAIR = 0.75, 0.60


class Remark(NamedTuple):
    """A finding: ``level`` is good, fair, poor, or note where it is neither."""

    level: str
    text: str


def percent(share: float) -> str:
    """A share as shown.

    >>> percent(0.8349)
    '83.5 %'
    """
    return f"{100 * share:.1f} %"


def range_of(figure: Mapping[str, float]) -> str:
    """The interval of a figure as shown.

    >>> range_of({"low": 0.8, "high": 0.91})
    '80.0 to 91.0'
    """
    return f"{100 * figure['low']:.1f} to {100 * figure['high']:.1f}"


def remarks(figures: Figures) -> Iterator[Remark]:
    """The findings, the most important first.

    Args:
        figures: what `stance.validation.figures.measure` returns.
    """
    yield _trust(figures)
    yield from _few(figures)
    if not _too_few(figures):  # else chance would speak
        yield _gain(figures)
        yield from _calibrated(figures)
        yield _aim(figures)
    yield from _weakest(figures)
    yield from _unnamed(figures)
    yield from _reading(figures)


def _too_few(figures: Figures) -> bool:
    return bool(figures["labels"] < _FEW_LABELS or figures["clusters"] < _FEW_CLUSTERS)


def _trust(figures: Figures) -> Remark:
    macro, labels = figures["macro_f1"], figures["labels"]
    told = f"macro F1 is {percent(macro['value'])} (95 % interval {range_of(macro)})"
    wrong = f"with about {100 * (1 - figures['accuracy']['value']):.0f} of 100 answers wrong"
    if _too_few(figures):
        return Remark(
            "note",
            f"Too few labels to say how far the model can be trusted: {_number(labels, 'label')} from "
            f"{_number(figures['clusters'], figures['cluster'])}. What they show, {told}, another sample may "
            "well overturn.",
        )
    if figures["gain"]["low"] <= 0:
        return Remark(
            "poor",
            f"Do not rely on it here: {told}, and that it beats always answering "
            f"“{figures['baseline']['label']}” is not certain.",
        )
    if macro["low"] >= _GOOD:
        return Remark("good", f"It can be trusted here, {wrong}: {told}.")
    if macro["low"] >= _FAIR:
        return Remark("fair", f"It can be trusted here for counts and comparisons, {wrong}: {told}.")
    return Remark("poor", f"Use it here to sort and to find, and check what you count, {wrong}: {told}.")


def _few(figures: Figures) -> Iterator[Remark]:
    needed = figures["needed"]
    margin, half = 100 * needed["margin"], 100 * needed["half_width"]
    if half > margin:
        yield Remark(
            "note",
            f"The interval of macro F1 reaches {half:.1f} points to each side; for {margin:.0f} points about "
            f"{needed['labels']:,} labels of the same kind are needed, and you have {figures['labels']:,}.",
        )
    else:
        yield Remark("note", f"The sample is large enough: macro F1 is known to {half:.1f} points.")
    for label, row in figures["per_label"].items():
        if row["labels"] == 0:
            yield Remark("note", f"The sample has no “{label}”; nothing can be said of it.")
        elif row["labels"] < _FEW_OF_LABEL:
            count = _number(row["labels"], "row")
            yield Remark("note", f"Only {count} labelled “{label}” in the sample; its F1 says little.")


def _gain(figures: Figures) -> Remark:
    gain, base = figures["gain"], figures["baseline"]
    sure = "beyond doubt" if gain["low"] > 0 else "but this may be chance"
    return Remark(
        "good" if gain["low"] > 0 else "poor",
        f"Macro F1 is {100 * gain['value']:.1f} points (interval {range_of(gain)}) above that of always "
        f"answering “{base['label']}”, {sure}. Of the labels {percent(figures['accuracy']['value'])} "
        f"({range_of(figures['accuracy'])}) are right; that answer alone gets {percent(base['accuracy'])}.",
    )


def _calibrated(figures: Figures) -> Iterator[Remark]:
    found = figures["calibration"]
    if found is None:
        return
    gap = found["confidence"] - found["accuracy"]
    told = (
        f"on average it is {percent(found['confidence'])} sure and {percent(found['accuracy'])} right "
        f"(calibration error {percent(found['error'])}; chance alone gives up to {percent(found['chance'])})"
    )
    if found["error"] <= found["chance"]:
        yield Remark("good", f"Nothing speaks against its probabilities: {told}.")
    elif abs(gap) < 0.02:
        yield Remark("fair", f"Its probabilities are off in places, though not on the whole: {told}.")
    else:
        way = "too sure of itself" if gap > 0 else "more often right than it says"
        yield Remark("fair", f"It is {way} here: {told}.")


def _aim(figures: Figures) -> Remark:
    aim = figures["aim"]
    wish = f"{100 * aim['accuracy']:g} %"
    if "min_score" not in aim:
        return Remark(
            "fair", f"At no score are {wish} of the answers right: sorting by score does not help enough."
        )
    if aim["kept"] == 1:
        return Remark("good", f"At least {wish} of the answers are right without leaving any out.")
    return Remark(
        "note",
        f"To have {wish} right, keep the answers whose score is at least {aim['min_score']:.2f}: "
        f"{percent(aim['kept'])} of them, of which {percent(aim['right']['value'])} "
        f"({range_of(aim['right'])}) are right in this sample.",
    )


def _weakest(figures: Figures) -> Iterator[Remark]:
    mistakes = [cell for cell in figures["confusion"] if cell["gold"] != cell["found"] and cell["count"]]
    if not mistakes:
        return
    worst = max(mistakes, key=lambda cell: (cell["count"], cell["of"]))
    yield Remark(
        "note",
        f"The commonest mistake: “{worst['gold']}” read as “{worst['found']}” "
        f"({worst['count']} of {_number(worst['of'], 'row')}).",
    )
    overall = figures["accuracy"]["value"]
    for kind, rows in (("party", figures["parties"]), ("source", figures["sources"])):
        low = [row for row in rows if row["high"] < overall]
        for row in sorted(low, key=lambda row: row["value"])[:2]:
            yield Remark(
                "poor",
                f"The {kind} {row['name']} fares worse than the rest: {percent(row['value'])} "
                f"({range_of(row)}) of its {row['labels']} labels are right.",
            )
    holders = figures["holders"]
    if holders is not None:
        yield Remark(
            "note",
            f"Where the label is right, so is the holder in {percent(holders['value'])} "
            f"({range_of(holders)}) of {_number(holders['labels'], 'row')}.",
        )


def _unnamed(figures: Figures) -> Iterator[Remark]:
    count = figures["unnamed"]["count"]
    if count:
        first = figures["unnamed"]["rows"][0]
        yield Remark(
            "poor" if count > 0.1 * figures["labels"] else "note",
            f"In {_number(count, 'row')} the party is not found in the text (first in row {first['row']}: "
            f"{first['party']}); it counts as neutral. Give its other names, or the columns start and end.",
        )


def _reading(figures: Figures) -> Iterator[Remark]:
    skipped = figures["skipped"]
    if skipped:
        yield Remark(
            "note",
            f"{_number(len(skipped), 'row')} left out, the first being row {skipped[0]['row']}: "
            f"{skipped[0]['reason']}.",
        )
    words = set(figures["read_as"])
    if words & {"0", "1"} and not words & {"-1"} and words <= {"0", "1"}:
        yield Remark("poor", "The labels 0 and 1 were read as neutral and favor; if 0 means against, say so.")


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
