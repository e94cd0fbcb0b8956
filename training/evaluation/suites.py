"""The suites: what each is called, which files it reads, and how it is run.

Paths are below the data's root. Dev suites are for choosing; final ones for one report at the end.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stance.classifier import Classifier
from stance.errors import InputError
from stance.parties import merge_names
from training.evaluation.articles import article_of, ask_articles, read_articles
from training.evaluation.ask import Answer, Answers, Pair, ask, under_scheme
from training.evaluation.contrast import by_capability, group_tallies
from training.evaluation.external import CLASSES, dse_tallies
from training.evaluation.mentions import mention_tally
from training.evaluation.relations import relation_tallies
from training.evaluation.stances import confusion_of, per_group, per_label, per_party, stance_tallies
from training.evaluation.swap import flip_tallies, flips, worst_names
from training.evaluation.tally import Tally
from training.evaluation.trust import trust
from training.records import Record, read_records
from training.sources import dse, newsmtsc

__all__ = ["DEFAULT", "SUITES", "Result", "Suite", "run_suite"]

Advance = Callable[[int], None]


@dataclass(slots=True)
class Result:
    """What came of one suite.

    Attributes:
        tallies: name of a score → the counts that it is computed from.
        details: everything else, as JSON values.
        answers: what was said of each party, for floors; empty where there are none.
    """

    tallies: dict[str, Tally]
    details: dict[str, Any]
    answers: list[Answer] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Suite:
    """One set of labelled sentences and how a model is measured on it.

    Attributes:
        name: as after ``--suite``.
        about: what it is, in a few words.
        files: paths below the data's root.
        run: asks a model and counts; gets the model, the paths and a function to tell progress.
        final: whether it is for a final report only.
        headline: its most important score.
    """

    name: str
    about: str
    files: tuple[str, ...]
    run: Callable[[Classifier, list[Path], Advance], Result]
    final: bool = False
    headline: str = "macro_f1"


def run_suite(suite: Suite, classifier: Classifier, root: Path, advance: Advance) -> Result:
    """Run one suite.

    Raises:
        InputError: one of its files is missing.
    """
    paths = [root / file for file in suite.files]
    for path in paths:
        if not path.is_file():
            raise InputError(
                f"suite {suite.name} needs {path}, which is missing; give --root FOLDER, the folder that "
                f"holds {suite.files[0]}, or choose another suite"
            )
    return suite.run(classifier, paths, advance)


def _sentences(classifier: Classifier, paths: list[Path], advance: Advance) -> Result:
    """Sentences with parties and relations, one by one, and once more with the parties to be found."""
    records = read_records(paths[0])
    answers = ask(classifier, records, advance=advance)
    tallies = _both(answers, lambda each: each.record.id)
    tallies["mentions_f1"] = mention_tally(classifier, records, advance)
    return Result(tallies, _details(records, answers), answers.stances)


def _contrast(classifier: Classifier, paths: list[Path], advance: Advance) -> Result:
    records = read_records(paths[0])
    answers = ask(classifier, records, advance=advance)
    tallies = group_tallies(answers.stances, answers.pairs) | _both(answers, lambda each: each.record.group)
    details = _details(records, answers) | {"capabilities": by_capability(answers.stances)}
    return Result(tallies, details, answers.stances)


def _articles(classifier: Classifier, paths: list[Path], advance: Advance) -> Result:
    articles, records = read_articles(paths[0]), read_records(paths[1])
    answers = ask_articles(classifier, articles, records, advance)
    details = _details(records, answers) | {"articles": len(articles)}
    return Result(_both(answers, lambda each: article_of(each.record)), details, answers.stances)


def _swap(classifier: Classifier, paths: list[Path], advance: Advance) -> Result:
    swaps = flips(classifier, read_records(paths[0]), advance=advance)
    details = {"swaps": len(swaps), "flipped": sum(s.flipped for s in swaps), "worst": worst_names(swaps)}
    return Result(flip_tallies(swaps), details)


def _newsmtsc(classifier: Classifier, paths: list[Path], advance: Advance) -> Result:
    skipped: list[str] = []
    records = newsmtsc.read(paths[0], skipped)
    judge = under_scheme(classifier, "newsmtsc")
    answers = ask(judge, records, lexicon=False, advance=advance)
    details = _details(records, answers)
    details["head"] = judge.checkpoint.config.schemes[0]
    details["skipped"] = len(skipped)
    # Sentences of one article are not told apart from others by the corpus's flat form.
    return Result(stance_tallies(answers.stances, lambda each: each.record.id), details, answers.stances)


def _dse(classifier: Classifier, paths: list[Path], advance: Advance) -> Result:
    skipped: list[str] = []
    records, train = dse.read(paths[0], skipped), dse.read(paths[1], [])
    answers = ask(classifier, records, lexicon=False, advance=advance)
    tallies, matrix = dse_tallies(records, answers.pairs, train)
    details = {
        "sentences": len(records), "skipped": len(skipped), "confusion": matrix, "classes": list(CLASSES)
    }  # fmt: skip
    return Result(tallies, details)


def _both(answers: Answers, cluster: Callable[[Answer | Pair], str]) -> dict[str, Tally]:
    return stance_tallies(answers.stances, cluster) | relation_tallies(answers.pairs, cluster)


def _details(records: list[Record], answers: Answers) -> dict[str, Any]:
    matrix = confusion_of(answers.stances)
    meant = merge_names(answer.name for answer in answers.stances)
    details: dict[str, Any] = {
        "sentences": len(records),
        "labels": len(answers.stances),
        "missed": answers.missed,
        "per_label": per_label(matrix),
        "confusion": matrix,
        "per_party": per_party(answers.stances, meant.__getitem__),
    }
    sources = per_group(answers.stances, lambda a: str(a.record.source.get("corpus", "unknown")))
    if len(sources) > 1:
        details["per_source"] = sources
    return details | trust(answers.stances)


def _newsmtsc_suite(split: str, final: bool) -> Suite:
    part, kind = split.split("_")
    name = f"newsmtsc-{kind}" if final else f"newsmtsc-{part}-{kind}"
    about = f"NewsMTSC, official {part} file {kind}"
    return Suite(name, about, (f"external/newsmtsc/{split}.jsonl",), _newsmtsc, final)


_DSE = (
    ("external/dse/valid.txt", "external/dse/train.txt"),
    ("external/dse/test.txt", "external/dse/train.txt"),
)
_ALL = (
    Suite("news", "real news sentences", ("news/dev.jsonl",), _sentences),
    Suite("authored", "sentences written for this project", ("authored/dev.jsonl",), _sentences),
    Suite("contrast", "contrast groups", ("authored/contrast.jsonl",), _contrast, headline="labels_right"),
    Suite(
        "articles",
        "whole articles written for this project",
        ("authored/articles.jsonl", "authored/articles_labels.jsonl"),
        _articles,
    ),
    Suite("swap", "names swapped for others", ("news/dev.jsonl",), _swap, headline="flips"),
    _newsmtsc_suite("dev_rw", False),
    _newsmtsc_suite("dev_mt", False),
    Suite("dse-dev", "DSE, official validation file", _DSE[0], _dse),
    _newsmtsc_suite("test_rw", True),
    _newsmtsc_suite("test_mt", True),
    Suite("dse", "DSE, official test file", _DSE[1], _dse, True),
)
SUITES: dict[str, Suite] = {suite.name: suite for suite in _ALL}
"""Name → suite."""
DEFAULT = ("news", "authored", "contrast", "articles", "swap")
"""The suites that are run when none is named."""
