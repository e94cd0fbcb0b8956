"""Export a model for the int8 runtime: ``python -m training.export models/stance-minilm``.

The encoder's matrices and their inputs become 8-bit integers. The range of each input is read off sentences
that this project wrote, so the export can be repeated anywhere; how far its answers are from those of the
model itself is measured on others, and written beside it.
"""

from __future__ import annotations

import json
import logging
import os
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import AttentionInterface

from stance.batch import TextEncoder, collate
from stance.checkpoint import Checkpoint, find_model, write_text
from stance.classifier import load, text_encoder
from stance.errors import ConfigError, MissingExtraError, StanceError
from stance.model.network import PADDING_MASKS_ONLY, StanceNetwork
from stance.runtime.openvino import FORMAT, GRAPHS, Tables, inputs
from stance.runtime.packing import pack
from stance.runtime.torch import TorchRuntime
from training.outliers import split_outliers
from training.records import Record
from training.sources import read_any

__all__ = ["CALIBRATION", "OUTLIERS", "PARITY", "convert", "export", "main", "parity"]

_DATA = Path(__file__).parent / "data"
CALIBRATION = _DATA / "world"
"""Sentences that the ranges are read off."""
PARITY = (_DATA / "held_out" / "world.tsv", *(_DATA / "contrast" / f"{n}.tsv" for n in ("first", "second")))
"""Sentences that the export is compared on, a thousand."""
_SENTENCES = 300
_PACKED = frozenset({"bert", "roberta"})
"""Encoders known to leave attention to one function that can be replaced; others read padded batches."""
OUTLIERS = 16
"""How many channels after each GELU are multiplied apart, by default; see `training.outliers`."""


class _Encoder(nn.Module):
    """The encoder on a batch's tokens side by side (`stance.runtime.packing`), the mention head on top."""

    def __init__(self, network: StanceNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(
        self, embeddings: Tensor, mask: Tensor, positions: Tensor, places: Tensor, origins: Tensor
    ) -> tuple[Tensor, Tensor]:
        if self.network.config.encoder["model_type"] in _PACKED:
            with _attention_of(self.network.encoder, places, origins):
                hidden = self.network.encode(embeddings[None], mask, positions[None])[0]
        else:
            hidden = self.network.encode(embeddings[places], mask, positions[places])
            hidden = hidden.flatten(0, 1)[origins]
        return hidden, self.network.mention_logits(hidden)


@contextmanager
def _attention_of(encoder: Any, places: Tensor, origins: Tensor) -> Iterator[None]:
    """Within, an encoder that is given packed tokens pads them for attention, and only for that."""

    def attention(
        _layer: nn.Module, *tokens: Tensor, scaling: float | None = None, **_: object
    ) -> tuple[Tensor, None]:
        *sides, mask = tokens
        heads, width = sides[0].shape[1], sides[0].shape[3]
        query, key, value = (
            of.transpose(1, 2).flatten(2)[0][places].reshape(*places.shape, heads, width).transpose(1, 2)
            for of in sides
        )
        mixed = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask, scale=scaling)
        return mixed.transpose(1, 2).flatten(2).flatten(0, 1)[origins].reshape(1, -1, heads, width), None

    before = encoder.config._attn_implementation
    AttentionInterface.register("packed", attention)
    encoder.set_attn_implementation("packed")
    try:
        yield
    finally:
        encoder.set_attn_implementation(before)


