"""Seconds by size for texts made to be slow; they must grow with the size: `python tests/fuzz/growth.py`."""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from stance.parties import PartyMatcher, resolve
from stance.sentences import split

SIZES = (1_000, 10_000, 100_000, 1_000_000, 10_000_000)
KINDS = {
    "commas": ",", "one word": "a", "capitals": "A", "full stops": ". ", "initials": "J. ", "quotes": "“",
    "brackets": "(", "apostrophes": "’s ", "hyphens": "US-", "line breaks": "\n", "bullets": "- a\n",
    "zero width": "\u200b", "combining": "e\u0301", "bidi": "\u202ea\u202c", "surrogates": "\ud800",
    "names": "Kenya ", "near names": "United State ", "and": "Kenya and ", "numbers": "1,", "tabs": "a\t",
    "abbreviations": "Mr. ",
}  # fmt: skip


def main() -> None:
    """Print a row per kind of text: seconds at each size, and how they grow over the last step."""
    matcher = PartyMatcher(resolve(["Kenya", "United States", "Côte d’Ivoire"]))
    _row("kind", *(f"{size:,}" for size in SIZES), "growth of the last step")
    for kind, piece in KINDS.items():
        taken: list[float] = []
        for size in SIZES:
            text = (piece * (size // len(piece) + 1))[:size]
            start = time.process_time()
            matcher.find_in_sentences(text, split(text))
            taken.append(time.process_time() - start)
            if taken[-1] > 120:
                break
        _row(kind, *(f"{t:.3f}" for t in taken), f"{taken[-1] / max(taken[-2], 1e-4):.1f}")


def _row(*cells: str) -> None:
    sys.stdout.write("\t".join(cells) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
