"""The wheel carries all that is needed: it works from an empty folder."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODELS = sorted(path.parent.name for path in (ROOT / "models").glob("*/config.json"))

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("hatchling")
    folder = tmp_path_factory.mktemp("wheel")
    words = ["--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", str(folder), str(ROOT)]
    subprocess.run([sys.executable, "-m", "pip", "wheel", "--quiet", *words], check=True)
    (built,) = folder.glob("*.whl")
    return built


def test_it_holds_the_code_the_data_and_the_models(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for path in (ROOT / "stance").rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            assert path.relative_to(ROOT).as_posix() in names
    for model in MODELS:
        assert f"stance/models/{model}/config.json" in names
        assert any(
            name.startswith(f"stance/models/{model}/") and name.endswith(".safetensors") for name in names
        )
    assert not any(name.startswith(("training/", "tests/", "models/")) for name in names)


def test_it_works_from_an_empty_folder(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    (tmp_path / "empty").mkdir()
    environment = os.environ | {"PYTHONPATH": str(tmp_path / "site"), "HF_HUB_OFFLINE": "1"}

    def run(*words: str, given: str = "") -> str:
        ran = subprocess.run(
            [sys.executable, *words],
            cwd=tmp_path / "empty",
            env=environment,
            input=given,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert ran.returncode == 0, ran.stderr
        return ran.stdout

    place = Path(run("-c", "import stance; print(stance.__file__)").strip())
    assert place.is_relative_to((tmp_path / "site").resolve())
    assert run("-m", "stance", "--version").startswith("stance, version ")
    if not MODELS:
        pytest.skip("no model in models/ yet: the rest needs one")
    table = run("-m", "stance", "classify", "--format", "csv", given="Kenya accused Uganda of theft.\n")
    assert {"Kenya", "Uganda"} <= {line.split(",")[4] for line in table.splitlines()[1:]}
