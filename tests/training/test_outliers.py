from __future__ import annotations

from typing import Any

import numpy as np
import openvino
import pytest
import torch
from torch import nn

from training.outliers import split_outliers


class Layer(nn.Module):
    """Two matrices around a GELU; channels 3 and 5 come out large."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(1)
        self.before, self.after = nn.Linear(8, 16), nn.Linear(16, 8)
        with torch.no_grad():
            self.before.weight[[3, 5]] *= 40

    def forward(self, given: torch.Tensor) -> torch.Tensor:
        return self.after(nn.functional.gelu(self.before(given))) + given


SAMPLES = [[np.random.default_rng(seed).normal(size=(4, 8)).astype(np.float32)] for seed in range(5)]


def answers(graph: Any) -> np.ndarray:
    compiled = openvino.Core().compile_model(graph, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    return np.stack([compiled(sample)[0] for sample in SAMPLES])


def test_the_sum_is_the_same_and_the_large_matrices_are_free_of_outliers() -> None:
    graph = openvino.convert_model(Layer().eval(), example_input=torch.zeros(4, 8))
    before = answers(graph)
    names = split_outliers(graph, SAMPLES, 2)
    assert len(names) == 2
    assert np.allclose(answers(graph), before, atol=1e-4)
    gelus = [node for node in graph.get_ordered_ops() if node.get_type_name() == "Gelu"]
    probe = openvino.Model([gelu.output(0) for gelu in gelus], graph.get_parameters(), "probe")
    compiled = openvino.Core().compile_model(probe, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    outs = {out.shape[-1]: out for out in compiled(SAMPLES[0]).values()}
    assert (outs[16][:, [3, 5]] == 0).all()
    assert outs[2].max() > 3 * outs[16].max()


@pytest.mark.parametrize("module", [nn.Linear(8, 8), nn.Sequential(nn.Linear(8, 8), nn.GELU())])
def test_a_graph_of_another_build_stays_as_it_is(module: nn.Module) -> None:
    graph = openvino.convert_model(module.eval(), example_input=torch.zeros(4, 8))
    before = answers(graph)
    assert split_outliers(graph, SAMPLES, 2) == []
    assert np.array_equal(answers(graph), before)


def test_no_outliers_wanted() -> None:
    graph = openvino.convert_model(Layer().eval(), example_input=torch.zeros(4, 8))
    assert split_outliers(graph, SAMPLES, 0) == []
