"""Takes the arithmetic on shapes out of an exported graph, without fixing a size.

The exporter writes each `reshape` with a dynamic size as a dozen nodes: Shape, Gather, Unsqueeze, Concat. Reshape itself can say the same: 0 keeps
the dimension that the data have at that place, -1 is what is left.
"""
import numpy as np
import onnx
from onnx import numpy_helper


class Shapes:
    def __init__(self, graph: onnx.GraphProto) -> None:
        self.graph = graph
        self.made_by = {output: node for node in graph.node for output in node.output}
        self.constants = {weight.name: weight for weight in graph.initializer}

    def constant(self, name: str) -> np.ndarray | None:
        if name in self.constants:
            return numpy_helper.to_array(self.constants[name])
        node = self.made_by.get(name)
        return numpy_helper.to_array(node.attribute[0].t) if node is not None and node.op_type == "Constant" else None

    def node(self, name: str, kind: str) -> onnx.NodeProto | None:
        node = self.made_by.get(name)
        return node if node is not None and node.op_type == kind else None

    def before_casts(self, name: str) -> str:
        while (cast := self.node(name, "Cast")) is not None:
            name = cast.input[0]
        return name

    def dimensions(self, name: str) -> list[tuple[str, int] | int] | None:
        """A part of a size: numbers, and (tensor, place) where it is a dimension of a tensor; None where it is anything else."""
        value = self.constant(name)
        if value is not None:
            return [int(size) for size in value.reshape(-1)]
        if (unsqueeze := self.node(name, "Unsqueeze")) is not None and (gather := self.node(unsqueeze.input[0], "Gather")) is not None:
            shape, place = self.node(gather.input[0], "Shape"), self.constant(gather.input[1])
            return [(self.before_casts(shape.input[0]), int(place))] if shape is not None and place is not None else None
        if (cut := self.node(name, "Slice")) is not None and (shape := self.node(cut.input[0], "Shape")) is not None:
            first, end = (self.constant(bound) for bound in cut.input[1:3])
            source = self.before_casts(shape.input[0])
            return [(source, place) for place in range(int(first.item()), int(end.item()))] if first is not None and int(end.item()) > 0 else None
        return None

    def simplified(self, node: onnx.NodeProto) -> list[int] | str | None:
        """Another size for a Reshape: constant, or the tensor whose shape it is."""
        concat = self.node(node.input[1], "Concat")
        parts = [self.dimensions(part) for part in concat.input] if concat is not None else [None]
        if any(part is None for part in parts):
            return None
        sizes, data = [size for part in parts for size in part], self.before_casts(node.input[0])
        kept = [0 if size == (data, place) else size for place, size in enumerate(sizes)]
        if all(isinstance(size, int) for size in kept):
            return kept
        sources = {size[0] for size in sizes if not isinstance(size, int)}
        same_places = all(not isinstance(size, int) and size[1] == place for place, size in enumerate(sizes))
        return sources.pop() if same_places and len(sources) == 1 else None


def simplify(model: onnx.ModelProto) -> int:
    """Rewrites the graph in place; returns how many nodes went."""
    graph, before = model.graph, len(model.graph.node)
    shapes, nodes = Shapes(graph), []
    for node in graph.node:
        size = shapes.simplified(node) if node.op_type == "Reshape" else None
        if isinstance(size, str):
            nodes.append(onnx.helper.make_node("Shape", [size], [f"{node.output[0]}_size"], name=f"{node.name}_size"))
        elif size is not None:
            graph.initializer.append(numpy_helper.from_array(np.array(size, np.int64), f"{node.output[0]}_size"))
        if size is not None:
            node.input[1] = f"{node.output[0]}_size"
        nodes.append(node)
    used = live(nodes, {output.name for output in graph.output})
    del graph.node[:]
    graph.node.extend(node for node, is_used in zip(nodes, used) if is_used)
    return before - len(graph.node)


def live(nodes: list[onnx.NodeProto], wanted: set[str]) -> list[bool]:
    used = [False] * len(nodes)
    for place in range(len(nodes) - 1, -1, -1):
        if wanted.intersection(nodes[place].output):
            used[place] = True
            wanted.update(nodes[place].input)
    return used
