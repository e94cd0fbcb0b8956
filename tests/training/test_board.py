from __future__ import annotations

from pathlib import Path

from training.board import write_board


def test_scores_of_each_dev_set_can_be_read_back(tmp_path: Path) -> None:
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    for step, f1 in ((5, 0.25), (10, 0.5)):
        assert write_board(tmp_path, {"run": 0, "step": step, "loss": 1.0, "news": {"macro_f1": f1}})
    found = EventAccumulator(str(tmp_path / "tensorboard" / "run-0")).Reload()
    assert [(e.step, e.value) for e in found.Scalars("news/macro_f1")] == [(5, 0.25), (10, 0.5)]
    assert [e.step for e in found.Scalars("loss")] == [5, 10]
