"""The autoencoder: 128 x 128 pixels to 16 x 16 latents of 8 channels and back."""
import torch
import torch.nn as nn
import torch.nn.functional as F

LATENT_CHANNELS = 8
FACTOR = 8  # pixels of a side that become one latent
# Of the latents as the denoiser sees them. With 0.3 of Stable Diffusion's unit deviation every step has 0.09 of the signal-to-noise ratio,
# so that pure noise leans less to one picture and a negative prompt finds something left to decide (Chen 2023, arXiv:2301.10972, section 2).
LATENT_DEVIATION = 0.3
SHUFFLE = FACTOR // 2  # the part of it that is rearranging pixels into channels
ENCODER_WIDTHS, DECODER_WIDTHS = (64, 128), (96, 160)  # channels at a quarter and at an eighth of the side


class Norm(nn.GroupNorm):
    """Group norm in float32 whatever the surrounding precision: bfloat16 statistics are too coarse."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return super().forward(x.float())


class ResidualBlock(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.norm1, self.conv1 = Norm(8, channels), nn.Conv2d(channels, channels, 3, padding=1)
        self.norm2, self.conv2 = Norm(8, channels), nn.Conv2d(channels, channels, 3, padding=1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        h = self.conv1(F.silu(self.norm1(x)))
        return x + self.conv2(F.silu(self.norm2(h)))


class Encoder(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        fine, coarse = ENCODER_WIDTHS
        self.layers = nn.Sequential(
            nn.PixelUnshuffle(SHUFFLE),
            nn.Conv2d(3 * SHUFFLE**2, fine, 3, padding=1),
            ResidualBlock(fine),
            nn.Conv2d(fine, coarse, 3, stride=2, padding=1),
            ResidualBlock(coarse),
            ResidualBlock(coarse),
            Norm(8, coarse),
            nn.SiLU(),
            nn.Conv2d(coarse, 2 * LATENT_CHANNELS, 3, padding=1),
        )

    def forward(self, picture: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        mean, log_variance = self.layers(picture).float().chunk(2, dim=1)
        return mean, log_variance.clamp(-12, 4)


class Decoder(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        fine, coarse = DECODER_WIDTHS
        self.layers = nn.Sequential(
            nn.Conv2d(LATENT_CHANNELS, coarse, 3, padding=1),
            ResidualBlock(coarse),
            ResidualBlock(coarse),
            nn.Conv2d(coarse, 4 * fine, 1),
            nn.PixelShuffle(2),
            ResidualBlock(fine),
            ResidualBlock(fine),
            Norm(8, fine),
            nn.SiLU(),
            nn.Conv2d(fine, 3 * SHUFFLE**2, 3, padding=1),
            nn.PixelShuffle(SHUFFLE),
        )

    def forward(self, latent: torch.Tensor) -> torch.Tensor:
        return self.layers(latent).float()


class Autoencoder(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.encoder, self.decoder = Encoder(), Decoder()


class LatentMean(torch.nn.Module):
    """The encoder without its variance: the same picture always gives the same latent."""

    def __init__(self, encoder: torch.nn.Module) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, sample: torch.Tensor) -> torch.Tensor:
        return self.encoder(sample)[0]
