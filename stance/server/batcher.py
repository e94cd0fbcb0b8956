"""Texts of many clients, judged together: whatever has come in while the last batch ran is the next one."""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stance.errors import StanceError

if TYPE_CHECKING:
    from stance.classifier import Classifier
    from stance.types import Document, Party

__all__ = ["Batcher", "BusyError", "ClosedError"]

_CHARACTERS = 200_000


class BusyError(StanceError):
    """As many requests wait as may; try again later."""


class ClosedError(StanceError):
    """The server is shutting down."""


@dataclass(slots=True, eq=False)
class _Request:
    texts: Sequence[str]
    parties: Sequence[Party] | None
    evidence: bool
    answer: asyncio.Future[list[Document]]
    loop: asyncio.AbstractEventLoop
    size: int

    def finish(self, result: list[Document] | Exception) -> None:
        """Hand over the answer, unless nobody waits for it any more."""

        def settle() -> None:
            if self.answer.done():
                return
            if isinstance(result, Exception):
                self.answer.set_exception(result)
            else:
                self.answer.set_result(result)

        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            self.loop.call_soon_threadsafe(settle)


class Batcher:
    """A thread that judges what waits. Nobody waits for a batch to fill: an idle server answers at once.

    Args:
        classifier: the model.
        waiting: how many requests may wait or be judged.
        watch: called with the number of requests of each batch.
    """

    def __init__(
        self, classifier: Classifier, waiting: int, watch: Callable[[int], None] = lambda _: None
    ) -> None:
        self._classifier, self._most, self._watch = classifier, waiting, watch
        self._queue: queue.SimpleQueue[_Request | None] = queue.SimpleQueue()
        self._open: set[_Request] = set()
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="stance-batcher", daemon=True)
        self._thread.start()

    @property
    def waiting(self) -> int:
        """How many requests wait or are judged."""
        return len(self._open)

    async def judge(
        self, texts: Sequence[str], parties: Sequence[Party] | None, evidence: bool = False
    ) -> list[Document]:
        """The documents of the texts, in order. Cancelled while it waits, it gives its place free.

        Raises:
            BusyError: too many requests wait.
            ClosedError: `close` was called.
        """
        if self._closed:
            raise ClosedError("the server is shutting down; ask another one, or later")
        if len(self._open) >= self._most:
            raise BusyError(f"{self._most} requests wait already; try again in a second")
        loop = asyncio.get_running_loop()
        size = sum(len(text) for text in texts)
        request = _Request(texts, parties, evidence, loop.create_future(), loop, size)
        self._open.add(request)
        self._queue.put(request)
        try:
            return await request.answer
        finally:
            self._open.discard(request)

    def close(self) -> None:
        """Judge what waits, then stop; may take as long as that takes."""
        self._closed = True
        self._queue.put(None)
        self._thread.join()

    def _work(self) -> None:
        while batch := self._next():
            for evidence in (False, True):
                same = [request for request in batch if request.evidence is evidence]
                if same:
                    self._watch(len(same))
                    self._judge(same, evidence)

    def _next(self) -> list[_Request]:
        """All that waits, up to a full batch; waits for the first."""
        batch: list[_Request] = []
        size = 0
        request = self._queue.get()
        while request is not None:
            if not request.answer.done():
                batch.append(request)
                size += request.size
            if batch and (size >= _CHARACTERS or self._queue.empty()):
                return batch
            request = self._queue.get()
        if batch:
            self._queue.put(None)  # the end comes again after this batch
        return batch

    def _judge(self, batch: Sequence[_Request], evidence: bool) -> None:
        pairs = ((text, request.parties) for request in batch for text in request.texts)
        try:
            documents: Iterator[Document] = iter(self._classifier.stream_each(pairs, evidence=evidence))
            for request in batch:
                request.finish([next(documents) for _ in request.texts])
        except Exception as error:
            if len(batch) == 1:
                batch[0].finish(error)
            else:  # one request made the batch fail; only that one may get the error
                for request in batch:
                    self._judge([request], evidence)
