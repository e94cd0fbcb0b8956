from __future__ import annotations

import logging

import pytest

from training.progress import progress


def test_log_lines_stand_in_for_the_bar(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.INFO, "training"), progress(250, 50) as advance:
        for _ in range(200):
            advance(0.5)
    assert [record.getMessage().split(",")[0] for record in caplog.records] == [
        "step 100/250 loss 0.500", "step 200/250 loss 0.500"
    ]  # fmt: skip
    assert capsys.readouterr().out == ""


def test_nothing_to_do() -> None:
    with progress(0, 0):
        pass
