"""Model folders: whole, damaged, foreign and hostile ones."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer

from stance.checkpoint import Calibration, Checkpoint, find_model, write_bytes, write_text
from stance.classifier import load
from stance.errors import ModelError
from tests import tiny


@pytest.fixture
def folder(tiny_folder: Path, tmp_path: Path) -> Path:
    """A copy to damage."""
    return shutil.copytree(tiny_folder, tmp_path / "model")


def change(folder: Path, *keys: str, value: Any) -> None:
    """Set a value of config.json."""
    data = json.loads((folder / "config.json").read_text("utf-8"))
    place = data
    for key in keys[:-1]:
        place = place[key]
    place[keys[-1]] = value
    (folder / "config.json").write_text(json.dumps(data), "utf-8")


def test_a_folder_is_read_as_it_was_written(tmp_path: Path) -> None:
    written = tiny.write_model(tmp_path / "model")
    assert Checkpoint.read(tmp_path / "model") == written
    assert written.identity == "tiny@seed1"
    assert sorted(p.name for p in written.folder.iterdir()) == [
        "config.json", "model.safetensors", "tokenizer.json", "words.json"
    ]  # fmt: skip


def test_words_of_any_script_are_kept(tmp_path: Path) -> None:
    written = tiny.write_model(tmp_path)
    words = frozenset({"été", "المجلس", "東京", "\u2028"})
    Checkpoint(tmp_path, "x", "1", written.config, known_words=words).write_description()
    assert Checkpoint.read(tmp_path).known_words == words


def test_the_tokenizer_neither_pads_nor_truncates(folder: Path) -> None:
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_padding(length=8)
    tokenizer.enable_truncation(4)
    tokenizer.save(str(folder / "tokenizer.json"))
    read = Checkpoint.read(folder).tokenizer()
    assert len(read.encode("the envoy of the coast fell", add_special_tokens=False).ids) == 6
    assert len(read.encode("the", add_special_tokens=False).ids) == 1


NUMBER_TOO_BIG = 10**9
WRONG_VALUES = [
    (("format",), 2, "format 2"),
    (("format",), True, "format True"),
    (("network",), 5, "damaged"),
    (("network",), [], "damaged"),
    (("network", "unknown"), 1, "unknown"),
    (("network", "max_tokens"), 0, "max_tokens"),
    (("network", "max_tokens"), "32", "max_tokens"),
    (("network", "max_tokens"), 5000, "max_tokens"),
    (("network", "head_width"), -1, "head_width"),
    (("network", "head_width"), 17, "does not fit"),
    (("network", "schemes"), [], "schemes"),
    (("network", "schemes"), ["other"], "does not fit"),
    (("network", "blind"), "no", "blind"),
    (("network", "dropout"), 2, "dropout"),
    (("network", "cls_id"), NUMBER_TOO_BIG, "cls_id"),
    (("network", "pad_id"), -1, "pad_id"),
    (("network", "encoder"), [], "encoder"),
    (("network", "encoder"), {}, "model_type"),
    (("network", "encoder", "model_type"), "nonsense", "nonsense"),
    (("network", "encoder", "model_type"), "distilbert", "does not fit"),
    (("network", "encoder", "hidden_size"), 33, "33"),
    (("network", "encoder", "hidden_size"), 64, "does not fit"),
    (("network", "encoder", "num_hidden_layers"), 3, "does not fit"),
    (("network", "encoder", "vocab_size"), 10, "does not fit"),
    (("network", "encoder", "hidden_act"), "nope", "nope"),
    (("calibration",), [], "damaged"),
    (("calibration", "stance_scale"), "1", "stance_scale"),
    (("calibration", "stance_scale"), float("nan"), "stance_scale"),
    (("calibration", "stance_bias"), [0, 0], "stance_bias"),
    (("calibration", "relation_bias"), [0, 0, None], "relation_bias"),
]


@pytest.mark.parametrize(("keys", "value", "message"), WRONG_VALUES, ids=lambda v: str(v)[:40])
def test_a_wrong_value_is_a_model_error_that_names_it(
    folder: Path, keys: tuple[str, ...], value: Any, message: str
) -> None:
    change(folder, *keys, value=value)
    with pytest.raises(ModelError, match=message):
        load(folder, device="cpu")


@pytest.mark.parametrize(
    "key", ["_attn_implementation", "attn_implementation", "auto_map", "quantization_config", "_name_or_path"]
)
def test_no_key_may_name_code_to_fetch(folder: Path, key: str) -> None:
    change(folder, "network", "encoder", key, value="someone/kernel")
    with pytest.raises(ModelError, match=key):
        load(folder, device="cpu")


def put(name: str, data: bytes) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_bytes(data)


def shorten(folder: Path) -> None:
    write_bytes(folder / "model.safetensors", (folder / "model.safetensors").read_bytes()[:-100])


def edit_weights(edit: Callable[[dict[str, torch.Tensor]], object]) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        weights = load_file(folder / "model.safetensors")
        edit(weights)
        save_file(weights, folder / "model.safetensors")

    return damage


def grow_tokenizer(folder: Path) -> None:
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.add_tokens(["norvania"])
    tokenizer.save(str(folder / "tokenizer.json"))


def make_folder(folder: Path) -> None:
    (folder / "model.safetensors").unlink()
    (folder / "model.safetensors").mkdir()


DAMAGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "config of another library": (put("config.json", b'{"model_type": "bert"}'), "another library"),
    "config is a list": (put("config.json", b"[1]"), "another library"),
    "config is no JSON": (put("config.json", b"{"), "not valid JSON"),
    "config is binary": (put("config.json", b"\xff\xfe\0"), "not valid JSON"),
    "config is nested too deep": (put("config.json", b"[" * 200_000), "not valid JSON"),
    "words is a dict": (put("words.json", b'{"a": 1}'), "list of words"),
    "words is a text": (put("words.json", b'"monday"'), "list of words"),
    "words is missing": (lambda folder: (folder / "words.json").unlink(), "words.json"),
    "tokenizer is damaged": (put("tokenizer.json", b"{}"), "tokenizer.json"),
    "tokenizer is missing": (lambda folder: (folder / "tokenizer.json").unlink(), "no tokenizer.json"),
    "tokenizer is too big": (grow_tokenizer, "tokens"),
    "weights are missing": (lambda folder: (folder / "model.safetensors").unlink(), "no model.safetensors"),
    "weights are a folder": (make_folder, "no model.safetensors"),
    "weights are cut": (shorten, "damaged"),
    "weights are empty": (put("model.safetensors", b""), "damaged"),
    "weights are noise": (put("model.safetensors", b"\xff" * 4000), "damaged"),
    "a weight is missing": (edit_weights(lambda w: w.pop("writer")), "writer"),
    "a weight is too much": (edit_weights(lambda w: w.update(evil=torch.zeros(1))), "evil"),
    "a weight has another shape": (edit_weights(lambda w: w.update(writer=torch.zeros(3))), "writer"),
}


@pytest.mark.parametrize(("damage", "message"), DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_folder_is_a_model_error_that_says_what_is_wrong(
    folder: Path, damage: Callable[[Path], object], message: str
) -> None:
    damage(folder)
    with pytest.raises(ModelError, match=message):
        load(folder, device="cpu")


def test_a_huge_json_is_not_read(folder: Path) -> None:
    with (folder / "words.json").open("r+b") as file:
        file.truncate(65 * 2**20)
    with pytest.raises(ModelError, match="larger than"):
        Checkpoint.read(folder)


@pytest.mark.parametrize(
    "name", ["no-such-model", "", ".", "..", "../..", "../../etc", "/etc/passwd", "a\0b", "a" * 5000, "~"]
)
def test_a_name_that_is_no_model(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ModelError, match="no model folder"):
        find_model(name)


def test_a_name_finds_only_folders_beside_the_shipped_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = tmp_path / "models"
    tiny.write_model(shipped / "small")
    tiny.write_model(tmp_path / "outside")
    monkeypatch.setattr("stance.checkpoint._shipped_roots", lambda: [shipped])
    monkeypatch.chdir(tmp_path)
    assert find_model("small") == shipped / "small"
    with pytest.raises(ModelError, match=r"small"):
        find_model("nothing")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    with pytest.raises(ModelError):
        find_model("outside")


def test_a_folder_goes_before_a_shipped_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tiny.write_model(tmp_path / "stance-minilm")
    monkeypatch.chdir(tmp_path)
    assert find_model("stance-minilm").resolve() == tmp_path / "stance-minilm"
    assert find_model(tmp_path / "stance-minilm") == tmp_path / "stance-minilm"


def test_calibration_is_checked() -> None:
    with pytest.raises(ValueError, match="stance_bias"):
        Calibration(stance_bias=(0.0, 0.0))


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_text(tmp_path / "file", "old")
    monkeypatch.setattr("os.fsync", lambda handle: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write_text(tmp_path / "file", "new")
    assert [path.read_text() for path in tmp_path.iterdir()] == ["old"]
