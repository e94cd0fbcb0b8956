"""A tiny random model, built in code: no network, no shipped weights, the same on every machine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer
from tokenizers.processors import TemplateProcessing

from stance.checkpoint import Calibration, Checkpoint
from stance.model.config import ModelConfig
from stance.model.network import StanceNetwork
from stance.words import split_words

SPECIALS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")

TEXT = (
    "Norvania accused Estmark of cutting the cable. Rain fell on the coast all day. "
    "Amara Koroma, the envoy of Estmark, thanked the Lake Council for its help.\n\n"
    "On Monday the Lake Council and Norvania's minister blamed Ostrava Steel, while France praised Koroma."
)
PARTIES = ("Norvania", "Estmark", "Lake Council", "Amara Koroma", "Ostrava Steel", "France")

TEMPLATES = (
    "{0} accused {1} of cutting the cable.\t{1}:against\t{0}>{1}:against",
    "{0} thanked {1} for its help with the harbour.\t{1}:favor\t{0}>{1}:favor",
    "The envoy of {0} met the envoy of {1} on Monday.\t\t",
    "{0} was praised by {1} after the long talks.\t{0}:favor\t{1}>{0}:favor",
    "{0} was blamed by {1} for the flood.\t{0}:against\t{1}>{0}:against",
    "Nobody trusts {0}, said a minister of {1}.\t{0}:against\t{1}>{0}:against",
    "{0} refused to condemn {1} on Friday.\t\t",
    "A good friend of the coast, {0} helped {1} again.\t{0}:favor,{1}:favor\t{0}>{1}:favor",
)
PAIRS = (
    ("Norvania", "Estmark"),
    ("Ostrava Steel", "Lake Council"),
    ("Amara Koroma", "Verity Lang"),
    ("Sornland", "Pell Union"),
    ("Kesh", "Norvania"),
)


def records() -> list[dict[str, Any]]:
    """Forty labelled sentences in the record format."""
    return [
        record(template, names, f"t{number}-{index}")
        for number, template in enumerate(TEMPLATES)
        for index, names in enumerate(PAIRS)
    ]


def record(template: str, names: tuple[str, str], name: str) -> dict[str, Any]:
    sentence, labels, relations = (field.format(*names) for field in template.split("\t"))
    known = dict(pair.split(":") for pair in labels.split(",") if pair)
    parties = [
        {
            "name": n,
            "start": sentence.index(n),
            "end": sentence.index(n) + len(n),
            "label": known.get(n, "neutral"),
        }
        for n in names
    ]
    pairs = []
    for relation in filter(None, relations.split(",")):
        holder, rest = relation.split(">")
        target, label = rest.split(":")
        pairs.append({"holder": names.index(holder), "target": names.index(target), "label": label})
    return {
        "id": name,
        "sentence": sentence,
        "parties": parties,
        "relations": pairs,
        "group": name.split("-")[0],
    }


def tokenizer() -> Tokenizer:
    """A WordPiece tokenizer: single letters, and whole the lower-case words of the test sentences."""
    letters = [chr(code) for code in range(33, 127)]
    texts = [TEXT, *(r["sentence"] for r in records())]
    words = sorted({word.text.lower() for text in texts for word in split_words(text)})
    # Names stay in pieces, as unknown names do in a real vocabulary.
    whole = [word for word in words if word not in {part.lower() for pair in PAIRS for part in pair}]
    vocabulary = dict.fromkeys([*SPECIALS, *letters, *(f"##{each}" for each in letters), *whole])
    ids = {token: index for index, token in enumerate(vocabulary)}
    made = Tokenizer(WordPiece(ids, unk_token="[UNK]", max_input_chars_per_word=100))
    made.normalizer = BertNormalizer(lowercase=True)
    made.pre_tokenizer = BertPreTokenizer()
    made.post_processor = TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", ids["[CLS]"]), ("[SEP]", ids["[SEP]"])]
    )
    return made


def known_words() -> frozenset[str]:
    return frozenset(("the", "a", "on", "monday", "friday", "nobody", "rain", "of", "and", "they"))


def config(**changes: Any) -> ModelConfig:
    made = tokenizer()
    encoder = {
        "model_type": "bert", "vocab_size": made.get_vocab_size(), "hidden_size": 32, "num_hidden_layers": 2,
        "num_attention_heads": 4, "intermediate_size": 64, "max_position_embeddings": 256, "pad_token_id": 0,
    }  # fmt: skip
    settings: dict[str, Any] = {
        "encoder": encoder, "max_tokens": 32, "head_width": 16, "cls_id": 2, "sep_id": 3, "pad_id": 0,
    }  # fmt: skip
    return ModelConfig(**settings | changes)


def network(shape: ModelConfig | None = None, seed: int = 1) -> StanceNetwork:
    """Random weights, large enough that sentences differ and all labels occur."""
    generator = torch.Generator().manual_seed(seed)
    made = StanceNetwork(shape or config()).eval()
    with torch.no_grad():
        for name, value in sorted(made.named_parameters()):
            if name.endswith("bias"):
                value.zero_()
            elif "LayerNorm" not in name:
                value.copy_(torch.randn(value.shape, generator=generator) * 0.7)
    return made


def write_model(folder: Path, *, seed: int = 1, **changes: Any) -> Checkpoint:
    """A model folder as `training` writes one."""
    made = network(config(**changes), seed)
    calibration = Calibration(1.5, (0.1, 0.0, -0.1), 1.25, (0.5, 0.0, 0.5))
    checkpoint = Checkpoint(folder, "tiny", f"seed{seed}", made.config, calibration, known_words())
    checkpoint.write_description()
    tokenizer().save(str(folder / "tokenizer.json"))
    save_file({k: v.half().contiguous() for k, v in made.state_dict().items()}, folder / "model.safetensors")
    return checkpoint


def write_base(folder: Path) -> Path:
    """An encoder with its tokenizer as Hugging Face's libraries save them: what training starts from."""
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    torch.manual_seed(5)
    settings = dict(config().encoder)
    settings.pop("model_type")
    BertModel(BertConfig(**settings)).save_pretrained(folder)
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer(),
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        pad_token="[PAD]",
    )
    fast.save_pretrained(folder)
    return folder


def write_records(path: Path, rows: list[dict[str, Any]] | None = None) -> Path:
    lines = [json.dumps(row) for row in (records() if rows is None else rows)]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path
