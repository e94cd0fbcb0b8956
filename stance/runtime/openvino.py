"""The int8 runtime for CPUs, on OpenVINO; it needs neither torch nor transformers.

A model folder that `training.export` has exported holds an ``openvino/`` folder beside its weights: the
encoder with 8-bit integers, and the heads. Word embeddings are looked up here, from the model's own weights.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from stance.batch import Batch, Spans
from stance.checkpoint import Checkpoint, read_json
from stance.errors import InputError, ModelError
from stance.runtime import FloatArray, SpanLogits

if TYPE_CHECKING:
    from openvino import CompiledModel

__all__ = ["GRAPHS", "Hidden", "OpenVinoRuntime", "Tables", "exported", "inputs", "place_spans"]

GRAPHS = ("encoder", "stances", "relations")
"""What is exported, each as NAME.xml and NAME.bin."""

_PAIRS_AT_ONCE = 8192
_KERNELS = 64
_BLOCKED = np.float32(-1e4)


class Hidden(NamedTuple):
    """What one pass of the encoder gives: states [B, T, H] and mention logits [B, T, 3]."""

    states: FloatArray
    mentions: FloatArray


class Tables(NamedTuple):
    """Embeddings by row: of the vocabulary, of word shapes, of placeholders and of the two views."""

    words: NDArray[Any]
    shapes: FloatArray
    names: FloatArray
    views: FloatArray

    @classmethod
    def read(cls, checkpoint: Checkpoint, words: str) -> Tables:
        """Take them from a model's weights, where the vocabulary's is called ``words``."""
        from safetensors import SafetensorError, safe_open

        others = ("shape_embedding.weight", "name_embedding.weight", "view_embedding.weight")
        try:
            with safe_open(checkpoint.weights, framework="numpy") as file:
                small = (file.get_tensor(name).astype(np.float32) for name in others)
                return cls(file.get_tensor(words), *small)
        except (SafetensorError, OSError) as error:
            raise ModelError(f"{checkpoint.weights} is damaged: {error}") from error


def exported(checkpoint: Checkpoint) -> Path | None:
    """The folder of a checkpoint's exported graphs, if it has some, and of the head that is to answer."""
    folder = checkpoint.folder / "openvino"
    if not (folder / "export.json").is_file():
        return None
    about = read_json(folder, "export.json")
    scheme = about.get("scheme", "party") if isinstance(about, dict) else None
    return folder if scheme == checkpoint.config.schemes[0] else None


class OpenVinoRuntime:
    """Runs the exported graphs of a model.

    Args:
        tables: the embeddings.
        graphs: the compiled `GRAPHS`, in that order.
    """

    def __init__(self, tables: Tables, graphs: Sequence[CompiledModel]) -> None:
        self._tables = tables
        self._encoder, self._stances, self._relations = graphs
        self._lock = threading.Lock()  # a compiled graph answers one question at a time

    @classmethod
    def load(cls, checkpoint: Checkpoint, device: str = "auto") -> OpenVinoRuntime:
        """Compile a checkpoint's exported graphs for this machine's CPU.

        Raises:
            InputError: the device is not the CPU, or the model was not exported.
            ModelError: the graphs are damaged, or those of other weights.
        """
        if device not in ("auto", "cpu"):
            raise InputError(f"device {device!r} is not for the openvino runtime; use cpu, or runtime torch")
        folder = exported(checkpoint)
        if folder is None:
            raise InputError(
                f"{checkpoint.folder} holds no export of its head {checkpoint.config.schemes[0]!r} for the "
                "openvino runtime; use runtime torch, or make one: "
                f"python -m training.export {checkpoint.folder}"
            )
        about = read_json(folder, "export.json")
        if not isinstance(about, dict) or about.get("revision") != checkpoint.revision:
            raise ModelError(
                f"{folder} was exported from other weights than those beside it; export again: "
                f"python -m training.export {checkpoint.folder}"
            )
        return cls(Tables.read(checkpoint, str(about.get("words"))), _compile(folder))

    def encode(self, batch: Batch) -> Hidden:
        """Hidden states and mention logits of a batch."""
        return Hidden(*self._run(self._encoder, inputs(self._tables, batch)))

    def mention_logits(self, hidden: Hidden) -> FloatArray:
        """[B, T, 3] logits of the mention tags."""
        return hidden.mentions

    def span_logits(self, hidden: Hidden, batch: Batch, spans: Spans) -> SpanLogits:
        """Logits of spans [S, 3] and pairs [P, 3]."""
        none = np.zeros((0, 3), np.float32)
        if not len(spans.rows):
            return SpanLogits(none, none)
        sides, places = place_spans(hidden.states, spans)
        features, stances = self._run(
            self._stances, [sides, hidden.states, batch.views == 1, places, spans.rows]
        )
        parts = (spans.pairs[i : i + _PAIRS_AT_ONCE] for i in range(0, len(spans.pairs), _PAIRS_AT_ONCE))
        relations = [self._run(self._relations, [features, part])[0] for part in parts]
        return SpanLogits(stances, np.concatenate(relations) if relations else none)

    def _run(self, graph: CompiledModel, arrays: list[NDArray[Any]]) -> list[FloatArray]:
        with self._lock:
            return list(graph(arrays).values())


def inputs(tables: Tables, batch: Batch) -> list[NDArray[Any]]:
    """What the encoder's graph reads: embeddings [B, T, H], mask [B, 1, 1 or T, T] and positions [B, T].

    The mask lets the name view read the main view and itself, and nothing read the name view.
    """
    embeddings = tables.words[batch.ids].astype(np.float32)
    hidden = batch.names > 0
    embeddings[hidden] = tables.names[batch.names[hidden]]
    embeddings += tables.shapes[batch.shapes]
    embeddings += tables.views[batch.views]
    seen = (batch.views == 1)[:, None, :]
    if (batch.views == 2).any():
        seen = seen | ((batch.views == 2)[:, :, None] & (batch.views > 0)[:, None, :])
    return [embeddings, np.where(seen, np.float32(0), _BLOCKED)[:, None], batch.positions]


def place_spans(states: FloatArray, spans: Spans) -> tuple[FloatArray, NDArray[np.int64]]:
    """Spans pooled, [B, M, H], those of a row side by side; and where each stands in B × M, [S]."""
    rows, width = len(states), states.shape[-1]
    slots = np.arange(len(spans.rows)) - np.searchsorted(spans.rows, spans.rows)
    firsts = np.searchsorted(spans.owners, np.arange(len(spans.rows)))
    sums = np.add.reduceat(states.reshape(-1, width)[spans.tokens], firsts, axis=0)
    sizes = np.diff(firsts, append=len(spans.owners)).astype(np.float32)
    most = int(slots.max()) + 1
    sides = np.zeros((rows * most, width), np.float32)
    places = spans.rows * most + slots
    sides[places] = sums / sizes[:, None]
    return sides.reshape(rows, most, width), places


def _compile(folder: Path) -> list[CompiledModel]:
    # Each shape of a batch gets kernels of its own, and both caches would keep them for a thousand shapes:
    # hundreds of MB in a long job, in which hardly any shape comes twice.
    os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", str(_KERNELS))
    from openvino import Core

    core = Core()
    settings = {"PERFORMANCE_HINT": "LATENCY", "CPU_RUNTIME_CACHE_CAPACITY": "0"}
    try:
        return [core.compile_model(str(folder / f"{name}.xml"), "CPU", settings) for name in GRAPHS]
    except RuntimeError as error:
        raise ModelError(f"{folder} is damaged: {error}") from error
