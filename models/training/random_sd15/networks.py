"""Stable Diffusion v1.5's networks, layer by layer (the shapes of diffusers' UNet2DConditionModel, AutoencoderKL and CLIP ViT-L/14)."""
import math
from pathlib import Path

import numpy as np
from onnx import TensorProto, helper

from layers import Graph

LATENT_CHANNELS, TEXT_WIDTH, CONTEXT, VOCABULARY, HEADS = 4, 768, 77, 49_408, 8
UNET_CHANNELS, TIME_WIDTH = (320, 640, 1280, 1280), 1280
VAE_CHANNELS = (128, 256, 512, 512)


def residual_block(g: Graph, x: str, inputs: int, outputs: int, epsilon: float, time: str | None = None) -> str:
    h = g.conv(g.silu(g.group_norm(x, inputs, epsilon)), inputs, outputs)
    if time:
        h = g.node("Add", h, g.node("Unsqueeze", g.linear(time, TIME_WIDTH, outputs), g.integers(2, 3)))
    h = g.conv(g.silu(g.group_norm(h, outputs, epsilon)), outputs, outputs)
    return g.node("Add", x if inputs == outputs else g.conv(x, inputs, outputs, kernel=1), h)


def transformer(g: Graph, x: str, width: int, text: str) -> str:
    inside = g.conv(g.group_norm(x, width, 1e-6), width, width, kernel=1)
    h = g.tokens(inside, width)
    for context, context_width in ((None, width), (text, TEXT_WIDTH)):
        n = g.layer_norm(h, width)
        projected = (g.linear(n, width, width, bias=False), *(g.linear(context or n, context_width, width, bias=False) for _ in "kv"))
        h = g.node("Add", h, g.linear(g.attention(*projected, width, HEADS), width, width))
    h = g.node("Add", h, feed_forward(g, g.layer_norm(h, width), width))
    return g.node("Add", x, g.conv(g.picture(h, inside), width, width, kernel=1))


def feed_forward(g: Graph, x: str, width: int) -> str:
    """GEGLU (Shazeer 2020): half of the widened values gate the other half."""
    wide = g.linear(x, width, 8 * width)
    value = g.node("Slice", wide, g.integers(0), g.integers(4 * width), g.integers(2))
    gate = g.node("Slice", wide, g.integers(4 * width), g.integers(8 * width), g.integers(2))
    erf = g.node("Add", g.node("Erf", g.node("Div", gate, g.constant(math.sqrt(2)))), g.constant(1))
    return g.linear(g.node("Mul", value, g.node("Mul", g.node("Mul", gate, erf), g.constant(0.5))), 4 * width, width)


def time_embedding(g: Graph) -> str:
    half = UNET_CHANNELS[0] // 2
    frequencies = np.exp(-math.log(10_000) * np.arange(half) / half)[None]
    steps = g.node("Unsqueeze", g.node("Cast", "timestep", to=TensorProto.FLOAT), g.integers(1))
    angles = g.node("Mul", steps, g.constant(frequencies, np.float32))
    waves = g.node("Cast", g.node("Concat", g.node("Cos", angles), g.node("Sin", angles), axis=1), to=g.type)
    time = g.linear(g.silu(g.linear(waves, UNET_CHANNELS[0], TIME_WIDTH)), TIME_WIDTH, TIME_WIDTH)
    return g.silu(time)


