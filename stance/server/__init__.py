"""The classifier as a service: an HTTP interface and a page to try it on.

``schema`` says what is asked and answered, ``limits`` refuses what is too much, ``batcher`` judges the texts
of many clients together, ``metrics`` counts, ``app`` puts them together. Needs the extra ``serve``.
"""
