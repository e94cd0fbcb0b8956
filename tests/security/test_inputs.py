"""Inputs that want to fill the memory, run code or leave their folder: refused with a reason, or inert."""

from __future__ import annotations

import builtins
import csv
import gzip
import io
import json
import os
import pickle
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from stance.checkpoint import Checkpoint
from stance.classifier import load
from stance.cli.classify import command
from stance.cli.outputs import FORMATS
from stance.corpus import sources
from stance.corpus.sources import open_corpus
from stance.errors import ConfigError, ModelError, PartyError
from stance.parties.files import read_parties
from stance.types import Document, Sentence
from tests.examples import stance
from tests.tiny import TEXT
from training.config import load_recipe

BOMB = "a: &a [x, x]\n" + "".join(
    f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)


def test_a_yaml_bomb_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bomb.yaml").write_text(BOMB)
    with pytest.raises(PartyError, match="alias"):
        read_parties(tmp_path / "bomb.yaml")
    with pytest.raises(ConfigError, match="alias"):
        load_recipe(tmp_path / "bomb.yaml")


def test_yaml_builds_no_objects(tmp_path: Path) -> None:
    (tmp_path / "code.yaml").write_text("- !!python/object/apply:os.system [touch owned]\n")
    with pytest.raises(PartyError):
        read_parties(tmp_path / "code.yaml")


@pytest.mark.parametrize("name", ["one.jsonl.gz", "one.txt.gz", "one.csv.gz"])
def test_a_compressed_bomb_is_one_reject_and_not_gigabytes(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "MOST_BYTES", 10_000)
    head = b"id,text\n" if ".csv" in name else b""
    with gzip.open(tmp_path / name, "wb") as file:
        file.write(head + b"x" * 1_000_000 + b"\n")
    other = {"id": "good", "text": "Rain fell."}
    (tmp_path / "two.jsonl").write_text(json.dumps(other) + "\n")
    rows = list(open_corpus(tmp_path).rows())
    assert [row.text for row in rows if not row.problem] == ["Rain fell."]
    assert [row for row in rows if row.problem]


def test_a_line_after_one_that_is_too_long_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "MOST_BYTES", 100)
    lines = [json.dumps({"id": "a", "text": "y" * 1000}), json.dumps({"id": "b", "text": "Rain."})]
    (tmp_path / "news.jsonl").write_text("\n".join(lines) + "\n")
    long, short = open_corpus(tmp_path / "news.jsonl").rows()
    assert "more than 100 bytes" in long.problem
    assert (short.id, short.text) == ("b", "Rain.")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_formula_in_a_name_is_text_to_a_spreadsheet(start: str) -> None:
    name = start + "cmd|' /C calc'!A0"
    text = f"Norvania blamed {name}."
    document = Document(text, (Sentence(text, 0, len(text), (stance(text, name, "against"),)),), (name,))
    out = io.BytesIO()
    FORMATS["csv"](iter([(name, document)]), out, False)
    for row in csv.reader(io.StringIO(out.getvalue().decode(), newline="")):
        assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


class Opened:
    """Notes which files of a folder are opened."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.names: set[str] = set()
        self._folder, self._open = folder, io.open
        monkeypatch.setattr(builtins, "open", self)
        monkeypatch.setattr(io, "open", self)

    def __call__(self, file: Any, *words: Any, **named: Any) -> Any:
        if isinstance(file, (str, Path)) and Path(file).parent == self._folder:
            self.names.add(Path(file).name)
        return self._open(file, *words, **named)


def test_of_a_model_folder_only_json_and_safetensors_are_read(
    tiny_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = shutil.copytree(tiny_folder, tmp_path / "model")

    class Owned:
        def __reduce__(self) -> Any:
            return Path.touch, (tmp_path / "owned",)

    for name in ("pytorch_model.bin", "model.pt", "training_args.bin", "tokenizer.pkl", "modeling_tiny.py"):
        (folder / name).write_bytes(pickle.dumps(Owned()))
    opened = Opened(folder, monkeypatch)
    load(folder, device="cpu", runtime="torch")(TEXT, ["Norvania"])
    assert not (tmp_path / "owned").exists()
    assert {Path(name).suffix for name in opened.names} <= {".json", ".safetensors"}


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "..\\secret", "tiny\x00"])
def test_a_model_name_does_not_lead_out_of_the_shipped_ones(name: str) -> None:
    with pytest.raises(ModelError):
        load(name)


def test_weights_of_other_shapes_are_refused(tiny_folder: Path, tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file

    folder = shutil.copytree(tiny_folder, tmp_path / "model")
    weights = load_file(folder / "model.safetensors")
    weights["relation_head.1.weight"] = weights["relation_head.1.weight"][:, :-1].contiguous()
    save_file(weights, folder / "model.safetensors")
    with pytest.raises(ModelError, match="does not fit"):
        load(folder, device="cpu", runtime="torch")
    assert Checkpoint.read(folder).name == "tiny"


@pytest.mark.skipif(os.name == "nt", reason="Windows allows no such names")
def test_a_file_name_of_markup_stays_text(tiny_folder: Path, tmp_path: Path) -> None:
    name = "<svg onload=alert(1)><script>alert(2)<&script>.txt"
    (tmp_path / name).write_text(TEXT)
    ran = CliRunner().invoke(command, [str(tmp_path / name), "--format", "html", "--model", str(tiny_folder)])
    assert ran.exit_code == 0
    assert "&lt;svg onload=alert(1)&gt;" in ran.output
    assert not re.search(r"<svg onload|<script>alert", ran.output)
