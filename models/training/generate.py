"""Draws pictures with the trained weights, as a Stable Diffusion pipeline does: text, guided denoising (in bfloat16), decoding."""
from pathlib import Path

import torch

from dataset import SIZE
from schedule import sample
from train_diffusion import load_autoencoder, load_denoiser
from training import DEVICE, autocast
from vae import FACTOR, LATENT_CHANNELS

CHUNK = 32  # pictures denoised at once


class Generator:
    def __init__(self, checkpoint: Path | None = None) -> None:
        """Of a checkpoint; of the last run-down, or else the long run, where none is named."""
        self.denoiser, self.tokenizer = load_denoiser(checkpoint)
        self.autoencoder, self.scale = load_autoencoder()

    def embed(self, texts: list[str]) -> torch.Tensor:
        return self.denoiser.text_encoder(torch.tensor([self.tokenizer.encode(text) for text in texts], device=DEVICE))[0]

    def noise(self, seeds: list[int]) -> torch.Tensor:
        side = SIZE // FACTOR
        return torch.stack([torch.randn(LATENT_CHANNELS, side, side, generator=torch.Generator().manual_seed(s)) for s in seeds]).to(DEVICE)

    @torch.no_grad()
    def draw(self, texts: list[str], guidance: float, steps: int = 20, seeds: list[int] | None = None, negative: str = "") -> torch.Tensor:
        """Pictures [n, 3, side, side], nominally in -1..1 but not clipped. Seed i is i where none are given."""
        seeds = seeds or list(range(len(texts)))
        pictures = []
        for i in range(0, len(texts), CHUNK):
            wanted = self.embed(texts[i : i + CHUNK])
            both = torch.cat([self.embed([negative]).expand_as(wanted), wanted])

            def predict(x: torch.Tensor, t: int) -> torch.Tensor:
                time = torch.tensor([t], device=DEVICE)
                with autocast():
                    if guidance == 1:
                        return self.denoiser.unet(x, time, wanted)
                    without, with_text = self.denoiser.unet(torch.cat([x, x]), time, both).chunk(2)
                return without + guidance * (with_text - without)

            latent = sample(predict, self.noise(seeds[i : i + CHUNK]), steps)
            pictures.append(self.autoencoder.decoder(latent / self.scale))
        return torch.cat(pictures)
