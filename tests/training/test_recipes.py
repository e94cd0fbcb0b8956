"""Every recipe trains: on a few sentences, and a tiny encoder of the architecture that it names."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers
from transformers import (
    AutoModel,
    DebertaV2Config,
    ModernBertConfig,
    PreTrainedTokenizerFast,
    RobertaConfig,
)

from stance.checkpoint import Checkpoint
from stance.classifier import load
from tests import tiny
from tests.training import corpora
from training.config import Recipe, load_recipe
from training.train import Trainer, train

CONFIGS = Path(__file__).parents[2] / "configs"
SMALL: dict[str, Any] = {
    "hidden_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "intermediate_size": 48,
}


def byte_level() -> Tokenizer:
    """Byte-level BPE without merges, as RoBERTa and ModernBERT have it with them: every byte a token."""
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    words = ["<s>", "<pad>", "</s>", "<unk>", *letters]
    made = Tokenizer(models.BPE({word: number for number, word in enumerate(words)}, [], unk_token="<unk>"))
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True)
    made.decoder = decoders.ByteLevel()
    return made


def sentence_piece() -> Tokenizer:
    """A unigram model with the mark of a word's beginning, as DeBERTa-v3 has it: letters and whole words."""
    letters = sorted({letter for row in tiny.records() for letter in row["sentence"]} | {"▁"})
    pieces = [
        ("<s>", 0.0),
        ("<pad>", 0.0),
        ("</s>", 0.0),
        ("<unk>", 0.0),
        *((letter, -5.0) for letter in letters),
    ]
    pieces += [("▁the", -2.0), ("▁of", -2.0)]
    made = Tokenizer(models.Unigram(pieces, 3))
    made.normalizer = normalizers.NFKC()
    made.pre_tokenizer = pre_tokenizers.Metaspace()
    return made


ARCHITECTURES: dict[str, tuple[Any, Callable[[], Tokenizer]]] = {
    "roberta-base": (RobertaConfig(**SMALL, max_position_embeddings=300, type_vocab_size=1), byte_level),
    "deberta-v3-base": (
        DebertaV2Config(
            **SMALL, max_position_embeddings=300, type_vocab_size=0, relative_attention=True,
            position_buckets=16, pos_att_type=["p2c", "c2p"], share_att_key=True, norm_rel_ebd="layer_norm",
            position_biased_input=False,
        ),
        sentence_piece,
    ),
    "modernbert-base": (ModernBertConfig(**SMALL, max_position_embeddings=300), byte_level),
}  # fmt: skip


