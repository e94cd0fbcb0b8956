"""The int8 runtime against the torch runtime, on a tiny random model that is really exported."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import openvino
import pytest
import torch

from stance.batch import Spans, TextEncoder, collate, lay_out_spans
from stance.blind import NameBlinder
from stance.checkpoint import Checkpoint
from stance.classifier import load
from stance.errors import InputError, ModelError
from stance.model.network import attention_mask, batch_tensors, span_tensors
from stance.runtime import open_runtime
from stance.runtime import openvino as module
from stance.runtime.openvino import GRAPHS, Hidden, OpenVinoRuntime, Tables, exported, inputs, span_inputs
from stance.runtime.packing import pack
from stance.runtime.torch import TorchRuntime
from tests import tiny
from training.export import convert

ROWS = TextEncoder(tiny.tokenizer(), NameBlinder(tiny.known_words())).encode(
    [tiny.TEXT, "Kesh met Norvania.", "Rain fell."]
)
PAIRS = [(h, t) for h in range(-1, 4) for t in range(4) if h != t]


def batch(*, name_view: bool = True):
    rows = [row.slice(0, 30) for row in ROWS]
    return collate(rows, cls_id=2, sep_id=3, pad_id=0, name_view=name_view)


def spans(width: int, pairs: list[tuple[int, int]] = PAIRS) -> Spans:
    return lay_out_spans([(0, [0]), (0, [2]), (0, [4, 5]), (1, [0])], pairs, width)


@pytest.fixture(scope="module")
def torch_runtime(tiny_exported: Path) -> TorchRuntime:
    return TorchRuntime.load(Checkpoint.read(tiny_exported), "cpu")


@pytest.fixture(scope="module")
def runtime(tiny_exported: Path) -> OpenVinoRuntime:
    return OpenVinoRuntime.load(Checkpoint.read(tiny_exported))


@pytest.mark.parametrize("name_view", [False, True])
def test_the_encoder_reads_what_the_network_reads(
    tiny_exported: Path, torch_runtime: TorchRuntime, name_view: bool
) -> None:
    checkpoint = Checkpoint.read(tiny_exported)
    words = json.loads((tiny_exported / "openvino" / "export.json").read_text("utf-8"))["words"]
    given = batch(name_view=name_view)
    packing = pack(given.views)
    embeddings, mask, positions, _, _ = inputs(Tables.read(checkpoint, words), given, packing)
    tensors = batch_tensors(given)
    seen: dict[str, np.ndarray] = {}
    encode = torch_runtime.network.encode
    torch_runtime.network.encode = lambda given, *rest: (
        seen.update(embeddings=given.detach().numpy()) or encode(given, *rest)
    )
    try:
        torch_runtime.network(tensors)
    finally:
        del torch_runtime.network.encode
    inside, (height, width) = given.views > 0, given.views.shape
    tokens = packing.places[:height, :width][inside]
    assert np.allclose(embeddings[tokens], seen["embeddings"][inside], atol=1e-6)
    assert np.array_equal(positions[tokens], tensors.positions.numpy()[inside])
    theirs = attention_mask(tensors.views, tensors.views.float().dtype)
    if theirs.ndim == 2:
        assert np.array_equal(mask[:height, 0, 0, :width] == 0, theirs.numpy() == 1)
        assert not (mask[..., width:] == 0).any()
    else:
        seen_by = mask[:height, :, :width, :width][inside[:, None]] == 0
        assert np.array_equal(seen_by, theirs.numpy()[inside[:, None]] == 0)


def test_spans_are_pooled_as_the_network_pools_them(torch_runtime: TorchRuntime) -> None:
    given = batch()
    laid = spans(given.ids.shape[1])
    with torch.inference_mode():
        hidden = torch_runtime.network(batch_tensors(given))
        features = torch_runtime.network.span_features(hidden, batch_tensors(given), span_tensors(laid))
    packing = pack(given.views)
    states = hidden.numpy().reshape(-1, hidden.shape[-1])[packing.tokens]
    sides, _, _, _, places, firsts = span_inputs(Hidden(states, states, packing), given, laid)
    width = hidden.shape[-1]
    count = len(laid.rows)
    assert np.allclose(sides.reshape(-1, width)[places[:count]], features[:, :width].numpy(), atol=1e-5)
    assert np.allclose(states[firsts[:count]], features[:, 2 * width :].numpy(), atol=1e-5)


@pytest.mark.parametrize("model_type", ["bert", "roberta", "electra", "distilbert"])
@pytest.mark.parametrize("name_view", [False, True])
def test_packed_or_padded_every_encoder_gives_the_same(model_type: str, name_view: bool) -> None:
    """Attention of the first two reads packed tokens; others are not known to, and get padded batches."""
    encoder = dict(tiny.config().encoder) | {"model_type": model_type, "embedding_size": 32}
    network = tiny.network(tiny.config(encoder=encoder))
    given = batch(name_view=name_view)
    packing = pack(given.views)
    tables = Tables(
        network.encoder.get_input_embeddings().weight.detach().numpy(),
        *(
            getattr(network, f"{name}_embedding").weight.detach().numpy()
            for name in ("shape", "name", "view")
        ),
    )
    arrays = inputs(tables, given, packing)
    encoder = convert(network, arrays)["encoder"]
    names = [node.get_friendly_name() for node in encoder.get_ordered_ops()]
    moved = [name for name in names if "aten::index/Gather" in name]
    # Queries, keys, values and back in each of two layers; else only what is read and given.
    assert (len(moved) >= 8) == (model_type in ("bert", "roberta"))
    graph = openvino.Core().compile_model(encoder, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    with torch.inference_mode():
        wanted = network(batch_tensors(given)).flatten(0, 1)[packing.tokens].numpy()
    assert np.allclose(graph(arrays)[0][: len(wanted)], wanted, atol=1e-3)


@pytest.fixture(scope="module")
def exact(tiny_exported: Path, torch_runtime: TorchRuntime) -> OpenVinoRuntime:
    """The same graphs in float32."""
    checkpoint = Checkpoint.read(tiny_exported)
    words = json.loads((tiny_exported / "openvino" / "export.json").read_text("utf-8"))["words"]
    tables = Tables.read(checkpoint, words)
    graphs = convert(torch_runtime.network, inputs(tables, batch(), pack(batch().views)))
    core, hint = openvino.Core(), {"INFERENCE_PRECISION_HINT": "f32"}
    return OpenVinoRuntime(tables, [core.compile_model(graphs[name], "CPU", hint) for name in GRAPHS])


@pytest.mark.parametrize("name_view", [False, True])
@pytest.mark.parametrize(("which", "share"), [("exact", 1e-4), ("runtime", 0.25)])
def test_the_logits_are_near_those_of_torch(
    which: str, share: float, torch_runtime: TorchRuntime, name_view: bool, request: pytest.FixtureRequest
) -> None:
    """Random weights bear 8 bits worse than trained ones; the shipped export has a test of its own."""
    runtime = request.getfixturevalue(which)
    given = batch(name_view=name_view)
    laid = spans(given.ids.shape[1])
    mine, theirs = runtime.encode(given), torch_runtime.encode(given)
    inside, mentions = given.views > 0, runtime.mention_logits(mine)
    pairs = [
        (
            mentions[: len(inside), : inside.shape[1]][inside],
            torch_runtime.mention_logits(theirs)[inside],
        ),
        *zip(
            runtime.span_logits(mine, given, laid),
            torch_runtime.span_logits(theirs, given, laid),
            strict=True,
        ),
    ]
    for ours, other in pairs:
        assert ours.shape == other.shape
        assert ours.dtype == np.float32
        assert np.abs(ours - other).mean() < share * np.abs(other).mean()


def test_no_spans_and_no_pairs(runtime: OpenVinoRuntime) -> None:
    given = batch()
    hidden = runtime.encode(given)
    width = given.ids.shape[1]
    none = runtime.span_logits(hidden, given, lay_out_spans([], [], width))
    assert [each.shape for each in none] == [(0, 3), (0, 3)]
    alone = runtime.span_logits(hidden, given, spans(width, []))
    assert [each.shape for each in alone] == [(4, 3), (0, 3)]


def test_pairs_taken_in_parts_are_the_same(runtime: OpenVinoRuntime, monkeypatch: pytest.MonkeyPatch) -> None:
    given = batch()
    hidden = runtime.encode(given)
    laid = spans(given.ids.shape[1])
    whole = runtime.span_logits(hidden, given, laid)
    monkeypatch.setattr(module, "_PAIRS_AT_ONCE", 3)
    assert np.allclose(runtime.span_logits(hidden, given, laid).relations, whole.relations, atol=1e-2)


def test_other_rows_change_nothing(runtime: OpenVinoRuntime) -> None:
    """Ranges are fixed at the export: what stands beside a sentence must not move its logits."""
    together = runtime.encode(batch())
    for index, row in enumerate(ROWS):
        alone = collate([row.slice(0, 30)], cls_id=2, sep_id=3, pad_id=0, name_view=True)
        n = int((alone.views == 1).sum())
        beside = together.states[together.packing.places[index, :n]]
        assert np.allclose(runtime.encode(alone).states[:n], beside, atol=0.05)


def test_auto_takes_it_where_there_is_an_export(tiny_exported: Path, tiny_folder: Path) -> None:
    assert isinstance(open_runtime(Checkpoint.read(tiny_exported), device="cpu"), OpenVinoRuntime)
    assert isinstance(open_runtime(Checkpoint.read(tiny_folder), device="cpu"), TorchRuntime)


def test_a_model_that_was_not_exported_tells_how(tiny_folder: Path) -> None:
    with pytest.raises(InputError, match=r"python -m training\.export"):
        load(tiny_folder, runtime="openvino")


def test_the_export_of_one_head_does_not_answer_for_another(tiny_exported: Path) -> None:
    checkpoint = Checkpoint.read(tiny_exported)
    other = replace(checkpoint, config=replace(checkpoint.config, schemes=("newsmtsc", "party")))
    assert exported(checkpoint) == tiny_exported / "openvino"
    assert exported(other) is None
    with pytest.raises(InputError, match="head 'newsmtsc'"):
        open_runtime(other, runtime="openvino")


def test_only_the_cpu(tiny_exported: Path) -> None:
    with pytest.raises(InputError, match="cpu"):
        load(tiny_exported, runtime="openvino", device="cuda")


@pytest.mark.parametrize("other", [{"revision": "another"}, {"format": 1}])
def test_an_export_of_other_weights_or_form_is_refused(
    tiny_exported: Path, tmp_path: Path, other: dict[str, object]
) -> None:
    folder = shutil.copytree(tiny_exported, tmp_path / "model")
    path = folder / "openvino" / "export.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | other), "utf-8")
    with pytest.raises(ModelError, match="other weights"):
        load(folder, device="cpu")


@pytest.mark.parametrize("damage", [b"", b"<xml", b"\x00" * 100])
def test_a_damaged_export_is_told(tiny_exported: Path, tmp_path: Path, damage: bytes) -> None:
    folder = shutil.copytree(tiny_exported, tmp_path / "model")
    (folder / "openvino" / "relations.xml").write_bytes(damage)
    with pytest.raises(ModelError, match="damaged"):
        load(folder, device="cpu")


WITHOUT_TORCH = """
import sys
sys.modules["torch"] = sys.modules["transformers"] = None
import stance
classifier = stance.load(sys.argv[1])
print(*(s.party for s in classifier("Norvania blamed Estmark.", ["Norvania", "Estmark"]).stances))
print(len(classifier("Norvania blamed Estmark.").sentences))
"""


def test_it_answers_without_torch(tiny_exported: Path) -> None:
    command = [sys.executable, "-c", WITHOUT_TORCH, str(tiny_exported)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["Norvania", "Estmark", "1"]
