"""Train a model from a recipe: ``python -m training.train configs/default.yaml --output runs/default``.

A killed run goes on where it stopped when the same command is given again. The output is a model
folder for `stance.load`, with the resolved recipe, the metrics and the hashes of the data beside it.
"""

from __future__ import annotations

import copy
import logging
import math
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import torch
from torch import nn

from stance.batch import TextEncoder
from stance.checkpoint import Checkpoint
from stance.classifier import name_blinder
from stance.errors import ConfigError, StanceError
from stance.model.config import ModelConfig
from stance.model.network import StanceNetwork
from stance.runtime.torch import pick_device
from training.base import begin_with, keep_start, load_base, load_mean
from training.board import write_board
from training.calibrate import fit_calibration
from training.config import Recipe, load_recipe
from training.dataset import Example, build_examples, collate_examples, shuffled_batches
from training.known_words import count_known_words
from training.losses import divergence, forward, supervised_loss
from training.optimizer import adamw, rate_at
from training.package import write_model
from training.parallel import join
from training.predict import predict, scores
from training.progress import progress
from training.records import Record
from training.schemes import NewsMTSCLabels
from training.sources import read_source
from training.state import load_state, save_state

__all__ = ["Trainer", "main", "train"]

log = logging.getLogger("training")


class Trainer:
    """One run: data, network, optimizer, and where it stands.

    Args:
        recipe: the settings.
        output: folder for the state and the finished model.
        number: which of the recipe's runs this is, from 0. All begin with the same weights, so that they
            can be averaged at the end; order, swaps and dropout differ.
    """

    def __init__(self, recipe: Recipe, output: Path, number: int = 0) -> None:
        self.recipe, self.output, self.number = recipe, output, number
        self.state = output / f"state-{number}.pt"
        self._lots = f"{recipe.seed}/{number}"
        self._settings = recipe.model_dump_json(exclude={"runs"})  # a run does not depend on how many follow
        self.root = Path(recipe.data.root)
        torch.manual_seed(recipe.seed)
        torch.set_num_threads(recipe.threads)
        self.records = list(_training_records(recipe))
        self.dev = {name: read_source(recipe.data, path) for name, path in recipe.data.dev.items()}
        encoder, self.tokenizer, described = load_base(recipe.model)
        self.second = NewsMTSCLabels.read(self.root / recipe.data.newsmtsc) if recipe.data.newsmtsc else None
        self.config = ModelConfig(
            blind=recipe.model.blind,
            name_context=recipe.model.name_context,
            max_tokens=recipe.model.max_tokens,
            head_width=recipe.model.head_width,
            dropout=recipe.model.dropout,
            schemes=("party", "newsmtsc") if self.second else ("party",),
            **described,
        )
        self.network = StanceNetwork(self.config)
        self.network.encoder.load_state_dict(encoder.state_dict())
        start = (
            begin_with(self.network, recipe.model.start, recipe.model.start_head)
            if recipe.model.start
            else None
        )
        self.start = start.identity if start else None
        self.known_words = start.known_words if start else count_known_words(self.records)
        blinder = name_blinder(self.known_words) if recipe.model.blind else None
        self.texts = TextEncoder(self.tokenizer, blinder, self.config.name_context)
        self.network.shape_embedding.requires_grad_(recipe.model.case)  # it starts at zero
        # On CPU the plain attention is twice as fast to train as the fused one, and the same function.
        self.network.encoder.set_attn_implementation("eager")
        if not start:
            self._warm_placeholders()
        where = pick_device(recipe.device)
        self.processes = join(where)
        self.network.to(where)
        self.average = copy.deepcopy(self.network).eval()
        self.optimizer = adamw(self.network, recipe.optimizer)
        self.peaks = [group["lr"] for group in self.optimizer.param_groups]
        per_epoch = math.ceil(len(self.records) / recipe.optimizer.batch)
        self.steps = max(1, round(per_epoch * recipe.optimizer.epochs))
        self.per_epoch = per_epoch
        self.history: list[dict[str, Any]] = []
        self.step = 0

    def run(self, *, stop_after: int | None = None) -> StanceNetwork:
        """Train to the end, or for some steps more, and return the network to keep."""
        self._resume()
        last = self.steps if stop_after is None else min(self.steps, self.step + stop_after)
        saved = time.monotonic()
        self.network.train()
        with progress(self.steps, self.step, shown=self.processes.first) as advance:
            for batch in self._batches():
                if self.step >= last:
                    break
                loss = self._learn(batch)
                advance(loss)
                if self.step % self.per_epoch == 0 or self.step == self.steps:
                    self._note(loss)
                if time.monotonic() - saved > 60 * self.recipe.save_minutes:
                    self.save()
                    saved = time.monotonic()
        self.save()
        return self.average if self.recipe.optimizer.average else self.network

    def finish(self, network: StanceNetwork) -> Checkpoint:
        """Calibrate on the first dev set and write the model folder; the states are no longer needed."""
        first = next(iter(self.dev.values()))
        calibration = fit_calibration(predict(network, build_examples(first, self.texts, self.config)))
        checkpoint = write_model(
            self.output,
            network,
            self.tokenizer,
            recipe=self.recipe,
            known_words=self.known_words,
            calibration=calibration,
            history=self.history,
            start=self.start,
        )
        for state in self.output.glob("state-*.pt"):
            state.unlink()
        return checkpoint

    def save(self) -> None:
        """Write the state to resume from."""
        if not self.processes.first:
            return
        save_state(
            self.state,
            {
                "recipe": self._settings,
                "network": self.network.state_dict(),
                "average": self.average.state_dict(),
                "optimizer": self.optimizer.state_dict(),
                "step": self.step,
                "history": self.history,
            },
        )

    def _resume(self) -> None:
        state = load_state(self.state)
        if state is None:
            torch.manual_seed(random.Random(self._lots).getrandbits(63))
            return
        if state["recipe"] != self._settings:
            raise ConfigError(
                f"{self.state} is of a run with other settings. Choose another output folder, or delete it"
            )
        self.network.load_state_dict(state["network"])
        self.average.load_state_dict(state["average"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.step, self.history = state["step"], state["history"]
        log.info("resumed at step %d of %d", self.step, self.steps)

    def _warm_placeholders(self) -> None:
        """A placeholder starts as the mean of the names that it will stand for."""
        if not self.config.blind:
            return
        rows = self.texts.encode([record.sentence for record in self.records[:4000]])
        ids = torch.tensor([int(i) for row in rows for i in row.name_ids[row.names[row.name_positions] > 0]])
        weight = self.network.name_embedding.weight
        with torch.no_grad():
            mean = self.network.encoder.get_input_embeddings()(ids).mean(0)
            weight.copy_(mean + 0.02 * torch.randn_like(weight))

    def _batches(self) -> Iterator[tuple[list[Example], list[Example] | None]]:
        """Batches from the current step on; each epoch's order follows from seed and number alone."""
        size = self.recipe.optimizer.batch
        for epoch in range(self.step // self.per_epoch, math.ceil(self.steps / self.per_epoch)):
            examples = self._examples(random.Random(f"{self._lots}/{epoch}"))
            done = self.step - epoch * self.per_epoch
            order = random.Random(f"{self._lots}/{epoch}/order")
            batches = list(shuffled_batches(examples, size, order))
            twins: dict[int, Example] = {}
            if self.recipe.loss.consistency:
                again = self._examples(random.Random(f"{self._lots}/{epoch}/twin"))
                twins = {id(e.record): e for e in again}
            for batch in batches[done:]:
                yield batch, [twins[id(e.record)] for e in batch] if twins else None

    def _examples(self, chance: random.Random) -> list[Example]:
        swap = self.recipe.loss.swap if self.config.blind else 0.0
        examples = build_examples(self.records, self.texts, self.config, swap=swap, chance=chance)
        if self.second:
            self.second.attach(examples)
        return examples

    def _learn(self, batch: tuple[list[Example], list[Example] | None]) -> float:
        """One step of the optimizer."""
        settings, mine = self.recipe.loss, self.processes.part
        if self.processes.count > 1:  # dropout differs between processes, and is the same after a kill
            torch.manual_seed(
                random.Random(f"{self._lots}/{self.step}/{self.processes.number}").getrandbits(63)
            )
        first = collate_examples(mine(batch[0]), self.config)
        outputs = forward(self.network, first)
        loss = supervised_loss(outputs, first, settings)
        if batch[1] is not None:
            second = collate_examples(mine(batch[1]), self.config)
            others = forward(self.network, second)
            loss = (loss + supervised_loss(others, second, settings)) / 2
            loss = loss + settings.consistency * divergence(outputs, others)
        for group, peak in zip(self.optimizer.param_groups, self.peaks, strict=True):
            group["lr"] = peak * rate_at(self.step / self.steps, self.recipe.optimizer.warmup)
        loss.backward()  # type: ignore[no-untyped-call]
        self.processes.average(self.network)
        nn.utils.clip_grad_norm_(self.network.parameters(), self.recipe.optimizer.clip)
        self.optimizer.step()
        self.optimizer.zero_grad()
        self.step += 1
        self._follow()
        return float(loss.detach())

    @torch.no_grad()
    def _follow(self) -> None:
        """Move the average towards the weights; faster at first, when it still holds the start."""
        decay = min(self.recipe.optimizer.average, (1 + self.step) / (10 + self.step))
        pairs = zip(self.average.parameters(), self.network.parameters(), strict=True)
        kept, moved = zip(*((a, p.detach()) for a, p in pairs if p.requires_grad), strict=True)
        torch._foreach_lerp_(kept, moved, 1 - decay)

    def note_kept(self, network: StanceNetwork) -> None:
        """Score what is kept, where that is neither run's own weights."""
        self._score(network.eval(), {"run": "kept", "step": self.steps, "loss": 0.0})

    def _note(self, loss: float) -> None:
        """Score on dev and keep the figures."""
        network = self.average if self.recipe.optimizer.average else self.network
        self._score(network, {"run": self.number, "step": self.step, "loss": round(loss, 4)})

    def _score(self, network: StanceNetwork, entry: dict[str, Any]) -> None:
        if not self.processes.first:
            return
        for name, records in self.dev.items():
            examples = build_examples(records, self.texts, self.config)
            entry[name] = scores(predict(network, examples))
        self.history.append(entry)
        write_board(self.output, entry)
        log.info("step %d/%d %s", self.step, self.steps, entry)


def train(recipe: Recipe, output: Path) -> Checkpoint:
    """All runs of a recipe, one after the other, and the model of their averaged weights.

    Source: Wortsman et al., Model soups, ICML 2022. The mean of runs that began alike is as fast as one run
    and nearly as good as all of them together.
    """
    history: list[dict[str, Any]] = []
    parts: list[tuple[StanceNetwork, float]] = []
    for number in range(recipe.runs):
        trainer = Trainer(recipe, output, number)
        network = trainer.run()
        history += trainer.history
        parts.append((network, 1 / recipe.runs))
    load_mean(network, parts)
    trainer.history = history
    begun = recipe.model
    if begun.start and begun.start_share:
        keep_start(network, begun.start, begun.start_share, begun.start_head)
        trainer.note_kept(network)
    if trainer.processes.first:
        trainer.finish(network)
    trainer.processes.wait()
    return Checkpoint.read(output)


def _training_records(recipe: Recipe) -> Iterator[Record]:
    for source in recipe.data.train:
        for record in read_source(recipe.data, source.path)[: source.limit]:
            times = source.repeat_corpus.get(str(record.source.get("corpus")), source.repeat)
            yield from [record] * times


@click.command(epilog="Example: python -m training.train configs/default.yaml --output runs/default")
@click.argument("recipe", type=click.Path(path_type=Path))
@click.option("--output", type=click.Path(path_type=Path), help="Model folder to write; default runs/RECIPE.")
@click.option(
    "--run",
    "number",
    type=click.IntRange(0),
    help="Only this run of the recipe, from 0, so that several can go at once; "
    "afterwards the command without it averages them.",
)
@click.option(
    "--set", "overrides", multiple=True, metavar="KEY=VALUE", help="Replace a setting of the recipe."
)
def main(recipe: Path, output: Path | None, number: int | None, overrides: tuple[str, ...]) -> None:
    """Train a model from RECIPE, a YAML file; started again, a killed run goes on where it stopped."""
    output = output or Path("runs") / recipe.stem
    try:
        settings = load_recipe(recipe, overrides)
        output.mkdir(parents=True, exist_ok=True)
        handlers: list[logging.Handler] = [logging.StreamHandler(), logging.FileHandler(output / "train.log")]
        logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", handlers=handlers)
        if number is not None:
            Trainer(settings, output, number).run()
            return
        checkpoint = train(settings, output)
    except (StanceError, OSError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"wrote {checkpoint.identity} to {output}")


if __name__ == "__main__":
    main()
