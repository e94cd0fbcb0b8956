"""Measure runtimes for the encoder of the shipped model on a CPU: ``python -m tests.compare_runtimes``.

All get the same batches of sentences of about 35 tokens and take turns in each round; ratios are taken within
a round. Labels are those of whole answers, with the encoder's part computed by that runtime. What is not
installed is skipped (``pip install onnx onnxscript onnxruntime`` for two of them).
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

from stance.batch import Batch, collate
from stance.checkpoint import Checkpoint, find_model
from stance.classifier import Classifier, text_encoder
from stance.runtime.openvino import OpenVinoRuntime, Tables, inputs
from stance.runtime.torch import TorchRuntime
from training.export import PARITY, _Encoder, _words_name, convert
from training.records import Record
from training.sources import read_any

Arrays = list[NDArray[Any]]
Run = Callable[[Arrays], list[NDArray[Any]]]
NAMES = ("embeddings", "mask", "positions")
ROWS, TOKENS, BATCHES = 32, (30, 40), 8


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


def in_openvino(network: Any, sample: Arrays, shipped: Any) -> Iterator[tuple[str, Run]]:
    """OpenVINO: in float32, in its default precision, and the shipped graph in 8 bits."""
    import openvino

    graph = convert(network, sample)["encoder"]
    for name, settings in (("OpenVINO fp32", {"INFERENCE_PRECISION_HINT": "f32"}), ("OpenVINO default", {})):
        compiled = openvino.Core().compile_model(graph, "CPU", {"PERFORMANCE_HINT": "LATENCY", **settings})
        yield name, lambda arrays, c=compiled: list(c(arrays).values())
    yield "OpenVINO int8 (shipped)", lambda arrays: list(shipped(arrays).values())


class Answering:
    """A compiled graph as `OpenVinoRuntime` calls it, whatever computes it."""

    def __init__(self, run: Run) -> None:
        self._run = run

    def __call__(self, arrays: Arrays) -> dict[int, NDArray[Any]]:
        return dict(enumerate(self._run(arrays)))


def labels(runtime: OpenVinoRuntime, checkpoint: Checkpoint, records: Sequence[Record]) -> list[str]:
    asked = [(r.sentence, [p.name for p in r.parties if p.label]) for r in records]
    documents = Classifier(checkpoint, runtime).stream_each(asked)
    return [str(stance.label) for document in documents for stance in document.stances]


def batches(checkpoint: Checkpoint, records: Sequence[Record]) -> list[Batch]:
    """Full batches of sentences of the wanted length."""
    config = checkpoint.config
    tokens = text_encoder(checkpoint).encode([record.sentence for record in records])
    fitting = [row for row in tokens if TOKENS[0] <= len(row) <= TOKENS[1]]
    rows = [fitting[i : i + ROWS] for i in range(0, len(fitting) - ROWS + 1, ROWS)][:BATCHES]
    ids = {"cls_id": config.cls_id, "sep_id": config.sep_id, "pad_id": config.pad_id}
    return [collate(batch, name_view=False, **ids) for batch in rows]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--threads", type=int, default=2)
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    checkpoint = Checkpoint.read(find_model(None))
    network = TorchRuntime.load(checkpoint, "cpu").network
    tables = Tables.read(checkpoint, _words_name(network))
    shipped = OpenVinoRuntime.load(checkpoint)
    records = [record for path in PARITY for record in read_any(path)]
    records = [record for record in records if any(party.label for party in record.parties)]
    work = [inputs(tables, batch) for batch in batches(checkpoint, records)]
    module = _Encoder(network).eval()
    ways: dict[str, Run] = {
        "torch fp32": in_torch(module),
        "torch bf16": in_torch(module, half=True),
        "torch dynamic int8": in_torch(
            torch.ao.quantization.quantize_dynamic(module, {torch.nn.Linear}, dtype=torch.qint8)
        ),
    }
    with tempfile.TemporaryDirectory() as folder:
        try:
            ways |= dict(in_onnxruntime(module, work[0], Path(folder)))
        except ImportError as error:
            print(f"skipped: {error}")
        ways |= dict(in_openvino(network, work[0], shipped._encoder))
        report(ways, work, given.rounds)
        heads = (shipped._stances, shipped._relations)
        wanted = labels(OpenVinoRuntime(tables, [Answering(ways["torch fp32"]), *heads]), checkpoint, records)
        for name, run in ways.items():
            found = labels(OpenVinoRuntime(tables, [Answering(run), *heads]), checkpoint, records)
            changed = np.mean([a != b for a, b in zip(found, wanted, strict=True)])
            print(f"{name}: {changed:.2%} of {len(found)} labels changed")


def report(ways: dict[str, Run], work: Sequence[Arrays], rounds: int) -> None:
    """Print how many times as fast as the first way each is: median, least and most."""
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(rounds + 1):
        for name, run in ways.items():
            begun = time.perf_counter()
            for arrays in work:
                run(arrays)
            if number:  # the first round warms up
                seconds[name].append(time.perf_counter() - begun)
    first = np.array(next(iter(seconds.values())))
    for name, spent in seconds.items():
        ratios = first / np.array(spent)
        print(f"{name}: {np.median(ratios):.2f} times ({ratios.min():.2f} to {ratios.max():.2f})")


if __name__ == "__main__":
    main()
