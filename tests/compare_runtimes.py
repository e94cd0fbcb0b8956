"""Measure runtimes for the encoder of the shipped model on a CPU: ``python -m tests.compare_runtimes``.

All get the same batches of sentences of about 35 tokens, as the package makes them, and take turns in each
round; ratios are taken within a round. Ours leave padding out. Labels are those of whole answers, with the
encoder's part computed by that runtime. What is not installed is skipped (``pip install onnx onnxscript
onnxruntime`` for two of them).
"""

# ruff: noqa: T201 - this is a command

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from stance.batch import Batch, collate
from stance.checkpoint import Checkpoint, find_model
from stance.classifier import Classifier, text_encoder
from stance.model.network import StanceNetwork
from stance.runtime.openvino import Hidden, OpenVinoRuntime, Tables, inputs
from stance.runtime.packing import pack
from stance.runtime.torch import TorchRuntime
from training.export import PARITY, _words_name, convert
from training.records import Record
from training.sources import read_any

Arrays = list[NDArray[Any]]
Run = Callable[[Arrays], list[NDArray[Any]]]
NAMES = ("embeddings", "mask", "positions")
TOKENS, BATCHES = (30, 40), 10


def in_torch(module: torch.nn.Module, *, half: bool = False) -> Run:
    """Run a module of torch, in bfloat16 where it is wanted."""

    @torch.inference_mode()
    def run(arrays: Arrays) -> list[NDArray[Any]]:
        with torch.autocast("cpu", torch.bfloat16, enabled=half):
            return [out.float().numpy() for out in module(*map(torch.from_numpy, arrays))]

    return run


def in_onnxruntime(module: torch.nn.Module, sample: Arrays, folder: Path) -> Iterator[tuple[str, Run]]:
    """ONNX Runtime, in float32 and with matrices in 8 bits, their inputs measured as they come."""
    import onnxruntime
    from onnxruntime.quantization import quantize_dynamic

    plain, small = folder / "plain.onnx", folder / "small.onnx"
    axes = ({0: "b", 1: "t"}, {0: "b", 2: "q", 3: "t"}, {0: "b", 1: "t"})
    example = tuple(map(torch.from_numpy, sample))
    torch.onnx.export(
        module,
        example,
        plain,
        input_names=[*NAMES],
        dynamic_axes=dict(zip(NAMES, axes, strict=True)),
        dynamo=False,
    )
    quantize_dynamic(plain, small)
    for name, path in (("ONNX Runtime fp32", plain), ("ONNX Runtime dynamic int8", small)):
        session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
        yield name, lambda arrays, s=session: s.run(None, dict(zip(NAMES, arrays, strict=True)))


def in_openvino(network: Any, sample: Arrays) -> Iterator[tuple[str, Any]]:
    """Our graphs before they are quantised: in float32, and in OpenVINO's default precision."""
    import openvino

    graph = convert(network, sample)["encoder"]
    for name, settings in (("OpenVINO fp32", {"INFERENCE_PRECISION_HINT": "f32"}), ("OpenVINO default", {})):
        yield name, openvino.Core().compile_model(graph, "CPU", {"PERFORMANCE_HINT": "LATENCY", **settings})


class PaddedEncoder(nn.Module):
    """The encoder on padded batches, with the mention head on top, for runtimes that do not pack them."""

    def __init__(self, network: StanceNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, embeddings: Tensor, mask: Tensor, positions: Tensor) -> tuple[Tensor, Tensor]:
        hidden = self.network.encode(embeddings, mask, positions)
        return hidden, self.network.mention_logits(hidden)


class OtherRuntime(OpenVinoRuntime):
    """Our heads on what another runtime makes of the encoder."""

    def __init__(self, shipped: OpenVinoRuntime, run: Run) -> None:
        super().__init__(shipped._tables, [shipped._encoder, shipped._stances, shipped._relations])
        self.run = run

    def encode(self, batch: Batch) -> Hidden:
        packing = pack(batch.views)
        found = self.run(padded(self._tables, batch))
        tokens = np.resize(packing.tokens, len(packing.origins))
        return Hidden(*(each.reshape(-1, each.shape[-1])[tokens] for each in found), packing)


