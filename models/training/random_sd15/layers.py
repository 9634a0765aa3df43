"""Writes an ONNX graph layer by layer, with random weights streamed to a file beside it: no framework, little memory."""
from pathlib import Path

import numpy as np
from onnx import ModelProto, StringStringEntryProto, TensorProto, helper, numpy_helper

OPSET, IR_VERSION = 17, 8
ALIGNMENT = 65_536  # so that a runtime can map each weight into memory


class Graph:
    """A network in the making. Layers take and return names of tensors; every weight is drawn from one seeded generator."""

    def __init__(self, folder: Path, half: bool, seed: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.parameters = folder, 0
        self.dtype = np.float16 if half else np.float32
        self.type = TensorProto.FLOAT16 if half else TensorProto.FLOAT
        self._random = np.random.default_rng(seed)
        self._weights = open(folder / "weights.pb", "wb")
        self._nodes, self._initializers, self._names, self._constants = [], [], 0, {}

    # -- what a graph is made of

    def node(self, operator: str, *inputs: str, **attributes) -> str:
        self._names += 1
        name = f"{operator.lower()}_{self._names}"
        self._nodes.append(helper.make_node(operator, list(inputs), [name], name=f"node_{self._names}", **attributes))
        return name

    def rename(self, tensor: str, name: str) -> str:
        self._nodes.append(helper.make_node("Identity", [tensor], [name]))
        return name

    def constant(self, values, dtype=None) -> str:
        array = np.asarray(values, dtype or self.dtype)
        key = (array.dtype.str, array.shape, array.tobytes())
        if key not in self._constants:
            self._constants[key] = f"constant_{len(self._constants)}"
            self._initializers.append(numpy_helper.from_array(array, self._constants[key]))
        return self._constants[key]

    def integers(self, *values: int) -> str:
        return self.constant(list(values), np.int64)

    def weight(self, *shape: int, deviation: float = 0, mean: float = 0) -> str:
        values = np.full(shape, mean, self.dtype)
        if deviation:
            values = (self._random.standard_normal(shape, dtype=np.float32) * deviation + mean).astype(self.dtype)
        return self.stored(values)

    def stored(self, values: np.ndarray) -> str:
        self.parameters += values.size
        position = self._weights.tell()
        self._weights.write(b"\0" * (-position % ALIGNMENT))
        tensor = TensorProto(name=f"weight_{len(self._initializers)}", data_type=self.type, dims=values.shape, data_location=TensorProto.EXTERNAL)
        for key, value in (("location", "weights.pb"), ("offset", self._weights.tell()), ("length", values.nbytes)):
            tensor.external_data.append(StringStringEntryProto(key=key, value=str(value)))
        values.tofile(self._weights)
        self._initializers.append(tensor)
        return tensor.name

    def save(self, inputs: list, outputs: list) -> None:
        self._weights.close()
        graph = helper.make_graph(self._nodes, self.folder.name, inputs, outputs, self._initializers)
        model: ModelProto = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION, producer_name="random_sd15")
        (self.folder / "model.onnx").write_bytes(model.SerializeToString())

    # -- layers

    def linear(self, x: str, inputs: int, outputs: int, bias: bool = True) -> str:
        y = self.node("MatMul", x, self.weight(inputs, outputs, deviation=inputs**-0.5))
        return self.node("Add", y, self.weight(outputs)) if bias else y

    def conv(self, x: str, inputs: int, outputs: int, kernel: int = 3, stride: int = 1) -> str:
        weight = self.weight(outputs, inputs, kernel, kernel, deviation=(inputs * kernel * kernel) ** -0.5)
        return self.node("Conv", x, weight, self.weight(outputs), kernel_shape=[kernel] * 2, strides=[stride] * 2, pads=[kernel // 2] * 4)

    def silu(self, x: str) -> str:
        return self.node("Mul", x, self.node("Sigmoid", x))

    def group_norm(self, x: str, channels: int, epsilon: float, groups: int = 32) -> str:
        """As PyTorch exports it: an instance norm over the groups, then scale and shift."""
        grouped = self.node("Reshape", x, self.integers(0, groups, -1))
        normal = self.node("InstanceNormalization", grouped, self.constant(np.ones(groups)), self.constant(np.zeros(groups)), epsilon=epsilon)
        normal = self.node("Reshape", normal, self.node("Shape", x))
        return self.node("Add", self.node("Mul", normal, self.weight(channels, 1, 1, mean=1)), self.weight(channels, 1, 1))

    def layer_norm(self, x: str, width: int) -> str:
        return self.node("LayerNormalization", x, self.weight(width, mean=1), self.weight(width), axis=-1, epsilon=1e-5)

    def attention(self, query: str, key: str, value: str, width: int, heads: int, mask: str | None = None) -> str:
        """Of projected [batch, tokens, width] tensors."""
        q, k, v = (self.node("Reshape", t, self.integers(0, -1, heads, width // heads)) for t in (query, key, value))
        q, v = (self.node("Transpose", t, perm=[0, 2, 1, 3]) for t in (q, v))
        k = self.node("Transpose", k, perm=[0, 2, 3, 1])
        scores = self.node("Mul", self.node("MatMul", q, k), self.constant((width // heads) ** -0.5))
        scores = self.node("Add", scores, mask) if mask else scores
        mixed = self.node("MatMul", self.node("Softmax", scores, axis=-1), v)
        return self.node("Reshape", self.node("Transpose", mixed, perm=[0, 2, 1, 3]), self.integers(0, -1, width))

    def tokens(self, x: str, channels: int) -> str:
        """[batch, channels, height, width] to [batch, height x width, channels]."""
        return self.node("Transpose", self.node("Reshape", x, self.integers(0, channels, -1)), perm=[0, 2, 1])

    def picture(self, tokens: str, like: str) -> str:
        return self.node("Reshape", self.node("Transpose", tokens, perm=[0, 2, 1]), self.node("Shape", like))

    def upsample(self, x: str) -> str:
        return self.node("Resize", x, "", self.constant([1, 1, 2, 2], np.float32), mode="nearest", coordinate_transformation_mode="asymmetric", nearest_mode="floor")
