"""Connections that do not go on: half a request, or an answer that nobody reads, is not held for ever."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.auto import AutoHTTPProtocol

__all__ = ["watched"]

HEADERS = 10.0
"""Seconds in which the head of a request must have come."""


def watched(seconds: float, headers: float = HEADERS) -> type[asyncio.Protocol]:
    """A protocol for uvicorn that closes connections on which a request does not go on.

    Args:
        seconds: in which a request must be read, judged and its answer taken.
        headers: in which the head of a request must have come.
    """

    class Watched(AutoHTTPProtocol):  # type: ignore[misc, valid-type]
        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            self._watch()

        def connection_lost(self, exc: Exception | None) -> None:
            self._timer.cancel()
            super().connection_lost(exc)

        def _state(self) -> tuple[Any, bool]:
            """The last request, and whether it still waits for its answer or the answer for its reader."""
            waits = self.cycle is not None and not self.cycle.response_complete
            return self.cycle, waits or self.transport.get_write_buffer_size() > 0

        def _watch(self) -> None:
            state = self._state()
            self._timer = self.loop.call_later(seconds if state[1] else headers, self._look, state)

        def _look(self, last: tuple[Any, bool]) -> None:
            if self._state() == last:  # nothing began or ended since
                self.transport.abort()  # `close` would wait until the rest of the answer has been read
            else:
                self._watch()

    return Watched
