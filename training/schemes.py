"""Labels of another annotation scheme on the sentences that both label: a second head at no extra pass."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from training.dataset import IGNORE, Example

__all__ = ["NewsMTSCLabels"]

Span = tuple[int, int]


class NewsMTSCLabels:
    """NewsMTSC's labels by sentence; source: Hamborg and Donnay, EACL 2021.

    Args:
        labels: sentence → span of the target → index of the label (against, neutral, favor).
    """

    def __init__(self, labels: dict[str, dict[Span, int]]) -> None:
        self._labels = labels

    @classmethod
    def read(cls, path: Path) -> NewsMTSCLabels:
        """Read the flat JSONL form (sentence, mention, from, to, polarity -1, 0 or 1)."""
        labels: dict[str, dict[Span, int]] = {}
        for line in path.read_text("utf-8").split("\n"):  # not splitlines(): a sentence may hold U+2028
            if not line:
                continue
            row = json.loads(line)
            labels.setdefault(row["sentence"], {})[row["from"], row["to"]] = int(row["polarity"]) + 1
        return cls(labels)

    def attach(self, examples: Sequence[Example]) -> int:
        """Give the examples their labels where a target overlaps a party; returns how many."""
        attached = 0
        for example in examples:
            targets = self._labels.get(example.record.sentence)
            if not targets or len(example.spans) != len(example.record.parties):
                continue
            labels = [
                next((v for (start, end), v in targets.items() if start < p.end and end > p.start), IGNORE)
                for p in example.record.parties
            ]
            example.stances["newsmtsc"] = labels
            attached += sum(label != IGNORE for label in labels)
        return attached
