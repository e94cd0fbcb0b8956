"""The whole job: a corpus in, a folder of tables out."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from stance.checkpoint import Checkpoint, find_model
from stance.corpus.engines import ENGINES, Work
from stance.corpus.sources import Corpus, Row, open_corpus
from stance.corpus.store import Store
from stance.errors import InputError
from stance.parties import resolve

if TYPE_CHECKING:
    from stance.classifier import Parties

__all__ = ["Summary", "judge_corpus"]

_FORMAT = 1


class Summary(NamedTuple):
    """What a finished job left: how many documents were judged, how many rows could not be read, and whether
    all of it had been there before."""

    documents: int
    rejects: int
    done_before: bool


def judge_corpus(
    corpus: str | os.PathLike[str],
    output: str | os.PathLike[str],
    parties: Parties = None,
    *,
    text_column: str = "text",
    id_column: str = "id",
    model: str | os.PathLike[str] | None = None,
    device: str = "auto",
    engine: str = "local",
    address: str | None = None,
    workers: int = 2,
    chunk: int = 500,
    watch: Callable[[int, int], None] = lambda _done, _total: None,
) -> Summary:
    """Judge every document of a corpus into Parquet tables; begun again, it goes on where it was stopped.

    Args:
        corpus: a .jsonl, .csv, .tsv, .parquet, .txt or .html file, also compressed, or a folder of such.
        output: the folder to write: ``stances/``, ``relations/`` and ``documents/`` with Parquet files,
            ``rejects.jsonl`` with the rows that could not be read, and ``corpus.json`` with the settings.
        parties: as in `stance.classify`.
        text_column: the column that holds the text.
        id_column: the column that holds the id; rows without one get FILE:ROW.
        model: folder or name of a model; None takes the one that comes with the package.
        device: as in `stance.load`.
        engine: ``local``, or ``ray`` for a cluster.
        address: of the Ray cluster; None starts one on this machine.
        workers: how many processes Ray starts.
        chunk: documents per Parquet file, which is what a kill can cost at most.
        watch: called with the number of rows done and of all rows.

    Raises:
        InputError: the corpus or its columns are not there, or the folder is of another job.
        PartyError: the parties cannot be used.
        ModelError: the model is missing or damaged.
        MissingExtraError: pyarrow, or Ray, is not installed.

    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "news.csv").write_text("id,text\\na,Ghana thanked Togo for its help.\\n")
    >>> judge_corpus(folder / "news.csv", folder / "judged", ["Togo"])
    Summary(documents=1, rejects=0, done_before=False)
    """
    if engine not in ENGINES:
        raise InputError(f"unknown engine {engine!r}; allowed are {', '.join(ENGINES)}")
    named = None if parties is None else resolve(parties)
    where = None if model is None else os.fspath(model)
    source = open_corpus(Path(corpus), text_column, id_column)
    identity = Checkpoint.read(find_model(where)).identity
    shown = None if named is None else [[party.name, list(party.aliases)] for party in named]
    store = Store(Path(output), _settings(source, shown, identity, chunk))
    try:
        if store.complete:
            return Summary(store.documents, store.rejects, True)
        done = store.chunks * chunk
        watch(done, source.total)
        work = Work(where, device, named, source.columns, address, workers)
        for shard in ENGINES[engine](_chunks(source.rows(done), chunk), work):
            store.commit(shard)
            done += shard.documents + len(shard.rejects)
            watch(done, source.total)
        store.finish()
        return Summary(store.documents, store.rejects, False)
    finally:
        store.close()


def _settings(source: Corpus, parties: list[Any] | None, model: str, chunk: int) -> dict[str, Any]:
    """What the answer depends on, under names that a person knows from the command."""
    return {
        "format": _FORMAT,
        "input": source.describe(),
        "text column": source.text_column,
        "id column": source.id_column,
        "columns": {name: str(kind) for name, kind in source.columns.items()},
        "parties": parties,
        "model": model,
        "documents per file": chunk,
    }


def _chunks(rows: Iterator[Row], size: int) -> Iterator[Sequence[Row]]:
    while chunk := list(islice(rows, size)):
        yield chunk
