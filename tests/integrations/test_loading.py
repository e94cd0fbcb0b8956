from __future__ import annotations

from pathlib import Path

import pytest
import torch

from stance.errors import PartyError
from stance.integrations import loading
from stance.types import Party


def test_a_forked_process_loads_for_itself(tiny_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = loading.process_classifier(tiny_folder)
    assert loading.process_classifier(tiny_folder) is first
    threads: list[int] = []
    monkeypatch.setattr(torch, "set_num_threads", threads.append)
    monkeypatch.setattr(loading, "_HOME", -1)
    second = loading.process_classifier(tiny_folder)
    assert second is not first
    assert loading.process_classifier(str(tiny_folder)) is second
    assert threads == [1]


def test_parties_are_checked_and_read_once(tmp_path: Path) -> None:
    path = tmp_path / "parties.yaml"
    path.write_text("Norvania: [Port Ansel]\n", "utf-8")
    assert loading.checked_parties(str(path)) == (Party("Norvania", ("Port Ansel",)),)
    assert loading.checked_parties(None) is None
    with pytest.raises(PartyError):
        loading.checked_parties({"Norvania": ["Estmark"], "Estmark": []})
