"""The denoiser: Stable Diffusion's UNet in small. Residual blocks with the time step, transformers with the text."""
import math

import torch
import torch.nn as nn
import torch.nn.functional as F

from text_encoder import WIDTH as TEXT_WIDTH
from vae import LATENT_CHANNELS, Norm

CHANNELS = (96, 128, 224)  # at 16, 8 and 4 latent pixels; the first level has no attention
HEAD = 32
GROUPS = 16
TIME_WIDTH = 256


class ResidualBlock(nn.Module):
    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.norm1, self.conv1 = Norm(GROUPS, inputs), nn.Conv2d(inputs, outputs, 3, padding=1)
        self.time = nn.Linear(TIME_WIDTH, outputs)
        self.norm2, self.conv2 = Norm(GROUPS, outputs), nn.Conv2d(outputs, outputs, 3, padding=1)
        self.skip = nn.Conv2d(inputs, outputs, 1) if inputs != outputs else nn.Identity()
        nn.init.zeros_(self.conv2.weight)

    def forward(self, x: torch.Tensor, time: torch.Tensor) -> torch.Tensor:
        h = self.conv1(F.silu(self.norm1(x))) + self.time(time)[:, :, None, None]
        return self.skip(x) + self.conv2(F.silu(self.norm2(h)))


def split_heads(x: torch.Tensor) -> torch.Tensor:
    return x.reshape(x.shape[0], x.shape[1], -1, HEAD).transpose(1, 2)


class Attention(nn.Module):
    """Self-attention, or cross-attention where another sequence is given."""

    def __init__(self, width: int, context_width: int) -> None:
        super().__init__()
        self.query = nn.Linear(width, width, bias=False)
        self.key, self.value = (nn.Linear(context_width, width, bias=False) for _ in range(2))
        self.out = nn.Linear(width, width)

    def forward(self, x: torch.Tensor, context: torch.Tensor) -> torch.Tensor:
        q, k, v = (split_heads(h) for h in (self.query(x), self.key(context), self.value(context)))
        scores = (q @ k.transpose(2, 3)) * HEAD**-0.5
        return self.out((scores.softmax(-1) @ v).transpose(1, 2).flatten(2))


class Transformer(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.norm, self.outwards = Norm(GROUPS, width), nn.Linear(width, width)
        self.norm1, self.norm2, self.norm3 = (nn.LayerNorm(width) for _ in range(3))
        self.self_attention, self.text_attention = Attention(width, width), Attention(width, TEXT_WIDTH)
        self.widen, self.narrow = nn.Linear(width, 2 * width), nn.Linear(2 * width, width)
        nn.init.zeros_(self.outwards.weight)

    def forward(self, x: torch.Tensor, text: torch.Tensor) -> torch.Tensor:
        height, width = x.shape[2:]
        h = self.norm(x).flatten(2).transpose(1, 2)
        n = self.norm1(h.float())
        h = h + self.self_attention(n, n)
        h = h + self.text_attention(self.norm2(h.float()), text)
        h = h + self.narrow(F.gelu(self.widen(self.norm3(h.float()))))
        return x + self.outwards(h).transpose(1, 2).reshape(x.shape[0], x.shape[1], height, width)


class UNet(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        fine, middle, coarse = CHANNELS
        self.time = nn.Sequential(nn.Linear(fine, TIME_WIDTH), nn.SiLU(), nn.Linear(TIME_WIDTH, TIME_WIDTH), nn.SiLU())
        frequencies = torch.exp(-math.log(10_000) * torch.arange(fine // 2) / (fine // 2))
        self.register_buffer("frequencies", frequencies, persistent=False)
        self.conv_in = nn.Conv2d(LATENT_CHANNELS, fine, 3, padding=1)

        self.down1 = ResidualBlock(fine, fine)
        self.shrink1 = nn.Conv2d(fine, fine, 3, stride=2, padding=1)
        self.down2, self.down2_text = ResidualBlock(fine, middle), Transformer(middle)
        self.shrink2 = nn.Conv2d(middle, middle, 3, stride=2, padding=1)
        self.down3, self.down3_text = ResidualBlock(middle, coarse), Transformer(coarse)

        self.mid1, self.mid_text, self.mid2 = ResidualBlock(coarse, coarse), Transformer(coarse), ResidualBlock(coarse, coarse)

        self.up3, self.up3_text = ResidualBlock(2 * coarse, coarse), Transformer(coarse)
        self.grow2 = nn.Conv2d(coarse, middle, 3, padding=1)
        self.up2, self.up2_text = ResidualBlock(2 * middle, middle), Transformer(middle)
        self.grow1 = nn.Conv2d(middle, fine, 3, padding=1)
        self.up1 = ResidualBlock(2 * fine, fine)

        self.norm_out, self.conv_out = Norm(GROUPS, fine), nn.Conv2d(fine, LATENT_CHANNELS, 3, padding=1)
        nn.init.zeros_(self.conv_out.weight)

    def forward(self, x: torch.Tensor, timestep: torch.Tensor, text: torch.Tensor) -> torch.Tensor:
        angles = timestep.float()[:, None] * self.frequencies
        time = self.time(torch.cat([angles.cos(), angles.sin()], dim=1))

        h1 = self.down1(self.conv_in(x), time)
        h2 = self.down2_text(self.down2(self.shrink1(h1), time), text)
        h3 = self.down3_text(self.down3(self.shrink2(h2), time), text)

        h = self.mid2(self.mid_text(self.mid1(h3, time), text), time)

        h = self.up3_text(self.up3(torch.cat([h, h3], dim=1), time), text)
        h = self.grow2(F.interpolate(h, scale_factor=2.0, mode="nearest"))
        h = self.up2_text(self.up2(torch.cat([h, h2], dim=1), time), text)
        h = self.grow1(F.interpolate(h, scale_factor=2.0, mode="nearest"))
        h = self.up1(torch.cat([h, h1], dim=1), time)
        return self.conv_out(F.silu(self.norm_out(h))).float()
