"""The suites: what each is called, which files it reads, and how it is run.

Paths are below the data's root. Dev suites are for choosing; final ones for one report at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from stance.classifier import Classifier
from stance.errors import InputError
from training.evaluation import runs
from training.evaluation.ask import Advance
from training.evaluation.runs import Result

__all__ = ["DEFAULT", "SUITES", "Suite", "check_files", "run_suite"]

_OURS = ("news/train.jsonl", "authored/train.jsonl")
_NEWSMTSC = ("external/newsmtsc/train.jsonl",)
_DSE = ("external/dse/train.txt",)


@dataclass(frozen=True, slots=True)
class Suite:
    """One set of labelled sentences and how a model is measured on it.

    Attributes:
        name: as after ``--suite``.
        about: what it is, in a few words.
        files: paths below the data's root.
        run: asks a model and counts; gets the model, the paths and a function to tell progress.
        train: what floors learn from; none where there are no floors.
        final: whether it is for a final report only.
        headline: its most important score.
    """

    name: str
    about: str
    files: tuple[str, ...]
    run: Callable[[Classifier, list[Path], Advance], Result]
    train: tuple[str, ...] = _OURS
    final: bool = False
    headline: str = "macro_f1"


def check_files(suites: Sequence[Suite], root: Path, *, floors: bool) -> None:
    """Raise `InputError` when a file of the suites is missing, before hours of work.

    Args:
        suites: what is to be run.
        root: folder of the labelled data.
        floors: whether the files that floors learn from are needed too.
    """
    for suite in suites:
        for file in suite.files + (suite.train if floors else ()):
            if not (root / file).is_file():
                other = "leave floors out with --no-floors" if file not in suite.files else "another suite"
                raise InputError(
                    f"suite {suite.name} needs {root / file}, which is missing; give --root FOLDER, the "
                    f"folder that holds {file}, or {other}"
                )


def run_suite(suite: Suite, classifier: Classifier, root: Path, advance: Advance) -> Result:
    """Put a suite's sentences to a model and count."""
    return suite.run(classifier, [root / file for file in suite.files], advance)


def _newsmtsc_suite(split: str) -> Suite:
    part, kind = split.split("_")
    name = f"newsmtsc-{kind}" if part == "test" else f"newsmtsc-{part}-{kind}"
    about = f"NewsMTSC, official {part} file {kind}"
    files = (f"external/newsmtsc/{split}.jsonl",)
    return Suite(name, about, files, runs.newsmtsc_targets, _NEWSMTSC, final=part == "test")


_ALL = (
    Suite("news", "real news sentences", ("news/dev.jsonl",), runs.sentences),
    Suite("authored", "sentences written for this project", ("authored/dev.jsonl",), runs.sentences),
    Suite(
        "contrast",
        "contrast groups, written for this project",
        ("authored/contrast.jsonl",),
        runs.contrast,
        headline="labels_right",
    ),
    Suite(
        "articles",
        "whole articles, written for this project",
        ("authored/articles.jsonl", "authored/articles_labels.jsonl"),
        runs.articles,
    ),
    Suite(
        "swap",
        "real news sentences, names swapped",
        ("news/dev.jsonl",),
        runs.swapped,
        train=(),
        headline="flips",
    ),
    _newsmtsc_suite("dev_rw"),
    _newsmtsc_suite("dev_mt"),
    Suite("dse-dev", "DSE, official validation file", ("external/dse/valid.txt", *_DSE), runs.dse_rows, _DSE),
    _newsmtsc_suite("test_rw"),
    _newsmtsc_suite("test_mt"),
    Suite(
        "dse", "DSE, official test file", ("external/dse/test.txt", *_DSE), runs.dse_rows, _DSE, final=True
    ),
)
SUITES: dict[str, Suite] = {suite.name: suite for suite in _ALL}
"""Name → suite."""
DEFAULT = ("news", "authored", "contrast", "articles", "swap")
"""The suites that are run when none is named."""
