"""Documents in other shapes: plain values, tables, a page, a signed network.

These modules read finished documents only; none of them knows the model.
"""
