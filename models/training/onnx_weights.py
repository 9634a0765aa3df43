"""Loads the shipped ONNX weights back into the PyTorch modules that they were exported from."""
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper


def load(network: torch.nn.Module, path: Path) -> torch.nn.Module:
    """Fills every parameter; one without a value in the graph is an error.

    Most weights keep their names. The exporter transposes those of matrix products and reshapes those of group norms, and
    names them by number: the node that uses one lies at the path of its module.
    """
    graph = onnx.load(str(path)).graph
    values = {weight.name: numpy_helper.to_array(weight) for weight in graph.initializer}
    for node in graph.node:
        if node.op_type == "Cast" and node.input[0] in values:
            values[node.output[0]] = values[node.input[0]].astype(np.float32)

    modules = dict(network.named_modules())
    state = {name: values[name] for name in network.state_dict() if name in values}
    for node in graph.node:
        for name in node.input:
            if not name.startswith("onnx::") or name not in values:
                continue
            module = module_of(node.name, modules)
            if node.op_type == "MatMul":
                state[f"{module}.weight"] = values[name].T
            elif node.op_type in ("Mul", "Add"):
                state[f"{module}.{'weight' if node.op_type == 'Mul' else 'bias'}"] = values[name].reshape(-1)
    network.load_state_dict({name: torch.from_numpy(np.array(value)) for name, value in state.items()}, strict=True)
    return network.eval()


def module_of(node: str, modules: dict) -> str:
    """'/layers/layers.1/norm1/Mul' lies in the module layers.1.norm1."""
    parts: list[str] = []
    for part in node.strip("/").split("/")[:-1]:
        if parts and part.startswith(parts[-1] + "."):
            parts.pop()
        parts.append(part)
    name = ".".join(parts)
    if name not in modules:
        raise KeyError(f"{node}: there is no module {name}")
    return name
