from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from stance.errors import ConfigError
from training.config import Recipe, load_recipe

CONFIGS = Path(__file__).parents[2] / "configs"
PLAIN: dict[str, Any] = {"data": {"train": [{"path": "a.jsonl"}], "dev": {"own": "b.jsonl"}}}


def written(folder: Path, settings: Any) -> Path:
    path = folder / "recipe.yaml"
    path.write_text(settings if isinstance(settings, str) else yaml.safe_dump(settings), "utf-8")
    return path


def test_what_a_recipe_leaves_out_keeps_its_default(tmp_path: Path) -> None:
    recipe = load_recipe(written(tmp_path, PLAIN))
    assert recipe == Recipe.model_validate(PLAIN)
    assert recipe.model.blind
    assert recipe.data.train[0].repeat == 1


def test_the_resolved_recipe_is_a_recipe(tmp_path: Path) -> None:
    recipe = load_recipe(written(tmp_path, PLAIN), ["optimizer.epochs=2", "model.name=other"])
    assert load_recipe(written(tmp_path, recipe.model_dump(mode="json"))) == recipe


@pytest.mark.parametrize("path", sorted(CONFIGS.glob("*.yaml")), ids=lambda path: path.name)
def test_every_recipe_of_the_project_is_valid(path: Path) -> None:
    assert load_recipe(path).data.dev


def test_overrides_replace_values_of_their_type(tmp_path: Path) -> None:
    path = written(tmp_path, PLAIN)
    recipe = load_recipe(
        path, ["optimizer.learning_rate=1e-3", "model.blind=false", "data.dev.more=c.jsonl", "seed=7"]
    )
    assert recipe.optimizer.learning_rate == 0.001
    assert recipe.model.blind is False
    assert recipe.data.dev == {"own": "b.jsonl", "more": "c.jsonl"}
    assert recipe.seed == 7


@pytest.mark.parametrize(
    ("settings", "overrides", "message"),
    [
        (PLAIN | {"optimiser": {}}, [], "unknown key optimiser; did you mean optimizer"),
        (PLAIN | {"optimizer": {"epoch": 1}}, [], r"unknown key optimizer\.epoch; did you mean epochs"),
        (PLAIN | {"loss": {"qqq": 1}}, [], "allowed are stance, relation"),
        ({"data": {"train": [{"pth": "x"}], "dev": {}}}, [], r"data\.train\.0\.pth; did you mean path"),
        (PLAIN | {"optimizer": {"epochs": 0}}, [], "optimizer.epochs is 0: input should be greater than 0"),
        (PLAIN | {"model": {"dropout": 1}}, [], r"model\.dropout"),
        (PLAIN | {"seed": "x"}, [], "seed is 'x'"),
        (PLAIN, ["optimizer.epoch=1"], "did you mean epochs"),
        (PLAIN, ["optimizer.epochs"], "must look like"),
        ("- a list", [], "must be a mapping"),
        ("", [], "must be a mapping"),
        ("a: [", [], "not valid YAML"),
        ("!!python/object/apply:os.system [true]", [], "not valid YAML"),
    ],
)
def test_what_is_wrong_is_said_in_plain_words(
    tmp_path: Path, settings: Any, overrides: list[str], message: str
) -> None:
    with pytest.raises(ConfigError, match=message):
        load_recipe(written(tmp_path, settings), overrides)


def test_a_recipe_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load_recipe(tmp_path / "none.yaml")
    (tmp_path / "binary.yaml").write_bytes(b"\xff\xfe\xff")
    with pytest.raises(ConfigError, match="not valid YAML"):
        load_recipe(tmp_path / "binary.yaml")


@pytest.mark.parametrize("override", ["seed.x=1", "data.train.0.limit=5", "model.name=["])
def test_a_wrong_override_is_a_config_error(tmp_path: Path, override: str) -> None:
    with pytest.raises(ConfigError):
        load_recipe(written(tmp_path, PLAIN | {"seed": 1}), [override])


@pytest.mark.parametrize("change", [{"dev": {}}, {"train": []}])
def test_nothing_to_train_or_to_choose_on_is_refused(tmp_path: Path, change: dict[str, Any]) -> None:
    with pytest.raises(ConfigError):
        load_recipe(written(tmp_path, {"data": PLAIN["data"] | change}))
