"""How fast the model is on this machine, beside the ways in which others answer the same question.

work.py      what is judged
rivals.py    the other ways
measure.py   rounds, ratios, percentiles, a process as a whole
suite.py     what is measured, and in which order
report.py    the figures as a table and as Markdown
"""
