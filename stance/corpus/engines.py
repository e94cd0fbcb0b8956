"""Where chunks are judged: in this process, or by workers of a Ray cluster; shards come in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from stance.corpus.sources import Row
from stance.corpus.tables import Shard, make_shard
from stance.errors import MissingExtraError, WorkerError

if TYPE_CHECKING:
    import pyarrow

    from stance.classifier import Classifier
    from stance.types import Party

__all__ = ["ENGINES", "Work", "local", "on_ray"]

_RETRIES, _RESTARTS = 3, 6
"""How often a chunk is tried again when its worker died on it, and how often a worker is started again."""


class Work(NamedTuple):
    """What a worker must know beside the rows.

    Attributes:
        model: folder or name of the model, None for the one of the package.
        device: as in `stance.load`.
        parties: the parties, None to find them.
        columns: the columns kept from the input, with their types.
        address: of the Ray cluster; None starts one on this machine.
        workers: how many processes Ray starts.
    """

    model: str | None
    device: str
    parties: Sequence[Party] | None
    columns: Mapping[str, pyarrow.DataType]
    address: str | None = None
    workers: int = 2


def local(chunks: Iterable[Sequence[Row]], work: Work) -> Iterator[Shard]:
    """Judge chunks one after the other in this process."""
    from stance.classifier import load

    classifier = load(work.model, device=work.device)
    for rows in chunks:
        yield _judge(classifier, rows, work)


def on_ray(chunks: Iterable[Sequence[Row]], work: Work) -> Iterator[Shard]:
    """Judge chunks on a Ray cluster: a worker holds one classifier, and has two chunks to do at any time.

    A worker that dies is started again, and what it had to do is done again, but not for ever.

    Raises:
        MissingExtraError: Ray is not installed.
        WorkerError: a worker died again and again.
    """
    try:
        import ray
    except ImportError as error:
        raise MissingExtraError("--engine ray", "ray", "ray") from error
    ours = not ray.is_initialized()
    if ours:
        here: dict[str, Any] = {} if work.address else {"num_cpus": work.workers, "include_dashboard": False}
        ray.init(address=work.address, log_to_driver=False, configure_logging=False, **here)
    try:
        gpus = 1 if work.device.startswith("cuda") else 0
        make = ray.remote(num_cpus=1, num_gpus=gpus, max_restarts=_RESTARTS, max_task_retries=_RETRIES)
        remote: Any = make(_Worker)
        workers = [remote.remote(work) for _ in range(work.workers)]
        pending: deque[Any] = deque()
        for number, rows in enumerate(chunks):
            pending.append(workers[number % len(workers)].judge.remote(rows))
            if len(pending) >= 2 * len(workers):
                yield ray.get(pending.popleft())
        while pending:
            yield ray.get(pending.popleft())
    except ray.exceptions.RayActorError as error:
        raise WorkerError(
            "a worker of the Ray cluster died again and again (out of memory?); what was judged before is "
            "kept: start the job again, with a smaller --chunk if it dies at the same place"
        ) from error
    finally:
        if ours:
            ray.shutdown()


class _Worker:
    """A process of the cluster with a classifier of its own."""

    def __init__(self, work: Work) -> None:
        from stance.classifier import load

        self._work = work
        self._classifier = load(work.model, device=work.device)

    def judge(self, rows: Sequence[Row]) -> Shard:
        return _judge(self._classifier, rows, self._work)


def _judge(classifier: Classifier, rows: Sequence[Row], work: Work) -> Shard:
    texts = [row.text for row in rows if not row.problem]
    return make_shard(rows, classifier.stream(texts, work.parties), work.columns)


ENGINES = {"local": local, "ray": on_ray}
"""Name on the command line -> how chunks become shards."""
