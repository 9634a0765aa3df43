"""Makes a model of exactly Stable Diffusion v1.5's shape with random weights: what it costs to load and run, without a download.

Its pictures are noise. The folder is not for committing: 4.1 GB in float32, half of that in float16.
"""
import argparse
import json
from pathlib import Path

from networks import UNET_CHANNELS, VAE_CHANNELS, VOCABULARY, text_encoder, unet, vae_decoder

# Of the published weights.
EXPECTED = {"unet": 859_520_964, "text_encoder": 123_060_480, "vae_decoder": 49_490_199}
NETWORKS = {"text_encoder": text_encoder, "unet": unet, "vae_decoder": vae_decoder}
VAE_LEVELS = len(VAE_CHANNELS)
CONFIGURATIONS = {
    "unet/config.json": {
        "_class_name": "UNet2DConditionModel", "sample_size": 64, "in_channels": 4, "out_channels": 4, "block_out_channels": UNET_CHANNELS,
        "layers_per_block": 2, "cross_attention_dim": 768, "attention_head_dim": 8,
        "down_block_types": ["CrossAttnDownBlock2D"] * 3 + ["DownBlock2D"], "up_block_types": ["UpBlock2D"] + ["CrossAttnUpBlock2D"] * 3,
    },
    "vae_decoder/config.json": {
        "_class_name": "AutoencoderKL", "sample_size": 512, "latent_channels": 4, "block_out_channels": VAE_CHANNELS, "layers_per_block": 2,
        "scaling_factor": 0.18215, "down_block_types": ["DownEncoderBlock2D"] * VAE_LEVELS, "up_block_types": ["UpDecoderBlock2D"] * VAE_LEVELS,
    },
    "text_encoder/config.json": {
        "architectures": ["CLIPTextModel"], "model_type": "clip_text_model", "hidden_size": 768, "intermediate_size": 3072, "num_hidden_layers": 12,
        "num_attention_heads": 12, "max_position_embeddings": 77, "vocab_size": VOCABULARY,
    },
    "scheduler/scheduler_config.json": {
        "_class_name": "PNDMScheduler", "beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear", "num_train_timesteps": 1000,
        "set_alpha_to_one": False, "skip_prk_steps": True, "steps_offset": 1, "clip_sample": False,
    },
    "model_index.json": {"_class_name": "OnnxStableDiffusionPipeline", "scheduler": ["diffusers", "PNDMScheduler"]},
    "tokenizer/tokenizer_config.json": {"bos_token": "<|startoftext|>", "eos_token": "<|endoftext|>", "pad_token": "<|endoftext|>", "model_max_length": 77},
}


def byte_letters() -> list[str]:
    """GPT-2's letters for the 256 bytes: printable Latin-1 stands for itself, the rest is moved to 256 and up."""
    printable = [*range(ord("!"), ord("~") + 1), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    return [chr(code) for code in [*printable, *range(256, 512 - len(printable))]]


def vocabulary() -> dict[str, int]:
    """As many tokens as CLIP has, but no merges: a token is one letter."""
    letters = byte_letters()
    tokens = [*letters, *(letter + "</w>" for letter in letters)]
    tokens += [f"<unused {number}>" for number in range(VOCABULARY - 2 - len(tokens))]
    return {token: number for number, token in enumerate([*tokens, "<|startoftext|>", "<|endoftext|>"])}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path, help="the model's folder, made if it is not there")
    arguments.add_argument("--half", action="store_true", help="float16 weights, inputs and outputs (for a GPU)")
    options = arguments.parse_args()
    for name, build in NETWORKS.items():
        parameters = build(options.folder / name, options.half).parameters
        print(f"{name}: {parameters:,} parameters", flush=True)
        assert parameters == EXPECTED[name], f"{name} must have {EXPECTED[name]:,}"
    files = {**CONFIGURATIONS, "tokenizer/vocab.json": vocabulary()}
    for name, content in files.items():
        path = options.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    (options.folder / "tokenizer" / "merges.txt").write_text("#version: 0.2\n", encoding="utf-8")


if __name__ == "__main__":
    main()
