"""Writes ../emoji-128: Stable Diffusion's ONNX layout, weights stored as float16 and cast to float32 on loading.

Also leaves in .work/onnx-fp32 the same graphs with float32 weights, and in .work/reference inputs and torch's outputs
(raw little-endian, listed in reference.json) to compare a runtime with.
"""
import hashlib
import inspect
import json
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from captions import with_article
from catalogue import BACKGROUNDS, CONCEPTS, MODEL, STYLES, TEMPLATE, WORK
from dataset import SIZE
from schedule import FIRST_BETA, LAST_BETA, STEPS
from shapes import simplify
from text_encoder import HEADS, LAYERS, WIDTH
from tokenizer import CONTEXT, Tokenizer
from train_diffusion import Denoiser, load_autoencoder, load_denoiser
from unet import CHANNELS, GROUPS, HEAD, TIME_WIDTH
from vae import DECODER_WIDTHS, ENCODER_WIDTHS, FACTOR, LATENT_CHANNELS, SHUFFLE, Autoencoder, LatentMean

OPSET, IR_VERSION = 17, 8
FULL_PRECISION, REFERENCE = WORK / "onnx-fp32", WORK / "reference"

# The middle of the range in which held-out prompts are drawn right (MODEL_CARD.md).
DEFAULT_GUIDANCE_SCALE = 3.0


def store_as_float16(model: onnx.ModelProto) -> onnx.ModelProto:
    """Halves the file: each float32 weight becomes float16 followed by a Cast, which a runtime folds away on loading."""
    stored, casts = [], []
    for weight in model.graph.initializer:
        if weight.data_type != TensorProto.FLOAT or np.prod(weight.dims) < 64:
            stored.append(weight)
            continue
        name = weight.name + "_float16"
        stored.append(numpy_helper.from_array(numpy_helper.to_array(weight).astype(np.float16), name))
        casts.append(helper.make_node("Cast", [name], [weight.name], name=name + "_cast", to=TensorProto.FLOAT))
    nodes = casts + list(model.graph.node)
    del model.graph.initializer[:], model.graph.node[:]
    model.graph.initializer.extend(stored)
    model.graph.node.extend(nodes)
    return model


def export(name: str, network: torch.nn.Module, inputs: dict[str, torch.Tensor], outputs: list[str], dynamic: dict) -> dict:
    path = FULL_PRECISION / name / "model.onnx"
    path.parent.mkdir(parents=True, exist_ok=True)
    # Newer versions of torch use another exporter unless they are told; older ones do not know the choice.
    legacy = {"dynamo": False} if "dynamo" in inspect.signature(torch.onnx.export).parameters else {}
    torch.onnx.export(network, tuple(inputs.values()), str(path), opset_version=OPSET,
                      input_names=list(inputs), output_names=outputs, dynamic_axes=dynamic, **legacy)
    model = onnx.load(str(path))
    model.ir_version = IR_VERSION
    model.producer_name, model.producer_version, model.doc_string = MODEL.name, "1", ""
    for node in model.graph.node:
        node.doc_string = ""
    simplify(model)
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, str(path))
    model = store_as_float16(model)
    onnx.checker.check_model(model, full_check=True)
    (MODEL / name).mkdir(parents=True, exist_ok=True)
    onnx.save(model, str(MODEL / name / "model.onnx"))

    results = network(*inputs.values())
    results = results if isinstance(results, tuple) else (results,)
    tensors = {}
    for label, tensor in {**inputs, **dict(zip(outputs, results))}.items():
        file = REFERENCE / f"{name}.{label}.bin"
        file.write_bytes(tensor.detach().cpu().numpy().tobytes())
        tensors[label] = {"file": file.name, "shape": list(tensor.shape), "type": str(tensor.dtype).removeprefix("torch."), "output": label in outputs}
    return tensors


def write_json(path: Path, content: dict) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def conv(channels: int, kernel: int = 3, stride: int = 1) -> dict:
    return {"type": "conv", "out_channels": channels, "kernel_size": kernel, "stride": stride}


RESNET, NORM, SILU = {"type": "resnet"}, {"type": "norm"}, {"type": "silu"}
# vae.py, layer by layer: its pixel-(un)shuffle ends have no name among diffusers' blocks.
VAE_LAYERS = {
    "vae_encoder": [
        {"type": "pixel_unshuffle", "factor": SHUFFLE}, conv(ENCODER_WIDTHS[0]), RESNET, conv(ENCODER_WIDTHS[1], stride=2), RESNET, RESNET,
        NORM, SILU, conv(2 * LATENT_CHANNELS)],
    "vae_decoder": [
        conv(DECODER_WIDTHS[1]), RESNET, RESNET, conv(4 * DECODER_WIDTHS[0], kernel=1), {"type": "pixel_shuffle", "factor": 2}, RESNET, RESNET,
        NORM, SILU, conv(3 * SHUFFLE**2), {"type": "pixel_shuffle", "factor": SHUFFLE}],
}


