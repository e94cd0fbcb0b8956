"""``stance benchmark``: how fast the model is on this machine, beside the ways of others."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path

import click

__all__ = ["command"]


@click.command(
    "benchmark",
    short_help="Measure the speed here, beside the ways of others.",
    epilog="""\b
Examples:
  stance benchmark
  stance benchmark --rounds 3 --output bench
  stance benchmark --device cuda""",
)
@click.option("--model", metavar="FOLDER", help="The model; by default the one that comes with the package.")
@click.option("--device", default="auto", show_default=True, help="auto, cpu, cuda, cuda:N or mps.")
@click.option(
    "--rounds", default=5, show_default=True, type=click.IntRange(1), help="How often the ways take turns."
)
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for benchmark.json, benchmark.md and benchmark.svg; it is made if missing.",
)
def command(model: str | None, device: str, rounds: int, output: Path | None) -> None:
    """Time an article judged in our way and in others', throughput, latency, memory, and a whole process.

    Also what parties and words cost, and how far the encoder is from what the processor can do.
    What others do needs the extra torch (pip install 'stance[torch]'); without it our own times are given.
    """
    from rich.console import Console
    from rich.progress import Progress

    from stance.benchmark.chart import draw
    from stance.benchmark.report import markdown
    from stance.benchmark.suite import PARTS, measure

    if output:
        output.mkdir(parents=True, exist_ok=True)
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("benchmark", total=len(PARTS))
        figures = measure(model, device=device, count=rounds, advance=lambda _: bar.advance(task))
    shown = markdown(figures)
    click.echo(shown, nl=False)
    if output:
        (output / "benchmark.json").write_text(json.dumps(figures, indent=2) + "\n", "utf-8")
        (output / "benchmark.md").write_text(shown, "utf-8")
        if find_spec("matplotlib"):
            draw(figures, output / "benchmark.svg")
