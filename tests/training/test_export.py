from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from stance.checkpoint import Checkpoint
from stance.errors import ConfigError
from stance.runtime.openvino import GRAPHS, exported
from tests import tiny
from training.export import PARITY, export, main, parity
from training.sources import read_any

SHIPPED = Path(__file__).parents[2] / "models" / "stance-minilm"


def test_the_command_exports_and_compares(tiny_folder: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(tiny_folder, tmp_path / "model")
    result = CliRunner().invoke(main, [str(folder), "--outliers", "2"])
    assert result.exit_code == 0, result.output
    assert json.loads((folder / "openvino" / "export.json").read_text("utf-8"))["outliers"] == 2
    written = folder / "openvino"
    assert exported(Checkpoint.read(folder)) == written
    names = {f"{name}.{end}" for name in GRAPHS for end in ("xml", "bin")}
    assert {path.name for path in written.iterdir()} == names | {"export.json", "parity.json"}
    compared = json.loads((written / "parity.json").read_text("utf-8"))
    assert compared["labels"] > 1000
    assert 0 <= compared["changed"] < 0.2
    assert f"of {compared['labels']} labels changed" in result.output


def test_a_folder_that_is_no_model(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, [str(tmp_path)])
    assert result.exit_code == 1
    assert "config.json" in result.output


def test_an_encoder_that_cannot_be_told_who_reads_whom_is_refused(tmp_path: Path) -> None:
    checkpoint = tiny.write_model(tmp_path, encoder=tiny.config().encoder | {"model_type": "deberta-v2"})
    with pytest.raises(ConfigError, match=r"deberta-v2.*runtime torch"):
        export(checkpoint, [tiny.TEXT])


@pytest.mark.skipif(not (SHIPPED / "openvino").exists(), reason="no export in models/")
def test_the_shipped_export_answers_as_its_model() -> None:
    """On a thousand sentences: at most 0.5 % of the labels differ, and 0.3 points of macro F1 are lost."""
    records = [record for source in PARITY for record in read_any(source)]
    assert len(records) >= 1000
    compared = parity(SHIPPED, records)
    assert compared["changed"] <= 0.005
    assert compared["macro_f1"] >= compared["macro_f1_torch"] - 0.003
