"""The tiny random model, built once for all tests."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from stance.classifier import Classifier

# A busy machine is slow now and then; time is measured by `stance benchmark`, never by a test.
settings.register_profile("stance", deadline=None)
settings.load_profile("stance")


@pytest.fixture(scope="session")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model folder with random weights; tests that change it work on a copy."""
    from tests.tiny import write_model

    return write_model(tmp_path_factory.mktemp("tiny") / "tiny").folder


@pytest.fixture(scope="session")
def tiny(tiny_folder: Path) -> Classifier:
    """The tiny model, loaded."""
    from stance.classifier import load

    return load(tiny_folder, device="cpu")


@pytest.fixture(scope="session")
def tiny_base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a tiny encoder, for training to start from."""
    from tests.tiny import write_base

    return write_base(tmp_path_factory.mktemp("base"))


@pytest.fixture(scope="session")
def tiny_exported(tiny_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny model with its int8 export."""
    import shutil

    from stance.checkpoint import Checkpoint
    from tests.tiny import records
    from training.export import export

    folder = shutil.copytree(tiny_folder, tmp_path_factory.mktemp("exported") / "tiny")
    export(Checkpoint.read(folder), [record["sentence"] for record in records()])
    return folder
