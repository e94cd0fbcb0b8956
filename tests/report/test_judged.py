"""Reading a judged corpus, and documents in memory, as the same tables."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from stance.classifier import Classifier
from stance.corpus import judge_corpus
from stance.errors import InputError
from stance.report import judge_tables, read_judged
from tests.report.samples import ABOUT, documents, judged
from tests.tiny import TEXT


@pytest.fixture(scope="module")
def corpus(tiny_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    rows = [
        {"id": f"d{n}", "text": TEXT, "outlet": "Beacon" if n % 2 else "Courier", "date": f"2031-05-0{n + 1}"}
        for n in range(5)
    ]
    (folder / "news.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    judge_corpus(folder / "news.jsonl", folder / "out", ["Norvania", "Estmark"], model=tiny_folder, chunk=2)
    return folder / "out"


def test_a_folder_and_its_documents_give_the_same_tables(corpus: Path, tiny: Classifier) -> None:
    read = read_judged(corpus)
    about = {
        f"d{n}": {"date": f"2031-05-0{n + 1}", "source": "Beacon" if n % 2 else "Courier"} for n in range(5)
    }
    made = judge_tables({f"d{n}": tiny(TEXT, ["Norvania", "Estmark"]) for n in range(5)}, about)
    assert (read.documents, read.sentences, read.model) == (made.documents, made.sentences, made.model)
    assert read.has_dates
    assert read.has_sources
    for table in ("stances", "relations"):
        mine, other = getattr(read, table), getattr(made, table)
        columns = [column for column in mine.columns if column not in ("part", "row")]
        # The last digits of a score may differ with the batch.
        mine, other = (
            frame[columns].round({"score": 6}).astype(str).values.tolist() for frame in (mine, other)
        )
        assert mine == other
    rows = [len(read.stances) - 1, 0]
    assert read.texts("stances", rows) == made.texts("stances", rows)


def test_only_leaves_the_other_documents_out(corpus: Path) -> None:
    beacon = read_judged(corpus, only={"outlet": "Beacon"})
    assert beacon.documents == 2
    assert set(beacon.stances["source"]) == {"Beacon"}
    assert set(beacon.texts("stances", range(len(beacon.stances)))) <= set(
        read_judged(corpus).texts("stances", range(4))
    )


def test_columns_that_are_not_there_are_named(corpus: Path) -> None:
    with pytest.raises(InputError, match=r"no column 'day'; it has id"):
        read_judged(corpus, date="day")
    with pytest.raises(InputError, match="no column 'place'"):
        read_judged(corpus, only={"place": "x"})


def test_another_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no corpus\.json"):
        read_judged(tmp_path)


def test_documents_without_dates_have_none() -> None:
    bare = judge_tables(documents())
    assert not bare.has_dates
    assert not bare.has_sources
    assert judged().stances["date"].min().year == int(ABOUT["a0"]["date"][:4])
