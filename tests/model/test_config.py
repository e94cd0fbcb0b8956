from __future__ import annotations

import json
from typing import Any

import pytest

from stance.errors import ConfigError
from stance.model.config import ModelConfig
from tests import tiny


def test_the_shape_goes_through_json() -> None:
    shape = tiny.config(schemes=("party", "other"))
    values = json.loads(json.dumps(shape.to_dict()))
    assert ModelConfig(**values | {"schemes": tuple(values["schemes"])}) == shape


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("encoder", None), ("blind", 1), ("max_tokens", 1), ("max_tokens", True), ("max_tokens", 221),
        ("head_width", 0), ("schemes", ()), ("schemes", ("party", 3)), ("schemes", "party"),
        ("sep_id", 10**6),
    ],
)  # fmt: skip
def test_a_value_that_is_not_allowed_is_named(name: str, value: Any) -> None:
    with pytest.raises(ConfigError, match=name):
        tiny.config(**{name: value})


def test_positions_are_left_for_the_name_view() -> None:
    assert tiny.config(max_tokens=220).max_tokens == 220
    with pytest.raises(ConfigError, match="2 to 220"):
        tiny.config(max_tokens=221)