def padded(tables: Tables, batch: Batch) -> Arrays:
    """What a `PaddedEncoder` reads of a batch."""
    packing = pack(batch.views)
    embeddings, mask, positions, places, _ = inputs(tables, batch, packing)
    rows, columns = batch.views.shape
    inside = places[:rows, :columns]
    return [embeddings[inside], mask[:rows, :, :columns, :columns], positions[inside]]


def labels(runtime: OpenVinoRuntime, checkpoint: Checkpoint, records: Sequence[Record]) -> list[str]:
    asked = [(r.sentence, [p.name for p in r.parties if p.label]) for r in records]
    documents = Classifier(checkpoint, runtime).stream_each(asked)
    return [str(stance.label) for document in documents for stance in document.stances]


def batches(checkpoint: Checkpoint, records: Sequence[Record], size: int) -> list[Batch]:
    """Full batches of sentences of the wanted length."""
    config = checkpoint.config
    tokens = text_encoder(checkpoint).encode([record.sentence for record in records])
    fitting = [row for row in tokens if TOKENS[0] <= len(row) <= TOKENS[1]]
    rows = [fitting[i : i + size] for i in range(0, len(fitting) - size + 1, size)][:BATCHES]
    ids = {"cls_id": config.cls_id, "sep_id": config.sep_id, "pad_id": config.pad_id}
    return [collate(batch, name_view=False, **ids) for batch in rows]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rows", type=int, default=24, help="sentences in a batch")
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    checkpoint = Checkpoint.read(find_model(None))
    network = TorchRuntime.load(checkpoint, "cpu").network
    tables = Tables.read(checkpoint, _words_name(network))
    shipped = OpenVinoRuntime.load(checkpoint)
    records = [record for path in PARITY for record in read_any(path)]
    records = [record for record in records if any(party.label for party in record.parties)]
    work = batches(checkpoint, records, given.rows)
    module = PaddedEncoder(network).eval()
    runs: dict[str, Run] = {
        "torch fp32": in_torch(module),
        "torch bf16": in_torch(module, half=True),
        "torch dynamic int8": in_torch(
            torch.ao.quantization.quantize_dynamic(module, {torch.nn.Linear}, dtype=torch.qint8)
        ),
    }
    with tempfile.TemporaryDirectory() as folder:
        try:
            runs |= dict(in_onnxruntime(module, padded(tables, work[0]), Path(folder)))
        except ImportError as error:
            print(f"skipped: {error}")
        ways: dict[str, OpenVinoRuntime] = {name: OtherRuntime(shipped, run) for name, run in runs.items()}
        for name, encoder in in_openvino(network, inputs(tables, work[0], pack(work[0].views))):
            ways[name] = OpenVinoRuntime(tables, [encoder, shipped._stances, shipped._relations])
        ways["OpenVINO int8 (shipped)"] = shipped
        report(ways, work, given.rounds)
        wanted = labels(ways["torch fp32"], checkpoint, records)
        for name, way in ways.items():
            found = labels(way, checkpoint, records)
            changed = np.mean([a != b for a, b in zip(found, wanted, strict=True)])
            print(f"{name}: {changed:.2%} of {len(found)} labels changed")


def report(ways: dict[str, OpenVinoRuntime], work: Sequence[Batch], rounds: int) -> None:
    """Print how many times as fast as the first way each is: median, least and most."""
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(rounds + 1):
        for name, way in ways.items():
            begun = time.perf_counter()
            for batch in work:
                way.encode(batch)
            if number:  # the first round warms up
                seconds[name].append(time.perf_counter() - begun)
    first = np.array(next(iter(seconds.values())))
    for name, spent in seconds.items():
        ratios = first / np.array(spent)
        print(f"{name}: {np.median(ratios):.2f} times ({ratios.min():.2f} to {ratios.max():.2f})")


if __name__ == "__main__":
    main()
