"""A model folder: what it holds, how it is found, checked, written and read.

    config.json        format number, name, revision, calibration and the shape of the network
    tokenizer.json     the encoder's tokenizer
    words.json         words that stay readable although capitalised (see `stance.blind`)
    model.safetensors  the weights
    openvino/          optional: the network for CPUs (see `stance.runtime.openvino`)
    README.md, metrics.json, recipe.yaml, …   for people; never read by the library

Only JSON, safetensors and OpenVINO's graphs are read: no pickle, no code.
"""

from __future__ import annotations

import json
import math
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from stance.errors import ModelError
from stance.model.config import ModelConfig
from stance.types import LABELS

if TYPE_CHECKING:
    from tokenizers import Tokenizer

T = TypeVar("T")

__all__ = [
    "DEFAULT_MODEL",
    "FORMAT",
    "Calibration",
    "Checkpoint",
    "find_model",
    "read_json",
    "write_bytes",
    "write_text",
]

FORMAT = 1
DEFAULT_MODEL = "stance-minilm"
_MAX_JSON_BYTES = 64 * 2**20


@dataclass(frozen=True, slots=True)
class Calibration:
    """Makes probabilities honest; fitted on dev by `training.calibrate`.

    Attributes:
        stance_scale, stance_bias: the logits of a stance are multiplied by the first and shifted by the
            second, one number per label.
        relation_scale, relation_bias: the same of directed stances.
        polar_scale: what they are multiplied by besides where the label is not neutral.
        doubt: what is added to neutral there, at most until the label would change.
    """

    stance_scale: float = 1.0
    stance_bias: tuple[float, ...] = (0.0, 0.0, 0.0)
    relation_scale: float = 1.0
    relation_bias: tuple[float, ...] = (0.0, 0.0, 0.0)
    polar_scale: float = 1.0
    doubt: float = 0.0

    def __post_init__(self) -> None:
        for setting in fields(self):
            value = getattr(self, setting.name)
            numbers = value if isinstance(value, tuple) else (value,)
            wanted = len(LABELS) if setting.name.endswith("bias") else 1
            if len(numbers) != wanted or not all(_finite(number) for number in numbers):
                raise ValueError(f"calibration.{setting.name} is {value!r}; {wanted} finite number(s) needed")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A model folder that has been read and checked, all but its weights.

    Attributes:
        folder: where it lies.
        name, revision: who it is; both stand in every answer's ``model``.
        config: the shape of the network.
        calibration: see `Calibration`.
        known_words: words that stay readable although capitalised.
    """

    folder: Path
    name: str
    revision: str
    config: ModelConfig
    calibration: Calibration = field(default_factory=Calibration)
    known_words: frozenset[str] = frozenset()

    @property
    def weights(self) -> Path:
        """The safetensors file."""
        return self.folder / "model.safetensors"

    @property
    def identity(self) -> str:
        """Name and revision, as answers give them."""
        return f"{self.name}@{self.revision}"

    @classmethod
    def read(cls, folder: Path) -> Checkpoint:
        """Read and check a model folder; `ModelError` says what is wrong with it."""
        data = read_json(folder, "config.json")
        if not isinstance(data, dict) or "format" not in data or "network" not in data:
            raise ModelError(
                f"{folder / 'config.json'} is not a stance model's; is it another library's folder?"
            )
        if data["format"] != FORMAT or isinstance(data["format"], bool):
            raise ModelError(
                f"{folder} has format {data['format']!r}; this version reads format {FORMAT}. "
                "Install the version of stance named in its model card."
            )
        words = read_json(folder, "words.json")
        if not isinstance(words, list):
            raise ModelError(f"{folder / 'words.json'} is damaged: it must be a list of words")
        for name in ("model.safetensors", "tokenizer.json"):
            if not (folder / name).is_file():
                raise ModelError(f"{folder} has no {name}; copy the model folder again, whole")
        try:
            return cls(
                folder, str(data["name"]), str(data["revision"]),
                _build(ModelConfig, data["network"]), _build(Calibration, data["calibration"]),
                frozenset(str(word) for word in words),
            )  # fmt: skip
        except (KeyError, TypeError, ValueError) as error:
            raise ModelError(f"{folder / 'config.json'} is damaged: {error}") from error

    def tokenizer(self) -> Tokenizer:
        """The tokenizer, without padding or truncation."""
        from tokenizers import Tokenizer

        try:
            tokenizer = Tokenizer.from_file(str(self.folder / "tokenizer.json"))
        except Exception as error:  # the library raises a bare Exception for a damaged file
            raise ModelError(f"{self.folder / 'tokenizer.json'} is damaged: {error}") from error
        vocabulary = self.config.encoder.get("vocab_size")
        if isinstance(vocabulary, int) and tokenizer.get_vocab_size() > vocabulary:
            raise ModelError(
                f"{self.folder / 'tokenizer.json'} has {tokenizer.get_vocab_size()} tokens, its encoder "
                f"{vocabulary}; copy the model folder again, whole"
            )
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return tokenizer

    def write_description(self) -> None:
        """Write ``config.json`` and ``words.json``; weights and tokenizer are written by `training`."""
        self.folder.mkdir(parents=True, exist_ok=True)
        data = {
            "format": FORMAT,
            "name": self.name,
            "revision": self.revision,
            "calibration": {f.name: getattr(self.calibration, f.name) for f in fields(Calibration)},
            "network": self.config.to_dict(),
        }
        write_text(self.folder / "config.json", json.dumps(data, indent=2) + "\n")
        words = json.dumps(sorted(self.known_words), ensure_ascii=False, indent=0)
        write_text(self.folder / "words.json", words + "\n")


def find_model(model: str | os.PathLike[str] | None) -> Path:
    """The folder of a model: a path, or the name of one that ships with the package.

    >>> find_model(None).name
    'stance-minilm'
    """
    wanted = os.fspath(model) if model is not None else DEFAULT_MODEL
    shipped = [root / wanted for root in _shipped_roots()] if Path(wanted).name == wanted else []
    for folder in [Path(wanted), *shipped] if model is not None else shipped:
        # os.path: a name that the file system refuses, for example as too long, is no folder either.
        if os.path.isfile(folder / "config.json"):  # noqa: PTH113
            return folder
    names = sorted({p.name for r in _shipped_roots() if r.is_dir() for p in r.iterdir() if p.is_dir()})
    raise ModelError(
        f"no model folder at {wanted!r}: a folder with config.json is needed, or the name of a shipped "
        f"model ({', '.join(names) or 'none is installed here'})"
    )


def _shipped_roots() -> list[Path]:
    """Where models lie: in the wheel inside the package, in a checkout beside it."""
    package = Path(__file__).parent
    return [package / "models", package.parent / "models"]


def read_json(folder: Path, name: str) -> Any:
    """A JSON file of a model folder; `ModelError` when it cannot be read."""
    path = folder / name
    try:
        if path.stat().st_size > _MAX_JSON_BYTES:
            raise ModelError(f"{path} is larger than {_MAX_JSON_BYTES} bytes, which no model of ours has")
        return json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ModelError(f"{path} cannot be read: {error.strerror or error}") from error
    except (ValueError, RecursionError) as error:
        raise ModelError(f"{path} is not valid JSON: {error}") from error


def _finite(number: object) -> bool:
    return isinstance(number, int | float) and not isinstance(number, bool) and math.isfinite(number)


def _build(kind: type[T], values: Any) -> T:
    """A dataclass from a JSON object, lists as tuples; unknown keys are an error."""
    if not isinstance(values, Mapping):
        raise TypeError(f"{values!r} stands where an object with the keys of {kind.__name__} is needed")
    return kind(**{key: tuple(v) if isinstance(v, list) else v for key, v in values.items()})


def write_text(path: Path, text: str) -> None:
    """Write a UTF-8 file whole or not at all."""
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o644)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
