"""A few channels are multiplied apart, in full precision, so that 8 bits are enough for the others.

After GELU one or two channels of a layer reach 14 to 23 where the others stay near 7 or below. A range that
holds them leaves few of the 256 steps to the rest; a range that cuts them off loses what they say. So each
layer's largest channels get two small matrices of their own, and are zero in the large ones: the sum is the
same.

Source: Dettmers, Lewis, Belkada and Zettlemoyer, LLM.int8(): 8-bit matrix multiplication for transformers
at scale, NeurIPS 2022.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["split_outliers"]


class _Layer(NamedTuple):
    """``(x @ before + shift → GELU) @ after``, as nodes of a graph; the matrices are constants."""

    gelu: Any
    add: Any
    before: Any
    after: Any


def split_outliers(graph: Any, samples: Sequence[list[Any]], count: int) -> list[str]:
    """Rewrite a graph so that the largest channels after each GELU have matrices of their own.

    Args:
        graph: an ``openvino.Model``; changed in place. Layers of another build are left as they are.
        samples: inputs that show which channels are large.
        count: how many channels of each layer.

    Returns:
        The names of the small products, which are to stay in full precision.
    """
    layers = [layer for node in graph.get_ordered_ops() if (layer := _layer(node))]
    if not layers or not count:
        return []
    largest = _largest(graph, layers, samples)
    names: list[str] = []
    for layer, values in zip(layers, largest, strict=True):
        names += _split(layer, np.sort(np.argsort(-values)[:count]))
    graph.validate_nodes_and_infer_types()
    return names


def _layer(gelu: Any) -> _Layer | None:
    """The layer around a GELU, if it is one of two matrices."""
    if gelu.get_type_name() != "Gelu":
        return None
    add = gelu.input_value(0).get_node()
    readers = gelu.output(0).get_target_inputs()
    if add.get_type_name() != "Add" or len(readers) != 1:
        return None
    before, after = add.input_value(0).get_node(), next(iter(readers)).get_node()
    if any(node.get_type_name() != "MatMul" or _constant(node) is None for node in (before, after)):
        return None
    return _Layer(gelu, add, before, after)


def _constant(product: Any) -> Any:
    """The node of the matrix [outputs, inputs] that a product multiplies with, if it is a constant."""
    node = product.input_value(1).get_node()
    turned = product.get_attributes()["transpose_b"]
    return node if node.get_type_name() == "Constant" and turned else None


def _largest(graph: Any, layers: Sequence[_Layer], samples: Sequence[list[Any]]) -> list[NDArray[np.float32]]:
    """The largest value of each channel after each layer's GELU."""
    from openvino import Core, Model

    probe = Model([layer.gelu.output(0) for layer in layers], graph.get_parameters(), "probe")
    compiled = Core().compile_model(probe, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    seen = [
        [np.abs(out).reshape(-1, out.shape[-1]).max(axis=0) for out in compiled(sample).values()]
        for sample in samples
    ]
    return [np.max(each, axis=0) for each in zip(*seen, strict=True)]


def _split(layer: _Layer, channels: NDArray[np.int64]) -> list[str]:
    """Give some channels products of their own; their names."""
    from openvino import opset13 as ops

    before, after = (np.array(_constant(node).data, np.float32) for node in (layer.before, layer.after))
    shift = np.array(layer.add.input_value(1).get_node().data, np.float32)
    apart = [before[channels], shift[..., channels], after[:, channels]]
    before[channels], shift[..., channels], after[:, channels] = 0, 0, 0
    given = layer.before.input_value(0)
    readers = layer.after.output(0).get_target_inputs()
    small: Any = ops.matmul(given, ops.constant(apart[0]), False, True)
    wide: Any = ops.matmul(
        ops.gelu(ops.add(small, ops.constant(apart[1])), "erf"), ops.constant(apart[2]), False, True
    )
    layer.before.input(1).replace_source_output(ops.constant(before).output(0))
    layer.add.input(1).replace_source_output(ops.constant(shift).output(0))
    layer.after.input(1).replace_source_output(ops.constant(after).output(0))
    total = ops.add(layer.after, wide)
    for reader in readers:
        reader.replace_source_output(total.output(0))
    names = []
    for kind, node in (("before", small), ("after", wide)):
        node.set_friendly_name(f"{layer.gelu.get_friendly_name()}/outliers/{kind}")
        names.append(node.get_friendly_name())
    return names
