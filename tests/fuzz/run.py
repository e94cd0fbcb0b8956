"""Feed a target with texts guided by coverage: ``python tests/fuzz/run.py sentences --runs 100000``.

Needs atheris. What breaks the target is kept in ``tests/fuzz/corpus/`` and replayed by the tests.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import click

sys.path.insert(0, str(Path(__file__).parents[2]))

SEEDS = {
    "sentences": ["“No,” Mr. Oduya said. The U.S. agreed…\n\n- one\n- two", "A.B.C. \u200b\u202e)(“‘"],
    "parties": ["Fatima\nFatima met US-led troops in Chad’s capital.", "x\nJordan's Turkey, the U.S."],
    "classify": ["Norvania thanked the United States. Rain fell."],
    "importers": [
        '\x00[{"data": {"text": "a"}}]',
        '\x01{"text": "a", "spans": []}',
        '\x02{"text": "a", "label": [[0, 1, "x"]]}',
        "\x03T1\tParty 0 8\tNorvania",
        "\x04text,party,label\na b,a,favor",
        '\x05{"sentence": "a", "mention": "a"}',
        "\x06[a] b [c]\ta\tc\t1",
        "\x07x\t{A|favor} b.\t-",
    ],
    "recipes": ["data:\n  train: [{path: a}]\n  dev: {own: b}\nseed: 1\n"],
    "bodies": [
        '{"text": "Norvania thanked Estmark.", "parties": ["Estmark"]}',
        '{"texts": ["a"], "evidence": true}',
    ],
}


@click.command()
@click.argument("target", type=click.Choice(sorted(SEEDS)))
@click.option("--runs", default=100_000, show_default=True)
def main(target: str, runs: int) -> None:
    """Feed TARGET."""
    import atheris

    with atheris.instrument_imports(include=["stance", "training", "yaml"]):
        from tests.fuzz.targets import CASES, TARGETS

        TARGETS[target](SEEDS[target][0].encode())  # imports what is imported late
    seeds = Path(tempfile.mkdtemp())
    for number, text in enumerate(SEEDS[target]):
        (seeds / str(number)).write_bytes(text.encode())
    words = [f"-atheris_runs={runs}", f"-runs={runs}", f"-artifact_prefix={CASES}/{target}-", "-max_len=2000"]
    atheris.Setup([sys.argv[0], *words, "-timeout=60", str(seeds)], TARGETS[target])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
