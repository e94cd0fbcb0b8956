"""Every kind of input gives its documents, and what cannot be read gives its reason."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
from pathlib import Path

import pyarrow
import pytest
from pyarrow import parquet

from stance.corpus.page_text import page_text
from stance.corpus.sources import open_corpus
from stance.errors import InputError

ROWS = [
    {"id": "a", "text": "Ghana, again.", "outlet": "Post"},
    {"id": "b", "text": 'She said "no".\nThen left.'},
]


def write(path: Path) -> Path:
    name = path.name
    if ".jsonl" in name:
        raw = "\n".join(json.dumps(row) for row in ROWS).encode()
    elif ".csv" in name:
        raw = b'id,text,outlet\na,"Ghana, again.",Post\nb,"She said ""no"".\nThen left.",\n'
    elif ".tsv" in name:
        raw = b'id\ttext\toutlet\na\tGhana, again.\tPost\nb\t"She said ""no"".\nThen left."\t\n'
    else:
        parquet.write_table(pyarrow.Table.from_pylist(ROWS), path)
        return path
    packed = {".gz": gzip.compress, ".bz2": bz2.compress, ".xz": lzma.compress}.get(path.suffix, lambda b: b)(
        raw
    )
    if path.suffix == ".zst":
        packed = pyarrow.compress(raw, "zstd", asbytes=True)
    path.write_bytes(packed)
    return path


@pytest.mark.parametrize(
    "name",
    [
        "n.jsonl",
        "n.csv",
        "n.tsv",
        "n.parquet",
        "n.jsonl.gz",
        "n.csv.bz2",
        "n.tsv.xz",
        "n.jsonl.zst",
        "N.CSV.GZ",
    ],
)
def test_every_kind_gives_the_same_rows(tmp_path: Path, name: str) -> None:
    path = write(tmp_path / name.lower()).rename(tmp_path / name)
    corpus = open_corpus(path)
    assert [(row.id, row.text, row.problem) for row in corpus.rows()] == [
        (r["id"], r["text"], "") for r in ROWS
    ]
    assert (corpus.total, list(corpus.columns)) == (2, ["outlet"])
    assert [row.id for row in corpus.rows(skip=1)] == ["b"]


def test_a_folder_gives_its_files_by_name(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "b.html").write_text("<body><p>Togo left.<p>Rain &amp; wind.</body>")
    (tmp_path / "a.txt").write_text("Ghana stayed.", "utf-8")
    (tmp_path / "c.txt.gz").write_bytes(gzip.compress(b"Benin came."))
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    rows = list(open_corpus(tmp_path).rows())
    assert [(row.id, row.text) for row in rows] == [
        ("a.txt", "Ghana stayed."), ("c.txt.gz", "Benin came."), ("sub/b.html", "Togo left.\n\nRain & wind."),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "raw", "reason"),
    [
        ("n.jsonl", b'{"text": "ok"}\n{"text": \n', "not JSON"),
        ("n.jsonl", b'{"text": "ok"}\n[1]\n', "no object"),
        ("n.jsonl", b'{"text": "ok"}\n{"text": "caf\xe9"}\n', "byte 13 of the line is not utf-8"),
        ("n.jsonl", b'{"text": "ok"}\n{"text": 5}\n', "holds a int"),
        ("n.jsonl", b'{"text": "ok"}\n{"body": "x"}\n', "is missing"),
        ("n.jsonl", b'{"text": "ok"}\n{"text": "\\ud800"}\n', "surrogate"),
        ("n.jsonl", b'{"text": "ok"}\n' + b"[" * 100_000, "not JSON"),
        ("n.csv", b"text,a\nok,1\nx\n", "1 fields, the header 2"),
        ("n.csv", b"text,a\nok,1\ncaf\xe9,2\n", "not utf-8"),
    ],
)
def test_what_cannot_be_read_has_a_reason(tmp_path: Path, name: str, raw: bytes, reason: str) -> None:
    (tmp_path / name).write_bytes(raw)
    good, bad = open_corpus(tmp_path / name).rows()
    assert (good.text, good.problem) == ("ok", "")
    assert (bad.id, bad.text) == (f"{name}:2", "")
    assert reason in bad.problem


def test_a_file_that_breaks_off_does_not_hide_the_next(tmp_path: Path) -> None:
    whole = gzip.compress(b"".join(b'{"text": "%d"}\n' % n for n in range(50_000)))
    (tmp_path / "a.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "b.parquet").write_bytes(b"PAR1 not really")
    (tmp_path / "c.txt").write_text("Togo stayed.")
    (tmp_path / "d.txt").write_bytes(b"\xff\x00")
    corpus = open_corpus(tmp_path)
    rows = list(corpus.rows())
    assert len(rows) == corpus.total
    assert [row.text for row in rows if row.id == "c.txt"] == ["Togo stayed."]
    assert [row.id.partition(":")[0] for row in rows if row.problem] == ["a.jsonl.gz", "b.parquet", "d.txt"]


def test_types_of_parquet_are_kept_and_nested_values_become_json(tmp_path: Path) -> None:
    parquet.write_table(
        pyarrow.table({"text": ["x"], "year": [1999], "tags": [["a"]]}), tmp_path / "n.parquet"
    )
    corpus = open_corpus(tmp_path / "n.parquet")
    assert corpus.columns == {"year": pyarrow.int64(), "tags": pyarrow.string()}


def test_wrong_inputs_say_what_is_allowed(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        open_corpus(tmp_path / "gone.csv")
    with pytest.raises(InputError, match=r"allowed are files that end in \.jsonl"):
        open_corpus(tmp_path)
    with pytest.raises(InputError, match="it has id, text, outlet"):
        open_corpus(write(tmp_path / "n.csv"), text_column="body")


def test_a_page_that_is_not_well_formed_is_read(tmp_path: Path) -> None:
    assert (
        page_text("<nav>Menu</nav><div>One<br>two<script>if (a < b) x('</p>')</script></div>") == "One\n\ntwo"
    )
    assert page_text("a < b & c") == "a < b & c"
    assert page_text("") == ""
