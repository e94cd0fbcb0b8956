from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from stance.batch import TextEncoder, collate, lay_out_spans
from stance.blind import NameBlinder
from stance.checkpoint import Checkpoint
from stance.classifier import load
from stance.errors import InputError
from stance.runtime import open_runtime
from stance.runtime import torch as module
from stance.runtime.torch import TorchRuntime, pick_device
from tests import tiny

ROWS = TextEncoder(tiny.tokenizer(), NameBlinder(tiny.known_words())).encode(
    [tiny.TEXT, "Kesh met Norvania."]
)
BATCH = collate([row.slice(0, 30) for row in ROWS], cls_id=2, sep_id=3, pad_id=0, name_view=True)
PAIRS = [(h, t) for h in range(4) for t in range(4) if h != t]
SPANS = lay_out_spans([(0, [0]), (0, [2]), (0, [4, 5]), (1, [0])], PAIRS, BATCH.ids.shape[1])


@pytest.fixture(scope="module")
def runtime(tiny_folder: Path) -> TorchRuntime:
    return TorchRuntime.load(Checkpoint.read(tiny_folder), "cpu")


def test_the_logits_are_those_of_the_network(runtime: TorchRuntime) -> None:
    network = tiny.network()
    network.load_state_dict({name: value.half().float() for name, value in network.state_dict().items()})
    other = TorchRuntime(network, torch.device("cpu"))
    mine, theirs = runtime.encode(BATCH), other.encode(BATCH)
    assert np.allclose(runtime.mention_logits(mine), other.mention_logits(theirs), atol=1e-4)
    for a, b in zip(
        runtime.span_logits(mine, BATCH, SPANS), other.span_logits(theirs, BATCH, SPANS), strict=True
    ):
        assert np.allclose(a, b, atol=1e-3)


def test_logits_are_float32_arrays_of_the_promised_shapes(runtime: TorchRuntime) -> None:
    hidden = runtime.encode(BATCH)
    mentions, (stances, relations) = runtime.mention_logits(hidden), runtime.span_logits(hidden, BATCH, SPANS)
    assert (mentions.shape, stances.shape, relations.shape) == ((*BATCH.ids.shape, 3), (4, 3), (12, 3))
    assert {mentions.dtype, stances.dtype, relations.dtype} == {np.dtype(np.float32)}


def test_no_pairs_and_no_spans(runtime: TorchRuntime) -> None:
    hidden = runtime.encode(BATCH)
    for spans in ([(0, [0])], []):
        stances, relations = runtime.span_logits(hidden, BATCH, lay_out_spans(spans, [], BATCH.ids.shape[1]))
        assert (stances.shape, relations.shape) == ((len(spans), 3), (0, 3))


def test_pairs_taken_in_parts_are_the_same(runtime: TorchRuntime, monkeypatch: pytest.MonkeyPatch) -> None:
    hidden = runtime.encode(BATCH)
    whole = runtime.span_logits(hidden, BATCH, SPANS)
    monkeypatch.setattr(module, "_PAIRS_AT_ONCE", 5)
    assert np.allclose(runtime.span_logits(hidden, BATCH, SPANS).relations, whole.relations, atol=1e-4)


def test_the_network_is_ready_to_answer(runtime: TorchRuntime) -> None:
    assert not runtime.network.training
    assert runtime.dtype is torch.float32
    assert not runtime.encode(BATCH).requires_grad


@pytest.mark.parametrize("device", ["", "gpu", "tpu:0", "CPU", "cpu:x", "cuda:99", "auto:1", "mps:7"])
def test_a_device_that_is_not_there(device: str, tiny_folder: Path) -> None:
    with pytest.raises(InputError, match="device"):
        load(tiny_folder, device=device)


def test_devices() -> None:
    assert pick_device("cpu") == torch.device("cpu")
    assert pick_device("auto").type in ("cpu", "cuda")


def test_an_unknown_runtime_names_the_known_ones(tiny_folder: Path) -> None:
    with pytest.raises(InputError, match=r"onyx.*auto, openvino, torch"):
        open_runtime(Checkpoint.read(tiny_folder), runtime="onyx")


def test_loading_leaves_torchs_settings_alone(tiny_folder: Path) -> None:
    threads, dtype, grad = torch.get_num_threads(), torch.get_default_dtype(), torch.is_grad_enabled()
    load(tiny_folder, device="cpu")("Norvania blamed Estmark.", ["Norvania"])
    assert (threads, dtype, grad) == (
        torch.get_num_threads(), torch.get_default_dtype(), torch.is_grad_enabled()
    )  # fmt: skip


@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")
def test_the_gpu_agrees_with_the_cpu(tiny_folder: Path) -> None:
    parties = list(tiny.PARTIES)
    documents = [load(tiny_folder, device=device)(tiny.TEXT, parties) for device in ("cpu", "cuda")]
    for a, b in zip(*(document.stances for document in documents), strict=True):
        assert a.probabilities == pytest.approx(dict(b.probabilities), abs=0.1)
