"""Counters for Prometheus, of one application: two in a process do not disturb each other."""

from __future__ import annotations

from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

__all__ = ["Metrics"]


class Metrics:
    """What a server counts."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        own: Any = {"registry": self._registry}
        self.requests = Counter("stance_requests", "Requests by status.", ["status"], **own)
        self.seconds = Histogram("stance_request_seconds", "From request to answer.", **own)
        self.sentences = Counter("stance_sentences", "Sentences in answers.", **own)
        self.batch = Histogram(
            "stance_batch_requests",
            "Requests judged together.",
            buckets=(1, 2, 4, 8, 16, 32, 64, 128, 256),
            **own,
        )
        self.waiting = Gauge("stance_waiting_requests", "Requests that wait or are judged.", **own)

    def text(self) -> bytes:
        """All of it in Prometheus' text form."""
        return generate_latest(self._registry)
