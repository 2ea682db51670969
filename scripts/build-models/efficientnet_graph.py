"""EfficientNet-Lite0 as an ONNX graph, written node by node from the PyTorch weights.

Writing the graph instead of tracing it gives a file with no shape arithmetic (every padding is an
attribute of its convolution), the same bytes in every run, and only five operators: Conv, Clip,
Add, GlobalAveragePool and Flatten, beside the Cast in front of each weight and the last Gemm.

Weights are stored as float16 and cast to float32 when the session loads, so the arithmetic is
float32 and no half-precision support is needed. Batch normalisation is folded into the
convolutions in float64:
    w' = w * gamma / sqrt(variance + eps),   b' = beta - mean * gamma / sqrt(variance + eps).
"""

import math

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

IMAGE_SIZE = 224
EMBEDDING = 1280
CLASSES = 1000
OPSET = 17
IR_VERSION = 8


class GraphBuilder:
    """Collects nodes and stored tensors; every method returns the name of what it made."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.tensors: list[onnx.TensorProto] = []
        self.store("six", np.float32(6))
        self.store("zero", np.float32(0))

    def store(self, name: str, values: np.ndarray) -> str:
        self.tensors.append(numpy_helper.from_array(np.asarray(values), name))
        return name

    def weight(self, name: str, values: np.ndarray) -> str:
        """A float16 tensor with the Cast that makes it float32."""
        half = self.store(f"{name}.half", values.astype(np.float16))
        return self.node("Cast", [half], name, to=TensorProto.FLOAT)

    def node(self, operator: str, inputs: list[str], output: str, **attributes) -> str:
        self.nodes.append(
            helper.make_node(operator, inputs, [output], name=output, **attributes)
        )
        return output

    def relu6(self, x: str) -> str:
        return self.node("Clip", [x, "zero", "six"], f"{x}.relu6")


def same_padding(size: int, kernel: int, stride: int) -> tuple[int, int]:
    """TensorFlow's SAME padding (before, after) along one side of `size` pixels."""
    total = max((math.ceil(size / stride) - 1) * stride + kernel - size, 0)
    return total // 2, total - total // 2


def folded(convolution, norm) -> tuple[np.ndarray, np.ndarray]:
    """Weight and bias of a convolution with its batch normalisation folded in, float64."""
    weight, gamma, beta, mean, variance = (
        tensor.detach().numpy().astype(np.float64)
        for tensor in (
            convolution.weight,
            norm.weight,
            norm.bias,
            norm.running_mean,
            norm.running_var,
        )
    )
    scale = gamma / np.sqrt(variance + norm.eps)
    return weight * scale[:, None, None, None], beta - mean * scale


def add_convolution(graph: GraphBuilder, x: str, name: str, convolution, norm, size: int):
    """Convolution with SAME padding and folded normalisation. Returns (output, its size)."""
    kernel, stride = convolution.kernel_size[0], convolution.stride[0]
    weight, bias = folded(convolution, norm)
    before, after = same_padding(size, kernel, stride)
    output = graph.node(
        "Conv",
        [
            x,
            graph.weight(f"{name}.weight", weight),
            graph.store(f"{name}.bias", bias.astype(np.float32)),
        ],
        name,
        kernel_shape=[kernel, kernel],
        strides=[stride, stride],
        pads=[before, before, after, after],
        group=convolution.groups,
    )
    return output, math.ceil(size / stride)


def add_block(graph: GraphBuilder, x: str, name: str, block, size: int):
    """Inverted residual block: expand (1x1), depthwise, project (1x1), skip where shapes allow."""
    args = block._block_args
    skip = x
    if args.expand_ratio != 1:
        x, size = add_convolution(
            graph, x, f"{name}.expand", block._expand_conv, block._bn0, size
        )
        x = graph.relu6(x)
    before = size
    x, size = add_convolution(
        graph, x, f"{name}.depthwise", block._depthwise_conv, block._bn1, size
    )
    x = graph.relu6(x)
    x, size = add_convolution(
        graph, x, f"{name}.project", block._project_conv, block._bn2, size
    )
    if size == before and args.input_filters == args.output_filters:
        x = graph.node("Add", [x, skip], f"{name}.sum")
    return x, size


def efficientnet_graph(model) -> onnx.ModelProto:
    """The ONNX model of an `efficientnet_lite_pytorch` EfficientNet-Lite0 in eval mode.

    Input  pixel_values [batch, 3, 224, 224] float32, normalised.
    Output image_embeds [batch, 1280] (after global average pooling), logits [batch, 1000].
    """
    graph = GraphBuilder()
    x, size = add_convolution(
        graph, "pixel_values", "stem", model._conv_stem, model._bn0, IMAGE_SIZE
    )
    x = graph.relu6(x)
    for index, block in enumerate(model._blocks):
        x, size = add_block(graph, x, f"block{index}", block, size)
    x, size = add_convolution(graph, x, "head", model._conv_head, model._bn1, size)
    x = graph.node("GlobalAveragePool", [graph.relu6(x)], "pooled")
    embeds = graph.node("Flatten", [x], "image_embeds", axis=1)
    classifier = model._fc
    graph.node(
        "Gemm",
        [
            embeds,
            graph.weight("classifier.weight", classifier.weight.detach().numpy()),
            graph.store("classifier.bias", classifier.bias.detach().numpy()),
        ],
        "logits",
        transB=1,
    )
    value = lambda name, *shape: helper.make_tensor_value_info(  # noqa: E731
        name, TensorProto.FLOAT, ["batch", *shape]
    )
    onnx_model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "efficientnet-lite0",
            [value("pixel_values", 3, IMAGE_SIZE, IMAGE_SIZE)],
            [value("image_embeds", EMBEDDING), value("logits", CLASSES)],
            graph.tensors,
        ),
        opset_imports=[helper.make_opsetid("", OPSET)],
        producer_name="ganet-studio",
    )
    onnx_model.ir_version = IR_VERSION
    onnx.checker.check_model(onnx_model, full_check=True)
    return onnx_model