def write_base(folder: Path, config: Any, tokenizer: Tokenizer) -> Path:
    config.vocab_size, config.pad_token_id, config.bos_token_id, config.eos_token_id = (
        tokenizer.get_vocab_size(),
        1,
        0,
        2,
    )
    AutoModel.from_config(config).save_pretrained(folder)
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, cls_token="<s>", sep_token="</s>", pad_token="<pad>", unk_token="<unk>"
    ).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def two_heads(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model with a head for NewsMTSC's scheme too, as the shipped one has."""
    folder = tmp_path_factory.mktemp("heads") / "model"
    return tiny.write_model(folder, schemes=("party", "newsmtsc")).folder


def few(recipe: Recipe, folder: Path, base: Path, **model: Any) -> Recipe:
    """The recipe with a tiny base and a few sentences instead of its own."""
    folder.mkdir(exist_ok=True)
    tiny.write_records(folder / "train.jsonl")
    tiny.write_records(folder / "dev.jsonl", tiny.records()[::3])
    settings = recipe.model_dump(mode="json")
    settings["data"] |= {
        "root": str(folder), "newsmtsc": None,
        "train": [{"path": "train.jsonl"}], "dev": {"own": "dev.jsonl"},
    }  # fmt: skip
    settings["model"] |= {"base": str(base), "max_tokens": 120, "head_width": 16} | model
    settings["optimizer"] |= {"epochs": 1, "batch": 8}
    return Recipe.model_validate(settings | {"runs": 1, "threads": 1, "device": "cpu"})


@pytest.mark.parametrize("name", sorted(ARCHITECTURES))
def test_recipes_of_other_encoders_train_and_answer(name: str, tmp_path: Path) -> None:
    config, tokenizer = ARCHITECTURES[name]
    base = write_base(tmp_path / "base", config, tokenizer())
    recipe = few(load_recipe(CONFIGS / f"{name}.yaml"), tmp_path / "data", base)
    checkpoint = train(recipe, tmp_path / "out")
    document = load(checkpoint.folder, device="cpu")(tiny.TEXT, ["Norvania", "Estmark"])
    assert {stance.party for stance in document.stances} == {"Norvania", "Estmark"}
    assert load(checkpoint.folder, device="cpu")(tiny.TEXT).text == tiny.TEXT
    record = json.loads((tmp_path / "out" / "training.json").read_text("utf-8"))
    assert record["history"][-1]["step"] == 5


@pytest.mark.parametrize(
    "name", sorted(path.stem for path in CONFIGS.glob("*.yaml") if path.stem not in ARCHITECTURES)
)
def test_the_other_recipes_train(name: str, tiny_base: Path, two_heads: Path, tmp_path: Path) -> None:
    recipe = load_recipe(CONFIGS / f"{name}.yaml")
    start = {"start": str(two_heads)} if recipe.model.start else {}
    Trainer(few(recipe, tmp_path, tiny_base, **start), tmp_path).run(stop_after=2)


@pytest.mark.parametrize(("name", "scored"), [("dse", "relations_macro_f1"), ("newsmtsc", "macro_f1")])
def test_benchmarks_are_scored_on_the_labels_they_have(
    name: str, scored: str, tiny_base: Path, tmp_path: Path
) -> None:
    {"dse": corpora.write_dse, "newsmtsc": corpora.write_newsmtsc}[name](tmp_path / name)
    settings = few(load_recipe(CONFIGS / f"{name}.yaml"), tmp_path, tiny_base).model_dump(mode="json")
    own = f"{name}:{name}/train." + {"dse": "txt", "newsmtsc": "jsonl"}[name]
    settings["data"] |= {"train": [{"path": own}], "dev": {"own": own}}
    checkpoint = train(Recipe.model_validate(settings), tmp_path / "out")
    (entry, *_) = json.loads((checkpoint.folder / "training.json").read_text("utf-8"))["history"]
    assert scored in entry["own"]


def test_recipes_of_other_encoders_say_that_they_were_not_run() -> None:
    for name in ARCHITECTURES:
        assert "NOT RUN HERE" in (CONFIGS / f"{name}.yaml").read_text("utf-8")


def test_a_model_to_start_from_must_be_of_the_same_encoder(tiny_folder: Path, tmp_path: Path) -> None:
    from stance.errors import ConfigError

    config, tokenizer = ARCHITECTURES["roberta-base"]
    base = write_base(tmp_path / "base", config, tokenizer())
    settings = load_recipe(CONFIGS / "tiny.yaml")
    with pytest.raises(ConfigError, match=r"model\.start"):
        Trainer(few(settings, tmp_path, base, start=str(tiny_folder)), tmp_path)


def test_training_goes_on_from_a_model(tiny_base: Path, tiny_folder: Path, tmp_path: Path) -> None:
    recipe = few(load_recipe(CONFIGS / "tiny.yaml"), tmp_path, tiny_base, start=str(tiny_folder))
    trainer = Trainer(recipe, tmp_path)
    assert trainer.start == Checkpoint.read(tiny_folder).identity
    from safetensors.torch import load_file

    stored = load_file(tiny_folder / "model.safetensors")
    for name, value in trainer.network.state_dict().items():
        if name in stored and stored[name].shape == value.shape:
            assert (value - stored[name].float()).abs().max() < 1e-6, name


def test_training_goes_on_from_the_head_that_is_named(
    tiny_base: Path, two_heads: Path, tmp_path: Path
) -> None:
    from safetensors.torch import load_file

    from stance.errors import ConfigError

    stored = load_file(two_heads / "model.safetensors")
    settings = load_recipe(CONFIGS / "tiny.yaml")
    recipe = few(settings, tmp_path, tiny_base, start=str(two_heads), start_head="newsmtsc")
    begun = Trainer(recipe, tmp_path).network.state_dict()["stance_heads.party.1.weight"]
    assert (begun - stored["stance_heads.newsmtsc.1.weight"].float()).abs().max() < 1e-6
    assert (begun - stored["stance_heads.party.1.weight"].float()).abs().max() > 1e-3
    with pytest.raises(ConfigError, match="it has party, newsmtsc"):
        Trainer(few(settings, tmp_path, tiny_base, start=str(two_heads), start_head="dse"), tmp_path)
