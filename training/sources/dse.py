"""DSE: directed sentiment between two entities of a news sentence (Park, Pan and Joo, Findings of ACL 2021).

A row has four tab-separated fields: the sentence with both entities in brackets, p, q and a class:
0 neutral, 1 p for q, 2 q for p, 3 p against q, 4 q against p. The brackets are often a character off.
"""

from __future__ import annotations

import re
from pathlib import Path

from stance.errors import InputError
from training.records import Record, RecordParty
from training.sources.base import Download, Origin, download, report, repository, text_files

__all__ = ["ORIGIN", "fetch", "parse_row", "read", "repair", "row_class", "unmark"]

Span = tuple[int, int]
_REPOSITORY = "bywords/directed_sentiment_analysis"
_COMMIT = "a8e7510b71fe017b38d83ca5b54bdf3d136c97c2"
_SUMS = {
    "train.txt": "0b608a7e376bcd73aad9f0f211d0c29e5fe520a281d1d4b3f5e4e37a20a0636b",
    "valid.txt": "e4bd17fd9f419acd034912de9bfc746a7e400d84496e6082cd18e30b4cedface",
    "test.txt": "a1dcda253f3741e5d66018cad7dc757350c853be7d905a11fd707eb708c847d0",
}
ORIGIN = Origin(
    "dse",
    "Park, Pan and Joo, Directed sentiment analysis in news text, Findings of ACL 2021",
    "no licence file; the README allows any use that cites the paper",
    train=True,
    labels=frozenset({"relation"}),
    downloads=tuple(
        Download(name, repository(_REPOSITORY, _COMMIT, f"dataset/{name}"), sha256)
        for name, sha256 in _SUMS.items()
    ),
)
# Class -> holder, target, label; p is party 0, q is party 1.
_CLASSES = {
    "0": None,
    "1": (0, 1, "favor"),
    "2": (1, 0, "favor"),
    "3": (0, 1, "against"),
    "4": (1, 0, "against"),
}
_MARK = re.compile(r"\[([^\[\]]*)\]")
_EDGES = " \t,;:!?\"'’‘“”()-–—/@$€%+"
_CUT_OFF = re.compile(r"[a-z]{1,2}(?!\w)")


def fetch(folder: Path, *, trust: bool = False) -> list[Path]:
    """Download the official split to a folder, with its checksums."""
    return download(ORIGIN, folder, trust=trust)


def read(path: Path, skipped: list[str] | None = None) -> list[Record]:
    """The records of a file, or of the .txt files below a folder; a record per row, as the scores need.

    Args:
        path: file or folder.
        skipped: collects what could not be used; without it a warning in the log counts it.

    Raises:
        InputError: there is no such file.
    """
    problems: list[str] = []
    records = []
    for file in text_files(path, "*.txt"):
        for number, row in enumerate(file.read_text("utf-8").split("\n"), 1):
            if not row.strip():
                continue
            try:
                records.append(parse_row(row, file.stem, number))
            except InputError as error:
                problems.append(f"{file.name} line {number}: {error}")
    report("dse", problems, skipped)
    return records


def parse_row(row: str, split: str, number: int) -> Record:
    """The record of one row; an `InputError` says what is wrong with it.

    >>> record = parse_row("[Samoan]s thank [Tonga’]s king.\\tSamoan\\tTonga’\\t1", "train", 7)
    >>> [party.name for party in record.parties], dict(record.relations)
    (['Samoans', 'Tonga'], {(0, 1): 'favor'})
    """
    fields = row.split("\t")
    if len(fields) != 4:
        raise InputError(f"{len(fields)} tab-separated fields; four are needed")
    marked, p, q, number_of_class = fields
    if number_of_class.strip() not in _CLASSES:
        raise InputError(f"class {number_of_class!r}; allowed are 0 to 4")
    sentence, spans = unmark(marked)
    if [sentence[start:end].strip() for start, end in spans] != [_unquote(p).strip(), _unquote(q).strip()]:
        raise InputError(f"the brackets do not hold {p!r} and {q!r}")
    parties = tuple(
        RecordParty(sentence[start:end], start, end, None)
        for start, end in (repair(sentence, span) for span in spans)
    )
    stance = _CLASSES[number_of_class.strip()]
    relations = {stance[:2]: stance[2]} if stance else {}
    source = {"corpus": "dse", "split": split, "line": number}
    return Record(f"{split}-{number}", sentence, parties, relations, source)


def row_class(record: Record) -> int:
    """The class, 0 to 4, of a record that `read` made."""
    stances = [(*pair, label) for pair, label in record.relations.items()]
    return next(int(key) for key, stance in _CLASSES.items() if stance == (stances[0] if stances else None))


def unmark(marked: str) -> tuple[str, list[Span]]:
    """The sentence without its brackets, and the spans they held.

    >>> unmark("[Samoa] thanks [Tonga].")
    ('Samoa thanks Tonga.', [(0, 5), (13, 18)])
    """
    sentence, spans, end = "", [], 0
    for match in _MARK.finditer(marked):
        sentence += marked[end : match.start()]
        spans.append((len(sentence), len(sentence) + len(match[1])))
        sentence += match[1]
        end = match.end()
    return sentence + marked[end:], spans


def repair(sentence: str, span: Span) -> Span:
    """Move a span to the borders of its words: marks at its edges go, a cut-off ending comes back.

    Only one or two small letters are added: more of them are a missing space, not an ending.
    A span that holds nothing but marks stays as it is.

    >>> text = "The United States and Kasim’s Congress of the U. S. met."
    >>> [text[slice(*repair(text, s))] for s in [(4, 16), (22, 28), (30, 36), (46, 51)]]
    ['United States', 'Kasim', 'Congress', 'U. S.']
    """
    start, end = span
    while start < end and (sentence[start] in _EDGES or sentence[start] == "."):
        start += 1
    while end > start and (sentence[end - 1] in _EDGES or _is_full_stop(sentence[start:end])):
        end -= 1
    if start == end:
        return span
    if sentence[end - 1].isalpha() and (ending := _CUT_OFF.match(sentence, end)):
        end = ending.end()
    return start, end


def _is_full_stop(text: str) -> bool:
    """A final point, unless it belongs to initials ("U. S.") or to a short form ("Inc.", "Co.")."""
    words = text.split()
    if not text.endswith("."):
        return False
    return not (
        words and (len(words[-1]) <= 2 or "." in words[-1][:-1] or words[-1] in ("Inc.", "Co.", "Jr."))
    )


def _unquote(field: str) -> str:
    """A field that a table program wrote in quotes, its own quotes doubled; the sentence keeps them so."""
    return field[1:-1] if len(field) > 1 and field[0] == field[-1] == '"' else field