def unet(folder: Path, half: bool) -> Graph:
    g = Graph(folder, half, seed=1)
    time, text, first = time_embedding(g), "encoder_hidden_states", UNET_CHANNELS[0]
    x = g.conv("sample", LATENT_CHANNELS, first)
    skips, channels, last = [(x, first)], first, len(UNET_CHANNELS) - 1
    for level, width in enumerate(UNET_CHANNELS):
        for _ in range(2):
            x = residual_block(g, x, channels, width, 1e-5, time)
            x = transformer(g, x, width, text) if level < last else x
            channels = width
            skips.append((x, width))
        if level < last:
            x = g.conv(x, width, width, stride=2)
            skips.append((x, width))
    x = residual_block(g, x, channels, channels, 1e-5, time)
    x = residual_block(g, transformer(g, x, channels, text), channels, channels, 1e-5, time)
    for level, width in reversed(list(enumerate(UNET_CHANNELS))):
        for _ in range(3):
            skip, skip_channels = skips.pop()
            x = residual_block(g, g.node("Concat", x, skip, axis=1), channels + skip_channels, width, 1e-5, time)
            x = transformer(g, x, width, text) if level < last else x
            channels = width
        x = g.conv(g.upsample(x), width, width) if level > 0 else x
    g.rename(g.conv(g.silu(g.group_norm(x, first, 1e-5)), first, LATENT_CHANNELS), "out_sample")
    latents = ["batch", LATENT_CHANNELS, "height", "width"]
    g.save(
        [tensor("sample", g.type, latents), tensor("timestep", TensorProto.INT64, ["steps"]), tensor(text, g.type, ["batch", "sequence", TEXT_WIDTH])],
        [tensor("out_sample", g.type, latents)])
    return g


def text_encoder(folder: Path, half: bool) -> Graph:
    g = Graph(folder, half, seed=2)
    x = g.node("Gather", g.weight(VOCABULARY, TEXT_WIDTH, deviation=0.02), "input_ids")
    x = g.node("Add", x, g.weight(CONTEXT, TEXT_WIDTH, deviation=0.02))
    mask = g.constant(np.triu(np.full((CONTEXT, CONTEXT), -1e4), 1))
    for _ in range(12):
        n = g.layer_norm(x, TEXT_WIDTH)
        mixed = g.attention(*(g.linear(n, TEXT_WIDTH, TEXT_WIDTH) for _ in "qkv"), TEXT_WIDTH, 12, mask)
        x = g.node("Add", x, g.linear(mixed, TEXT_WIDTH, TEXT_WIDTH))
        wide = g.linear(g.layer_norm(x, TEXT_WIDTH), TEXT_WIDTH, 4 * TEXT_WIDTH)
        quick_gelu = g.node("Mul", wide, g.node("Sigmoid", g.node("Mul", wide, g.constant(1.702))))
        x = g.node("Add", x, g.linear(quick_gelu, 4 * TEXT_WIDTH, TEXT_WIDTH))
    g.rename(g.layer_norm(x, TEXT_WIDTH), "last_hidden_state")
    g.save([tensor("input_ids", TensorProto.INT32, ["batch", CONTEXT])], [tensor("last_hidden_state", g.type, ["batch", CONTEXT, TEXT_WIDTH])])
    return g


def vae_decoder(folder: Path, half: bool) -> Graph:
    g = Graph(folder, half, seed=3)
    coarse, epsilon = VAE_CHANNELS[-1], 1e-6
    x = g.conv(g.conv("latent_sample", LATENT_CHANNELS, LATENT_CHANNELS, kernel=1), LATENT_CHANNELS, coarse)
    x = residual_block(g, x, coarse, coarse, epsilon)
    n = g.tokens(g.group_norm(x, coarse, epsilon), coarse)
    mixed = g.linear(g.attention(*(g.linear(n, coarse, coarse) for _ in "qkv"), coarse, 1), coarse, coarse)
    x = residual_block(g, g.node("Add", x, g.picture(mixed, x)), coarse, coarse, epsilon)
    channels = coarse
    for level, width in reversed(list(enumerate(VAE_CHANNELS))):
        for _ in range(3):
            x = residual_block(g, x, channels, width, epsilon)
            channels = width
        x = g.conv(g.upsample(x), width, width) if level > 0 else x
    g.rename(g.conv(g.silu(g.group_norm(x, channels, epsilon)), channels, 3), "sample")
    g.save(
        [tensor("latent_sample", g.type, ["batch", LATENT_CHANNELS, "height", "width"])],
        [tensor("sample", g.type, ["batch", 3, "picture_height", "picture_width"])])
    return g


def tensor(name: str, element: int, shape: list):
    return helper.make_tensor_value_info(name, element, shape)