def write_configurations(tokenizer: Tokenizer, scale: float) -> None:
    onnx_part = ["diffusers", "OnnxRuntimeModel"]
    write_json(MODEL / "model_index.json", {
        "_class_name": "OnnxStableDiffusionPipeline", "_diffusers_version": "0.40.0",
        "feature_extractor": [None, None], "requires_safety_checker": False, "safety_checker": [None, None],
        "scheduler": ["diffusers", "PNDMScheduler"], "text_encoder": onnx_part, "tokenizer": ["transformers", "CLIPTokenizer"],
        "unet": onnx_part, "vae_decoder": onnx_part, "vae_encoder": onnx_part,
    })
    write_json(MODEL / "scheduler" / "scheduler_config.json", {
        "_class_name": "PNDMScheduler", "_diffusers_version": "0.40.0",
        "beta_start": FIRST_BETA, "beta_end": LAST_BETA, "beta_schedule": "scaled_linear", "num_train_timesteps": STEPS,
        "prediction_type": "epsilon", "set_alpha_to_one": False, "skip_prk_steps": True, "steps_offset": 1,
        "trained_betas": None, "clip_sample": False,
    })
    write_json(MODEL / "text_encoder" / "config.json", {
        "architectures": ["CLIPTextModel"], "model_type": "clip_text_model", "hidden_size": WIDTH, "intermediate_size": 4 * WIDTH,
        "projection_dim": WIDTH, "num_attention_heads": HEADS, "num_hidden_layers": LAYERS, "hidden_act": "quick_gelu",
        "layer_norm_eps": 1e-5, "max_position_embeddings": CONTEXT, "vocab_size": len(tokenizer.vocabulary),
        "bos_token_id": tokenizer.start, "eos_token_id": tokenizer.end, "pad_token_id": tokenizer.end,
    })
    write_json(MODEL / "unet" / "config.json", {
        "_class_name": "UNet2DConditionModel", "_diffusers_version": "0.40.0",
        "sample_size": SIZE // FACTOR, "in_channels": LATENT_CHANNELS, "out_channels": LATENT_CHANNELS,
        "block_out_channels": list(CHANNELS), "layers_per_block": 1, "cross_attention_dim": WIDTH,
        "attention_head_dim": [c // HEAD for c in CHANNELS],
        "down_block_types": ["DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"],
        "mid_block_type": "UNetMidBlock2DCrossAttn",
        "up_block_types": ["CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"],
        "norm_num_groups": GROUPS, "norm_eps": 1e-5, "act_fn": "silu", "center_input_sample": False,
        "time_embedding_dim": TIME_WIDTH, "flip_sin_to_cos": True, "freq_shift": 0, "downsample_padding": 1, "mid_block_scale_factor": 1,
        # what diffusers' vocabulary has no words for, so that the cost can be counted from this file
        "use_linear_projection": True, "transformer_proj_in": False, "feed_forward_act": "gelu", "feed_forward_mult": 2,
        "skip_connections": "layers", "upsample_to_next": True,
    })
    for name, widths in (("vae_encoder", ENCODER_WIDTHS), ("vae_decoder", DECODER_WIDTHS)):
        write_json(MODEL / name / "config.json", {
            "_class_name": "AutoencoderKL", "_diffusers_version": "0.40.0", "in_channels": 3, "out_channels": 3,
            "latent_channels": LATENT_CHANNELS, "block_out_channels": [widths[0], widths[0], *widths], "layers_per_block": 2, "norm_num_groups": 8,
            "act_fn": "silu", "sample_size": SIZE, "scaling_factor": round(scale, 6),
            "layers": VAE_LAYERS[name],
        })
    write_json(MODEL / "prompts.json", {
        "defaultGuidanceScale": DEFAULT_GUIDANCE_SCALE, "template": TEMPLATE, "styles": STYLES, "backgrounds": BACKGROUNDS, "concepts": CONCEPTS,
        "articles": [with_article(name).split(" ", 1)[0] for name in CONCEPTS],
    })
    tokenizer.save(MODEL / "tokenizer")


def write_networks(denoiser: Denoiser, autoencoder: Autoencoder, tokenizer: Tokenizer) -> None:
    REFERENCE.mkdir(parents=True, exist_ok=True)
    generator = torch.Generator().manual_seed(3)
    texts = ["a red apple, flat style, blue background", ""]
    ids = torch.tensor([tokenizer.encode(text) for text in texts], dtype=torch.int32)
    latent = torch.randn(2, LATENT_CHANNELS, SIZE // FACTOR, SIZE // FACTOR, generator=generator)
    picture = torch.rand(2, 3, SIZE, SIZE, generator=generator) * 2 - 1
    area = {0: "batch", 2: "height", 3: "width"}
    reference = {
        "text_encoder": export("text_encoder", denoiser.text_encoder, {"input_ids": ids}, ["last_hidden_state", "pooler_output"], {
            "input_ids": {0: "batch", 1: "sequence"}, "last_hidden_state": {0: "batch", 1: "sequence"}, "pooler_output": {0: "batch"}}),
        "unet": export("unet", denoiser.unet, {
            "sample": latent, "timestep": torch.tensor([501]), "encoder_hidden_states": denoiser.text_encoder(ids)[0]},
            ["out_sample"], {"sample": area, "encoder_hidden_states": {0: "batch", 1: "sequence"}, "out_sample": area}),
        "vae_decoder": export("vae_decoder", autoencoder.decoder, {"latent_sample": 2 * latent}, ["sample"],
                              {"latent_sample": area, "sample": area}),
        "vae_encoder": export("vae_encoder", LatentMean(autoencoder.encoder), {"sample": picture}, ["latent_sample"],
                              {"sample": area, "latent_sample": area}),
    }
    write_json(REFERENCE / "reference.json", reference)


def main() -> None:
    autoencoder, scale = load_autoencoder()
    denoiser, tokenizer = load_denoiser()
    with torch.no_grad():
        write_networks(denoiser.cpu().eval(), autoencoder.cpu().eval(), tokenizer)
    write_configurations(tokenizer, scale)
    total = 0
    for path in sorted(p for p in MODEL.rglob("*") if p.is_file() and p.suffix not in (".png", ".md")):
        content = path.read_bytes()
        total += len(content)
        print(f"{hashlib.sha256(content).hexdigest()}  {len(content):>10,}  {path.relative_to(MODEL)}")
    print(f"{total:,} bytes in all")


if __name__ == "__main__":
    main()
