"""Are the figures of the model's card those that are measured? ``python tests/nightly.py [--root FOLDER]``

Each suite is run again and compared with ``metrics.json``, score by score. One whose files are not below the
folder is looked for among the project's own data.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

ROOT = Path(__file__).parents[1]
OURS = ROOT / "training" / "data"
sys.path.insert(0, str(ROOT))

from training.evaluate import evaluate  # noqa: E402
from training.evaluation.suites import DEFAULT, SUITES  # noqa: E402

MOST = 0.005
"""By how much a score may differ: another processor rounds otherwise."""


def scores(values: object, place: str = "") -> dict[str, float]:
    """All numbers called ``value``, by their place."""
    if not isinstance(values, dict):
        return {}
    own = {place: float(values["value"])} if isinstance(values.get("value"), int | float) else {}
    for key, inside in values.items():
        own |= scores(inside, f"{place}/{key}")
    return own


@click.command()
@click.option("--root", type=click.Path(path_type=Path), default=ROOT.parent / "shared" / "data")
@click.option("--model", type=click.Path(path_type=Path), default=ROOT / "models" / "stance-minilm")
def main(root: Path, model: Path) -> None:
    """Compare, and exit with 1 when a score is another."""
    stored = json.loads((model / "metrics.json").read_text("utf-8"))["suites"]
    found: dict[str, dict[str, object]] = {}
    for folder in (root, OURS):
        files = {
            name: [folder / file for file in SUITES[name].files] for name in DEFAULT if name not in found
        }
        there = [name for name in files if all(file.is_file() for file in files[name])]
        found |= evaluate(str(model), there, folder, with_floors=False)["suites"] if there else {}
    wrong = compared = 0
    for name in found:
        ours = scores(found[name]["scores"])
        for place, value in scores(stored[name]["scores"]).items():
            compared += place in ours
            if place in ours and abs(ours[place] - value) > MOST:
                wrong += 1
                click.echo(f"{name}{place}: {value} in the card, {ours[place]} measured", err=True)
    click.echo(", ".join(found) or "no suite's files are here")
    click.echo(f"{wrong} of {compared} scores differ")
    sys.exit(1 if wrong or not compared else 0)


if __name__ == "__main__":
    main()
