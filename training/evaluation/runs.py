"""How each kind of suite is run: files in, scores and details out."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from stance.classifier import Classifier
from stance.parties import merge_names
from training.evaluation.articles import article_of, ask_articles, read_articles
from training.evaluation.ask import Advance, Answer, Answers, Pair, ask, under_scheme
from training.evaluation.contrast import by_capability, group_tallies
from training.evaluation.external import CLASSES, class_tallies, copied_rows, directed_classes
from training.evaluation.floors import Questions, labelled
from training.evaluation.mentions import mention_tally
from training.evaluation.relations import relation_tallies
from training.evaluation.stances import confusion_of, per_group, per_label, per_party, stance_tallies
from training.evaluation.swap import flip_tallies, flips, worst_names
from training.evaluation.tally import Tally
from training.evaluation.trust import trust
from training.records import Record, read_records
from training.sources import dse, newsmtsc

__all__ = ["Result", "articles", "contrast", "dse_rows", "newsmtsc_targets", "sentences", "swapped"]

Each = Answer | Pair


@dataclass(slots=True)
class Result:
    """What came of one suite.

    Attributes:
        tallies: name of a score → the counts that it is computed from.
        details: everything else, as JSON values.
        questions: what was asked, for floors; None where they make no sense.
    """

    tallies: dict[str, Tally]
    details: dict[str, Any]
    questions: Questions | None = None


def sentences(classifier: Classifier, paths: list[Path], advance: Advance) -> Result:
    """Sentences with parties and relations, one by one, and once more with the parties to be found."""
    records = read_records(paths[0])
    found = ask(classifier, records, advance=advance)
    result = _result(records, found, _sentence)
    result.tallies["mentions_f1"] = mention_tally(classifier, records, advance)
    return result


def contrast(classifier: Classifier, paths: list[Path], advance: Advance) -> Result:
    """Contrast groups: the labels of sentences, and whole groups."""
    records = read_records(paths[0])
    found = ask(classifier, records, advance=advance)
    groups = group_tallies(found.stances, found.pairs)
    result = _result(records, found, lambda each: each.record.group)
    result.tallies = groups | result.tallies
    result.details["capabilities"] = by_capability(found.stances)

    def measure(labels: Sequence[int]) -> dict[str, Tally]:
        answers = _answered(found.stances, labels)
        groups = group_tallies(answers, [])
        groups.pop("groups_right_with_relations")  # floors say nothing of relations
        return groups | stance_tallies(answers, lambda each: each.record.group)

    result.questions = _questions(found.stances, measure)
    return result


def articles(classifier: Classifier, paths: list[Path], advance: Advance) -> Result:
    """Whole articles, resampled as wholes."""
    texts, records = read_articles(paths[0]), read_records(paths[1])
    found = ask_articles(classifier, texts, records, advance)
    result = _result(records, found, lambda each: article_of(each.record))
    result.details["articles"] = len(texts)
    return result


def swapped(classifier: Classifier, paths: list[Path], advance: Advance) -> Result:
    """Names swapped for others of their kind."""
    swaps = flips(classifier, read_records(paths[0]), advance=advance)
    details = {"swaps": len(swaps), "flipped": sum(s.flipped for s in swaps), "worst": worst_names(swaps)}
    return Result(flip_tallies(swaps), details)


def newsmtsc_targets(classifier: Classifier, paths: list[Path], advance: Advance) -> Result:
    """NewsMTSC's targets, under the head trained on its scheme where the model has one."""
    skipped: list[str] = []
    records = newsmtsc.read(paths[0], skipped)
    judge = under_scheme(classifier, "newsmtsc")
    # Pronouns and parts of names are targets here: they mean themselves, not what the lexicon knows.
    found = ask(judge, records, lexicon=False, advance=advance)
    result = _result(records, found, _sentence)
    result.tallies = stance_tallies(found.stances, _sentence)
    result.details |= {"head": judge.checkpoint.config.schemes[0], "skipped": len(skipped)}
    return result


def dse_rows(classifier: Classifier, paths: list[Path], advance: Advance) -> Result:
    """DSE's rows: official and clean score."""
    skipped: list[str] = []
    records, train = dse.read(paths[0], skipped), dse.read(paths[1], [])
    found = directed_classes(records, ask(classifier, records, lexicon=False, advance=advance).pairs)
    copied = copied_rows(records, train)

    def measure(classes: Sequence[int]) -> dict[str, Tally]:
        return class_tallies(records, classes, copied)

    tallies = measure(found)
    details = {
        "sentences": len(records),
        "copied": len(copied),
        "skipped": len(skipped),
        "classes": list(CLASSES),
        "confusion": tallies["micro_f1"].counts.sum(0).tolist(),
    }
    texts = [record.sentence for record in records]
    return Result(tallies, details, Questions(texts, texts, measure, [], _dse_labels))


def _sentence(each: Each) -> Hashable:
    return each.record.id


def _result(records: Sequence[Record], found: Answers, cluster: Callable[[Each], Hashable]) -> Result:
    tallies = stance_tallies(found.stances, cluster) | relation_tallies(found.pairs, cluster)

    def measure(labels: Sequence[int]) -> dict[str, Tally]:
        return stance_tallies(_answered(found.stances, labels), cluster)

    return Result(tallies, _details(records, found), _questions(found.stances, measure))


def _answered(answers: Sequence[Answer], labels: Sequence[int]) -> list[Answer]:
    return [replace(answer, found=label) for answer, label in zip(answers, labels, strict=True)]


def _questions(answers: Sequence[Answer], measure: Callable[[Sequence[int]], dict[str, Tally]]) -> Questions:
    texts, ids = [a.record.sentence for a in answers], [a.record.id for a in answers]
    return Questions(texts, ids, measure, [a.probabilities for a in answers], labelled)


def _dse_labels(records: Sequence[Record]) -> tuple[list[str], list[int]]:
    return [record.sentence for record in records], [dse.row_class(record) for record in records]


def _details(records: Sequence[Record], found: Answers) -> dict[str, Any]:
    matrix = confusion_of(found.stances)
    meant = merge_names(answer.name for answer in found.stances)
    details: dict[str, Any] = {
        "sentences": len(records),
        "labels": len(found.stances),
        "missed": found.missed,
        "per_label": per_label(matrix),
        "confusion": matrix,
        "per_party": per_party(found.stances, meant.__getitem__),
    }
    sources = per_group(found.stances, lambda a: str(a.record.source.get("corpus", "unknown")))
    if len(sources) > 1:
        details["per_source"] = sources
    return details | trust(found.stances)
