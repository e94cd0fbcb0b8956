from __future__ import annotations

from pathlib import Path

import pytest
import torch

from stance.errors import ConfigError
from training.state import load_state, save_state


def test_no_state(tmp_path: Path) -> None:
    assert load_state(tmp_path / "state.pt") is None


def test_the_random_generator_goes_on_where_it_was(tmp_path: Path) -> None:
    torch.manual_seed(3)
    torch.rand(5)
    save_state(tmp_path / "state.pt", {"step": 7, "network": {"w": torch.ones(2)}})
    expected = torch.rand(3)
    torch.manual_seed(99)
    state = load_state(tmp_path / "state.pt")
    assert state is not None
    assert (state["step"], state["network"]["w"].tolist()) == (7, [1, 1])
    assert torch.equal(torch.rand(3), expected)


def test_a_state_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save_state(tmp_path / "state.pt", {"step": 1})

    def broken(state: object, path: Path) -> None:
        path.write_bytes(b"half")
        raise OSError("disk full")

    monkeypatch.setattr(torch, "save", broken)
    with pytest.raises(OSError, match="disk full"):
        save_state(tmp_path / "state.pt", {"step": 2})
    state = load_state(tmp_path / "state.pt")
    assert state is not None
    assert state["step"] == 1


def test_code_in_a_state_is_not_run(tmp_path: Path) -> None:
    class Evil:
        def __reduce__(self) -> object:
            return (Path.touch, (tmp_path / "evil",))

    torch.save({"x": Evil()}, tmp_path / "state.pt")
    with pytest.raises(ConfigError, match="damaged"):
        load_state(tmp_path / "state.pt")
    assert not (tmp_path / "evil").exists()
