"""A corpus of any size, judged into tables that every tool reads; a killed job goes on where it stopped.

``sources`` reads the input row by row, ``tables`` makes the rows of the answer, ``store`` commits them chunk
by chunk, ``engines`` says where the chunks are judged, and ``job`` is the whole way.
"""

from stance.corpus.job import Summary, judge_corpus

__all__ = ["Summary", "judge_corpus"]
