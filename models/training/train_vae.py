"""Trains the autoencoder on jittered pictures of the combinations that are not held out. Resumes from .work/vae.pt."""
import argparse

import torch
import torch.nn.functional as F

from catalogue import WORK, combinations
from dataset import Pictures
from muon import Muon
from training import DEVICE, AveragedWeights, Clock, StopRequest, autocast, learning_rate, log, save
from vae import LATENT_DEVIATION, Autoencoder

CHECKPOINT = WORK / "vae.pt"
BATCH, PEAK_RATE, WARM_UP = 32, 2e-3, 50


def make_optimisers(model: Autoencoder) -> list[torch.optim.Optimizer]:
    """Muon for the convolutions (2.2 dB ahead of AdamW after a minute), AdamW for norms and biases."""
    convolutions = [p for p in model.parameters() if p.dim() == 4]
    others = [p for p in model.parameters() if p.dim() != 4]
    return [Muon(convolutions, lr=PEAK_RATE), torch.optim.AdamW(others, lr=PEAK_RATE, betas=(0.9, 0.99), weight_decay=0.01)]


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
    parser.add_argument("--steps", type=int, default=5000)
    parser.add_argument("--minutes", type=float, help="end by this time even if the steps are not done")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)

    pictures = Pictures()
    pool = torch.tensor(combinations(held_out=False))
    torch.manual_seed(0)
    model = Autoencoder().to(DEVICE)
    average = AveragedWeights(model, 0.99)
    optimisers = make_optimisers(model)
    step, elapsed = 0, 0.0
    if CHECKPOINT.exists():
        state = torch.load(CHECKPOINT, map_location=DEVICE)
        model.load_state_dict(state["model"])
        average.model.load_state_dict(state["average"])
        for optimiser, saved_state in zip(optimisers, state["optimisers"]):
            optimiser.load_state_dict(saved_state)
        step, elapsed = state["step"], state["elapsed"]

    def checkpoint(deviation: float) -> None:
        save(CHECKPOINT, {
            "model": model.state_dict(), "average": average.model.state_dict(), 
            "optimisers": [optimiser.state_dict() for optimiser in optimisers],
            "step": step, "elapsed": clock.seconds, "scaling_factor": LATENT_DEVIATION / deviation,
        })

    clock, stop = Clock(arguments.steps, arguments.minutes, elapsed), StopRequest()
    while clock.progress(step) < 1:
        generator = torch.Generator().manual_seed(step)
        combos = pool[torch.randint(len(pool), (BATCH,), generator=generator)]
        picture = pictures.jittered(combos, generator).to(DEVICE)
        for group in (group for optimiser in optimisers for group in optimiser.param_groups):
            group["lr"] = learning_rate(PEAK_RATE, step, clock.progress(step), WARM_UP)
        with autocast():
            loss, squared = loss_of(model, picture)
        model.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for optimiser in optimisers:
            optimiser.step()
        average.update(model, step)
        step += 1
        if step % 50 == 0:
            psnr = 10 * torch.log10(4 / squared.detach())
            log(WORK / "vae.log", f"step {step}  loss {loss:.4f}  psnr {psnr:.2f}  {clock.seconds:.0f} s  {step * BATCH / clock.seconds:.1f} samples/s")
        if step % 250 == 0 or stop.made:
            psnr, deviation = measure(average.model, pictures, 256)
            log(WORK / "vae.log", f"step {step}  held-out psnr {psnr:.2f}  latent deviation {deviation:.4f}")
            checkpoint(deviation)
        if stop.made:
            raise SystemExit(130)  # train.sh must not go on with half of an autoencoder

    psnr, deviation = measure(average.model, pictures)
    checkpoint(deviation)
    log(WORK / "vae.log", f"done: {step} steps  {clock.seconds:.0f} s  held-out psnr {psnr:.2f} dB  scaling factor {LATENT_DEVIATION / deviation:.4f}")
    if stop.made:
        raise SystemExit(130)


if __name__ == "__main__":
    main()
