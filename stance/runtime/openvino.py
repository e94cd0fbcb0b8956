"""The int8 runtime for CPUs, on OpenVINO; it needs neither torch nor transformers.

A model folder that `training.export` has exported holds an ``openvino/`` folder beside its weights: the
encoder with 8-bit integers, and the heads. Word embeddings are looked up here, from the model's own weights.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from stance.batch import Batch, Spans
from stance.checkpoint import Checkpoint, read_json
from stance.errors import InputError, ModelError
from stance.runtime import FloatArray, SpanLogits
from stance.runtime.packing import Packing, pack, roomy

if TYPE_CHECKING:
    from openvino import CompiledModel

__all__ = ["FORMAT", "GRAPHS", "Hidden", "OpenVinoRuntime", "Tables", "exported", "inputs", "span_inputs"]

GRAPHS = ("encoder", "stances", "relations")
"""What is exported, each as NAME.xml and NAME.bin."""

FORMAT = 2
"""What the graphs read; 1, before 2026-12, read padded batches."""

_PAIRS_AT_ONCE = 8192
_KERNELS = 64
_SHAPES = 300
_BLOCKED = np.float32(-1e4)


class Hidden(NamedTuple):
    """What one pass of the encoder gives of the N tokens of a batch: states [N, H], mention logits [N, 3]."""

    states: FloatArray
    mentions: FloatArray
    packing: Packing


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

    batch_tokens = 1024
    """Larger ones are hardly faster, and there would be more sizes of them to make kernels for."""

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
        ours = {"revision": checkpoint.revision, "format": FORMAT}
        if not isinstance(about, dict) or not ours.items() <= about.items():
            raise ModelError(
                f"{folder} was exported from other weights than those beside it, or by another version of "
                f"stance; export again: python -m training.export {checkpoint.folder}"
            )
        return cls(Tables.read(checkpoint, str(about.get("words"))), _compile(folder))

    def encode(self, batch: Batch) -> Hidden:
        """Hidden states and mention logits of a batch."""
        packing = pack(batch.views)
        states, mentions = self._run(self._encoder, inputs(self._tables, batch, packing))
        return Hidden(states, mentions, packing)

    def mention_logits(self, hidden: Hidden) -> FloatArray:
        """[B, T, 3] logits of the mention tags, with the packing's rows and columns."""
        return hidden.mentions[hidden.packing.places]

    def span_logits(self, hidden: Hidden, batch: Batch, spans: Spans) -> SpanLogits:
        """Logits of spans [S, 3] and pairs [P, 3]."""
        if not len(spans.rows):
            none = np.zeros((0, 3), np.float32)
            return SpanLogits(none, none)
        features, stances = self._run(self._stances, span_inputs(hidden, batch, spans))
        parts = [spans.pairs[i : i + _PAIRS_AT_ONCE] for i in range(0, len(spans.pairs), _PAIRS_AT_ONCE)]
        relations = [self._run(self._relations, [features, _filled(part)])[0][: len(part)] for part in parts]
        return SpanLogits(stances[: len(spans.rows)], np.concatenate(relations or [stances[:0]]))

    def _run(self, graph: CompiledModel, arrays: list[NDArray[Any]]) -> list[FloatArray]:
        with self._lock:
            return list(graph(arrays).values())


def inputs(tables: Tables, batch: Batch, packing: Packing) -> list[NDArray[Any]]:
    """What the encoder's graph reads: see `training.export` for what it does with it.

    Returns:
        Embeddings [N, H], mask [B, 1, 1 or T, T], positions [N], and the packing's places and origins. The
        mask lets the name view read the main view and itself, and nothing read the name view.
    """
    ids, shapes, names, views, positions = (
        each.ravel()[packing.tokens]
        for each in (batch.ids, batch.shapes, batch.names, batch.views, batch.positions)
    )
    embeddings = np.zeros((len(packing.origins), tables.shapes.shape[1]), np.float32)
    words = embeddings[: len(ids)]
    words[:] = tables.words[ids]
    words[names > 0] = tables.names[names[names > 0]]
    words += tables.shapes[shapes]
    words += tables.views[views]
    return [embeddings, _mask(packing.views), _filled(positions), packing.places, packing.origins]


def _mask(views: NDArray[np.int64]) -> FloatArray:
    seen = (views == 1)[:, None, :]
    if (views == 2).any():
        seen = seen | ((views == 2)[:, :, None] & (views > 0)[:, None, :])
    return np.where(seen, np.float32(0), _BLOCKED)[:, None]


def span_inputs(hidden: Hidden, batch: Batch, spans: Spans) -> list[NDArray[Any]]:
    """What the graph of the stances reads.

    Returns:
        Spans pooled, [B, M, H], those of a row side by side; the encoder's states [N, H] and the packing's
        places [B, T]; which of these spans may attend to; where in B × M each span stands, and which token
        is the [CLS] of its row.
    """
    states, _, packing = hidden
    height = len(packing.places)
    rows, columns = np.divmod(spans.tokens, batch.views.shape[1])
    slots = np.arange(len(spans.rows)) - np.searchsorted(spans.rows, spans.rows)
    firsts = np.searchsorted(spans.owners, np.arange(len(spans.rows)))
    sums = np.add.reduceat(states[packing.places[rows, columns]], firsts, axis=0)
    sizes = np.diff(firsts, append=len(spans.owners)).astype(np.float32)
    most = int(slots.max()) + 1
    sides = np.zeros((height * most, states.shape[1]), np.float32)
    places = spans.rows * most + slots
    sides[places] = sums / sizes[:, None]
    filling = ~packing.views.any(axis=1, keepdims=True)  # such rows must see something
    visible = (packing.views == 1) | filling
    return [
        sides.reshape(height, most, -1), states, packing.places, visible,
        _filled(places), _filled(packing.places[spans.rows, 0]),
    ]  # fmt: skip


def _filled(rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """As many rows as `roomy` says, those added being 0."""
    filled = np.zeros((roomy(len(rows)), *rows.shape[1:]), np.int64)
    filled[: len(rows)] = rows
    return filled


def _compile(folder: Path) -> list[CompiledModel]:
    # Each size of a batch gets kernels of its own, which takes as long as an article and 3 MB. Those of the
    # sizes met last are kept (`stance.runtime.packing` makes them few); by default thousands would be.
    os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", str(_KERNELS))
    from openvino import Core

    core = Core()
    settings = {"PERFORMANCE_HINT": "LATENCY", "CPU_RUNTIME_CACHE_CAPACITY": str(_SHAPES)}
    try:
        with ThreadPoolExecutor() as pool:  # side by side: it is most of what a short process waits for
            paths = [str(folder / f"{name}.xml") for name in GRAPHS]
            return list(pool.map(lambda path: core.compile_model(path, "CPU", settings), paths))
    except RuntimeError as error:
        raise ModelError(f"{folder} is damaged: {error}") from error
