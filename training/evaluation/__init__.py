"""A model measured through its public interface.

Data flow: ``suites`` reads labelled files and puts them to a model with ``ask`` (``articles`` for whole
texts, ``swap`` for swapped names); ``stances``, ``relations``, ``mentions``, ``contrast``, ``external`` and
``trust`` count; ``tally`` turns counts into scores with intervals; ``report`` and ``show`` write them down.
"""
