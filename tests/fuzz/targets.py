"""What the fuzzers feed: each target takes any bytes and raises when a promise is broken."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from stance.errors import ConfigError, InputError, PartyError
from stance.parties import PartyMatcher, resolve
from stance.sentences import split

CASES = Path(__file__).parent / "corpus"
NAMES = ("United States", "Chad", "Jordan", "Wang Wenbin", "Côte d’Ivoire", "NATO", "U.S.")
IMPORTED = ("label-studio", "prodigy", "doccano", "brat", "csv", "newsmtsc", "dse", "own")


def as_text(data: bytes) -> str:
    """Bytes as any text: with lone surrogates where they are no UTF-8."""
    return data.decode("utf-8", "surrogateescape")


def sentences(data: bytes) -> None:
    text = as_text(data)
    place = 0
    for start, end in split(text):
        assert place == start < end
        place = end
    assert place == len(text)


def parties(data: bytes) -> None:
    """The first line names a party of the caller's, the rest is the text."""
    name, _, text = as_text(data).partition("\n")
    try:
        matcher = PartyMatcher(resolve([*NAMES, name]))
    except PartyError:
        return
    place = 0
    for match in matcher.find(text):
        assert place <= match.start < match.end <= len(text)
        place = match.end


@cache
def tiny() -> Any:
    from stance.classifier import load
    from tests.tiny import write_model

    return load(write_model(Path(tempfile.mkdtemp()) / "tiny").folder, device="cpu", runtime="torch")


def classify(data: bytes) -> None:
    text = as_text(data)[:400]
    for asked in (["Norvania", "United States"], None):
        document = tiny()(text, asked)
        assert "".join(sentence.text for sentence in document.sentences) == text
        for stance in document.stances:
            assert abs(sum(stance.probabilities.values()) - 1) < 1e-6
            for mention in stance.mentions:
                assert text[mention.start : mention.end] == mention.text
        document.to_json()
        document.to_html()


def importers(data: bytes) -> None:
    """The first byte says which form the rest is read as."""
    from training.sources import read_any

    form = IMPORTED[(data[0] if data else 0) % len(IMPORTED)]
    ends = {"label-studio": ".json", "brat": ".ann", "csv": ".csv", "dse": ".txt", "own": ".tsv"}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"labels{ends.get(form, '.jsonl')}"
        path.write_bytes(data[1:])
        if form == "brat":
            path.with_suffix(".txt").write_text("Norvania thanked Estmark.")
        try:
            for record in read_any(path, form, skipped=[]):
                for party in record.parties:
                    assert record.sentence[party.start : party.end] == party.name
        except InputError:
            return


def recipes(data: bytes) -> None:
    from training.config import load_recipe

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "recipe.yaml"
        path.write_bytes(data)
        try:
            load_recipe(path)
        except ConfigError:
            return


@cache
def client() -> Any:
    from fastapi.testclient import TestClient

    from stance.server.app import create_app
    from stance.server.schema import Limits

    opened = TestClient(create_app(tiny(), limits=Limits(characters=500)), raise_server_exceptions=False)
    opened.__enter__()
    return opened


def bodies(data: bytes) -> None:
    answer = client().post("/v1/classify", content=data, headers={"content-type": "application/json"})
    assert answer.status_code in (200, 413, 422), answer.text
    answer.json()


TARGETS: dict[str, Callable[[bytes], None]] = {
    "sentences": sentences,
    "parties": parties,
    "classify": classify,
    "importers": importers,
    "recipes": recipes,
    "bodies": bodies,
}
