"""Trains the autoencoder on jittered pictures of the combinations that are not held out. Resumes from .work/vae.pt."""
import argparse

import torch
import torch.nn.functional as F

from catalogue import WORK, combinations
from dataset import Pictures
from training import DEVICE, AveragedWeights, Clock, autocast, learning_rate, log, save
from vae import Autoencoder

CHECKPOINT = WORK / "vae.pt"
BATCH, PEAK_RATE, WARM_UP = 32, 2e-3, 50


def gradient_loss(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """Mean absolute difference of the horizontal and vertical edges: keeps outlines sharp."""
    d = a - b
    return d.diff(dim=2).abs().mean() + d.diff(dim=3).abs().mean()


def loss_of(model: Autoencoder, picture: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    mean, log_variance = model.encoder(picture)
    latent = mean + (0.5 * log_variance).exp() * torch.randn_like(mean)
    output = model.decoder(latent)
    squared = F.mse_loss(output, picture)
    divergence = 0.5 * (mean.square() + log_variance.exp() - 1 - log_variance).mean()
    return F.l1_loss(output, picture) + 2 * squared + 0.5 * gradient_loss(output, picture) + 3e-4 * divergence, squared


@torch.no_grad()
def measure(model: Autoencoder, pictures: Pictures, count: int = 2048) -> tuple[float, float]:
    """PSNR in dB of held-out combinations (pixels clipped to -1..1) and the standard deviation of their latents."""
    generator = torch.Generator().manual_seed(1)
    pool = torch.tensor(combinations(held_out=True))
    pool = pool[torch.randperm(len(pool), generator=generator)[:count]]
    squared, latents = [], []
    for combos in pool.split(64):
        picture = pictures.jittered(combos, generator).to(DEVICE)
        mean, _ = model.encoder(picture)
        squared.append((model.decoder(mean).clamp(-1, 1) - picture).square().mean())
        latents.append(mean)
    return float(10 * torch.log10(4 / torch.stack(squared).mean())), float(torch.cat(latents).std())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=2000)
    parser.add_argument("--minutes", type=float, help="end by this time even if the steps are not done")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)

    pictures = Pictures()
    pool = torch.tensor(combinations(held_out=False))
    torch.manual_seed(0)
    model = Autoencoder().to(DEVICE)
    average = AveragedWeights(model, 0.99)
    optimiser = torch.optim.AdamW(model.parameters(), lr=PEAK_RATE, betas=(0.9, 0.99), weight_decay=0.01)
    step, elapsed = 0, 0.0
    if CHECKPOINT.exists():
        state = torch.load(CHECKPOINT, map_location=DEVICE)
        model.load_state_dict(state["model"])
        average.model.load_state_dict(state["average"])
        optimiser.load_state_dict(state["optimiser"])
        step, elapsed = state["step"], state["elapsed"]

    def checkpoint(deviation: float) -> None:
        save(CHECKPOINT, {
            "model": model.state_dict(), "average": average.model.state_dict(), "optimiser": optimiser.state_dict(),
            "step": step, "elapsed": clock.elapsed, "scaling_factor": 1 / deviation,
        })

    clock = Clock(arguments.steps, arguments.minutes, elapsed)
    while clock.progress(step) < 1:
        generator = torch.Generator().manual_seed(step)
        combos = pool[torch.randint(len(pool), (BATCH,), generator=generator)]
        picture = pictures.jittered(combos, generator).to(DEVICE)
        for group in optimiser.param_groups:
            group["lr"] = learning_rate(PEAK_RATE, step, clock.progress(step), WARM_UP)
        with autocast():
            loss, squared = loss_of(model, picture)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        average.update(model, step)
        step += 1
        if step % 50 == 0:
            psnr = 10 * torch.log10(4 / squared.detach())
            log(WORK / "vae.log", f"step {step}  loss {loss:.4f}  psnr {psnr:.2f}  {clock.elapsed:.0f} s  {step * BATCH / clock.elapsed:.1f} samples/s")
        if step % 250 == 0:
            psnr, deviation = measure(average.model, pictures, 256)
            log(WORK / "vae.log", f"step {step}  held-out psnr {psnr:.2f}  latent deviation {deviation:.4f}")
            checkpoint(deviation)

    psnr, deviation = measure(average.model, pictures)
    checkpoint(deviation)
    log(WORK / "vae.log", f"done: {step} steps  {clock.elapsed:.0f} s  held-out psnr {psnr:.2f} dB  scaling factor {1 / deviation:.4f}")


if __name__ == "__main__":
    main()
