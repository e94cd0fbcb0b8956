"""brat: a .txt beside each .ann, with text-bound parties, ``Stance`` attributes and binary relations::

T1	Party 0 5	Samoa
T2	Party 13 17	Fiji
A1	Stance T2 favor
R1	Favor Arg1:T1 Arg2:T2
"""

from __future__ import annotations

from pathlib import Path

from stance.errors import InputError
from training.importers.build import Labels, Link, Mark, build_records, check_text, stance_label
from training.records import Record
from training.sources.base import report, text_files

__all__ = ["read"]


def read(path: Path, skipped: list[str] | None = None, labels: Labels | None = None) -> list[Record]:
    """The records of an .ann file, or of those below a folder; Arg1 is the holder, Arg2 the target.

    Args:
        path: file or folder.
        skipped: collects what could not be used; without it a warning in the log counts it.
        labels: what further type and attribute names mean.

    Raises:
        InputError: there is no such file.
    """
    problems: list[str] = []
    records = []
    for file in text_files(path, "*.ann"):
        text_file = file.with_suffix(".txt")
        if not text_file.is_file():
            problems.append(f"{file.name}: its text {text_file.name} is missing")
            continue
        # brat counts characters of the file as it is: line ends must not be changed.
        text = text_file.read_bytes().decode("utf-8")
        records += _read_document(file, text, problems, labels)
    report("brat", problems, skipped)
    return records


def _read_document(file: Path, text: str, skipped: list[str], labels: Labels | None) -> list[Record]:
    marks: dict[str, Mark] = {}
    links: list[Link] = []
    lines = list(enumerate(file.read_text("utf-8").split("\n"), 1))
    # Attributes may stand before what they are about.
    for number, line in sorted(lines, key=lambda entry: not entry[1].startswith("T")):
        if not line.strip():
            continue
        try:
            _read_line(line, text, marks, links, labels)
        except (InputError, ValueError, KeyError) as error:
            skipped.append(f"{file.name} line {number}: {error}")
    return build_records(file.stem, text, list(marks.values()), links, skipped, {"corpus": "brat"})


def _read_line(
    line: str, text: str, marks: dict[str, Mark], links: list[Link], labels: Labels | None
) -> None:
    key, _, rest = line.partition("\t")
    if key.startswith("T"):
        place, _, wanted = rest.partition("\t")
        kind, _, offsets = place.partition(" ")
        if ";" in offsets:
            raise InputError(f"{key} has a gap; a party must be one piece of the text")
        start, end = (int(number) for number in offsets.split())
        marks[key] = Mark(key, *check_text(text, start, end, wanted), stance_label(kind, labels))
    elif key.startswith(("A", "M")):
        kind, about, *value = rest.split()
        if kind.lower() != "stance" or not value or about not in marks:
            raise InputError(f"attribute {rest!r} cannot be read; it must be like Stance T1 favor")
        old = marks[about]
        marks[about] = Mark(about, old.start, old.end, stance_label(value[0], labels))
    elif key.startswith("R"):
        kind, *arguments = rest.split()
        label = stance_label(kind, labels)
        ends = dict(argument.split(":", 1) for argument in arguments)
        if label is None or set(ends) != {"Arg1", "Arg2"}:
            raise InputError(f"relation {rest!r} cannot be read; it must be like Against Arg1:T1 Arg2:T2")
        links.append(Link(ends["Arg1"], ends["Arg2"], label))
    else:
        raise InputError(f"{key or line!r} is no text-bound party, Stance attribute or relation")