class _Stances(nn.Module):
    """Features and stances of the spans that `stance.runtime.openvino.span_inputs` places."""

    def __init__(self, network: StanceNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(
        self, sides: Tensor, hidden: Tensor, places: Tensor, visible: Tensor, spans: Tensor, firsts: Tensor
    ) -> tuple[Tensor, Tensor]:
        key, value = (each[places] for each in self.network.keys_and_values(hidden))
        attended = self.network.mix(sides, key, value, visible)
        placed = (each.flatten(0, 1)[spans] for each in (sides, attended))
        features = torch.cat([*placed, hidden[firsts]], dim=-1)
        return features, self.network.stance_logits(features)


class _Relations(nn.Module):
    """Directed stances of pairs of spans."""

    def __init__(self, network: StanceNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, features: Tensor, pairs: Tensor) -> Tensor:
        return self.network.relation_logits(features, pairs)


def export(checkpoint: Checkpoint, sentences: Sequence[str], *, outliers: int = OUTLIERS) -> Path:
    """Write the graphs of a model into ``openvino/`` in its folder, and return that folder.

    Args:
        checkpoint: the model.
        sentences: texts like those it will read, a few hundred, that the ranges are read off.
        outliers: how many channels of each layer are multiplied apart, in full precision.

    Raises:
        ConfigError: the encoder is of a kind that cannot be exported.
        MissingExtraError: NNCF is not installed.
        ModelError: the weights do not fit the config.
    """
    kind = checkpoint.config.encoder["model_type"]
    if kind in PADDING_MASKS_ONLY:
        raise ConfigError(
            f"{kind} is not for the export: it reads names and sentences in two passes; use runtime torch"
        )
    os.environ.setdefault("CI", "true")  # else both packages report their use to their makers
    try:
        import nncf
        import openvino
    except ImportError as error:
        raise MissingExtraError("the export", "nncf", "export") from error
    nncf.set_log_level(logging.ERROR)
    network = TorchRuntime.load(checkpoint, "cpu").network
    words = _words_name(network)
    tables = Tables.read(checkpoint, words)
    samples = list(_samples(checkpoint, text_encoder(checkpoint), tables, sentences))
    graphs = convert(network, samples[0])
    apart = split_outliers(graphs["encoder"], samples, outliers)
    graphs["encoder"] = nncf.quantize(
        graphs["encoder"],
        nncf.Dataset(samples),
        model_type=nncf.ModelType.TRANSFORMER,
        preset=nncf.QuantizationPreset.MIXED,
        subset_size=len(samples),
        ignored_scope=nncf.IgnoredScope(names=apart),
    )
    folder = checkpoint.folder / "openvino"
    folder.mkdir(exist_ok=True)
    for name in GRAPHS:
        openvino.save_model(graphs[name], folder / f"{name}.xml")
    about = {
        "format": FORMAT,
        "revision": checkpoint.revision,
        "scheme": checkpoint.config.schemes[0],
        "words": words,
        "sentences": len(samples),
        "outliers": outliers,
        "openvino": openvino.__version__,
        "nncf": nncf.__version__,
    }
    write_text(folder / "export.json", json.dumps(about, indent=2) + "\n")
    return folder


def convert(network: StanceNetwork, sample: list[Any]) -> dict[str, Any]:
    """The parts of a network that a runtime computes, by name, in full precision.

    Args:
        network: the network.
        sample: the encoder's inputs, see `stance.runtime.openvino.inputs`, to trace it with.
    """
    import openvino

    encoded = tuple(torch.from_numpy(array) for array in sample)
    (tokens, width), places = encoded[0].shape, encoded[3]
    hidden, spans = torch.zeros(tokens, width), torch.tensor([0, 1])
    sides, visible = torch.zeros(len(places), 2, width), torch.ones(places.shape, dtype=torch.bool)
    examples: dict[str, tuple[nn.Module, tuple[Tensor, ...]]] = {
        "encoder": (_Encoder(network), encoded),
        "stances": (_Stances(network), (sides, hidden, places, visible, spans, spans * 0)),
        "relations": (_Relations(network), (torch.zeros(2, 3 * width), torch.tensor([[0, 1], [-1, 0]]))),
    }
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of conditions in transformers that do not depend on the data
        return {
            name: openvino.convert_model(module.eval(), example_input=example)
            for name, (module, example) in examples.items()
        }


def _samples(
    checkpoint: Checkpoint, texts: TextEncoder, tables: Tables, sentences: Sequence[str]
) -> Iterator[list[Any]]:
    """The encoder's inputs for one sentence each: padding must not widen the ranges."""
    config = checkpoint.config
    for tokens in texts.encode(sentences):
        row = tokens.slice(0, config.max_tokens)
        batch = collate(
            [row], cls_id=config.cls_id, sep_id=config.sep_id, pad_id=config.pad_id, name_view=True
        )
        yield inputs(tables, batch, pack(batch.views))


def _words_name(network: StanceNetwork) -> str:
    """What the vocabulary's embedding is called among the weights."""
    wanted = network.encoder.get_input_embeddings().weight
    return next(name for name, value in network.named_parameters() if value is wanted)


def parity(folder: Path, records: Sequence[Record]) -> dict[str, float]:
    """How far the export's answers are from the model's, on sentences with their labels.

    Returns:
        ``labels``: how many stances were compared; ``changed``: share of labels that differ; ``macro_f1`` and
        ``macro_f1_torch``: of either; ``largest``: the greatest difference of a probability.
    """
    from sklearn.metrics import f1_score

    records = [record for record in records if any(party.label for party in record.parties)]
    asked = [[p.name for p in record.parties if p.label] for record in records]
    gold = [{p.name: p.label for p in record.parties} for record in records]
    answers = []
    for runtime in ("torch", "openvino"):
        documents = load(folder, device="cpu", runtime=runtime).stream_each(
            (record.sentence, names) for record, names in zip(records, asked, strict=True)
        )
        answers.append([(stance, number) for number, d in enumerate(documents) for stance in d.stances])
    (torch_side, ours) = answers
    labels = [[str(stance.label) for stance, _ in side] for side in answers]
    truth = [gold[number].get(stance.party) or "neutral" for stance, number in torch_side]
    gaps = [
        abs(a.probabilities[label] - b.probabilities[label])
        for (a, _), (b, _) in zip(torch_side, ours, strict=True)
        for label in a.probabilities
    ]
    before, after = (float(f1_score(truth, side, average="macro")) for side in labels)
    return {
        "labels": len(truth),
        "changed": round(float(np.mean([a != b for a, b in zip(*labels, strict=True)])), 5),
        "macro_f1": round(after, 4),
        "macro_f1_torch": round(before, 4),
        "largest": round(float(max(gaps)), 4),
    }


@click.command(epilog="Example: python -m training.export models/stance-minilm")
@click.argument("model", type=click.Path(path_type=Path))
@click.option(
    "--outliers", default=OUTLIERS, show_default=True, type=click.IntRange(0),
    help="How many channels of each layer, the largest, are multiplied apart in full precision.",
)  # fmt: skip
def main(model: Path, outliers: int) -> None:
    """Write the int8 graphs of the model folder MODEL into MODEL/openvino, and compare them with it."""
    try:
        checkpoint = Checkpoint.read(find_model(model))
        sources = sorted(CALIBRATION.glob("*.tsv"))
        sentences = [record.sentence for source in sources for record in read_any(source)]
        folder = export(checkpoint, sentences[:: max(1, len(sentences) // _SENTENCES)], outliers=outliers)
        compared = parity(checkpoint.folder, [record for source in PARITY for record in read_any(source)])
    except (StanceError, OSError) as error:
        raise click.ClickException(str(error)) from error
    write_text(folder / "parity.json", json.dumps(compared, indent=2) + "\n")
    click.echo(f"wrote {folder}: {compared['changed']:.2%} of {compared['labels']} labels changed")


if __name__ == "__main__":
    main()
