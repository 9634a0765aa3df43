"""Trains the text encoder and the UNet together on latents of jittered pictures. Resumes from .work/diffusion.pt."""
import argparse
import random

import torch

from captions import caption, draw_parts
from catalogue import WORK, combinations
from dataset import Pictures
from schedule import ALPHA_BAR, STEPS
from text_encoder import TextEncoder
from tokenizer import Tokenizer
from muon import Muon
from training import DEVICE, AveragedWeights, Clock, autocast, learning_rate, log, save
from unet import UNet
from vae import Autoencoder

CHECKPOINT, LATENTS, LOG = WORK / "diffusion.pt", WORK / "latents.pt", WORK / "diffusion.log"
PEAK_RATE, WARM_UP = 1e-3, 150
WEIGHT_LIMIT = 8.0


class Denoiser(torch.nn.Module):
    """The two networks that are trained together."""

    def __init__(self, tokens: int) -> None:
        super().__init__()
        self.text_encoder, self.unet = TextEncoder(tokens), UNet()

    def forward(self, x: torch.Tensor, t: torch.Tensor, ids: torch.Tensor) -> torch.Tensor:
        return self.unet(x, t, self.text_encoder(ids)[0])


def make_optimisers(model: Denoiser) -> list[torch.optim.Optimizer]:
    """Muon for the matrices of attention and feed-forward layers, AdamW for all else."""
    embeddings = {model.text_encoder.tokens.weight, model.text_encoder.positions.weight}
    matrices = [p for p in model.parameters() if p.dim() == 2 and p not in embeddings]
    others = [p for p in model.parameters() if p.dim() != 2 or p in embeddings]
    return [Muon(matrices, lr=PEAK_RATE), torch.optim.AdamW(others, lr=PEAK_RATE, betas=(0.9, 0.99), weight_decay=0.01)]


def load_autoencoder() -> tuple[Autoencoder, float]:
    state = torch.load(WORK / "vae.pt", map_location=DEVICE)
    model = Autoencoder().to(DEVICE).eval().requires_grad_(False)
    model.load_state_dict(state["average"])
    return model, state["scaling_factor"]


def load_denoiser(path=CHECKPOINT) -> tuple[Denoiser, Tokenizer]:
    tokenizer = Tokenizer.learn()
    model = Denoiser(len(tokenizer.vocabulary)).to(DEVICE).eval().requires_grad_(False)
    model.load_state_dict(torch.load(path, map_location=DEVICE)["average"])
    return model, tokenizer


@torch.no_grad()
def encode_pool(combos: torch.Tensor, jitters: int) -> torch.Tensor:
    """Latents [combination, jitter, 4, 16, 16] in float16, scaled to unit deviation: encoded once, drawn from thereafter."""
    if LATENTS.exists():
        return torch.load(LATENTS, map_location=DEVICE)
    pictures, (autoencoder, scale) = Pictures(), load_autoencoder()
    generator = torch.Generator().manual_seed(2)
    pool = []
    for chunk in combos.repeat_interleave(jitters, dim=0).split(128):
        with autocast():
            mean, _ = autoencoder.encoder(pictures.jittered(chunk, generator).to(DEVICE))
        pool.append((mean * scale).half())
    latents = torch.cat(pool).unflatten(0, (len(combos), jitters))
    save(LATENTS, latents)
    return latents


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=6000)
    parser.add_argument("--minutes", type=float, help="end by this time even if the steps are not done")
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--jitters", type=int, default=8, help="pictures encoded of each combination")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)

    seen = combinations(held_out=False)
    combos = torch.tensor(seen)
    latents = encode_pool(combos, arguments.jitters)
    tokenizer = Tokenizer.learn()
    alpha_bar = ALPHA_BAR.float().to(DEVICE)
    # The noisiest time steps, which settle what is drawn, have the least error and would count for little: the loss is
    # divided by the square root of the signal-to-noise ratio (Yu et al. 2023, arXiv:2310.08442).
    weights = ((1 - alpha_bar) / alpha_bar).sqrt().clamp(max=WEIGHT_LIMIT)
    weights /= weights.mean()

    torch.manual_seed(0)
    model = Denoiser(len(tokenizer.vocabulary)).to(DEVICE)
    average = AveragedWeights(model, 0.999)
    optimisers = make_optimisers(model)
    step, elapsed = 0, 0.0
    if CHECKPOINT.exists():
        state = torch.load(CHECKPOINT, map_location=DEVICE)
        model.load_state_dict(state["model"])
        average.model.load_state_dict(state["average"])
        for optimiser, saved_state in zip(optimisers, state["optimisers"]):
            optimiser.load_state_dict(saved_state)
        step, elapsed = state["step"], state["elapsed"]

    ids_of: dict[str, list[int]] = {}
    clock = Clock(arguments.steps, arguments.minutes, elapsed)
    saved, recent = clock.elapsed, []
    while clock.progress(step) < 1:
        torch.manual_seed(step)
        chance = random.Random(step)
        chosen = torch.randint(len(seen), (arguments.batch,))
        jitter = torch.randint(latents.shape[1], (arguments.batch,))
        texts = [caption(*seen[i], draw_parts(chance)) for i in chosen.tolist()]
        for text in texts:
            if text not in ids_of:
                ids_of[text] = tokenizer.encode(text)
        ids = torch.tensor([ids_of[text] for text in texts], device=DEVICE)
        clean = latents[chosen.to(DEVICE), jitter.to(DEVICE)].float()
        noise = torch.randn_like(clean)
        # one time step from each of as many equal intervals as the batch has pictures: less variance than free draws
        t = ((torch.randperm(arguments.batch) + torch.rand(arguments.batch)) * STEPS / arguments.batch).long().clamp(max=STEPS - 1).to(DEVICE)
        signal = alpha_bar[t][:, None, None, None]
        noisy = signal.sqrt() * clean + (1 - signal).sqrt() * noise

        for group in (group for optimiser in optimisers for group in optimiser.param_groups):
            group["lr"] = learning_rate(PEAK_RATE, step, clock.progress(step), WARM_UP)
        with autocast():
            predicted = model(noisy, t, ids)
        errors = (predicted - noise).square().mean(dim=(1, 2, 3))
        loss = (weights[t] * errors).mean()
        model.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for optimiser in optimisers:
            optimiser.step()
        average.update(model, step)
        step += 1
        recent.append(torch.stack([loss.detach(), errors.detach().mean()]))
        if step % 50 == 0:
            weighted, plain = torch.stack(recent).mean(0).tolist()
            recent.clear()
            log(LOG, f"step {step}  loss {weighted:.4f}  epsilon mse {plain:.4f}  {clock.elapsed:.0f} s  {step * arguments.batch / clock.elapsed:.1f} samples/s")
        if clock.progress(step) >= 1 or clock.elapsed - saved > 240:
            saved = clock.elapsed
            save(CHECKPOINT, {"model": model.state_dict(), "average": average.model.state_dict(),
                              "optimisers": [optimiser.state_dict() for optimiser in optimisers], "step": step, "elapsed": clock.elapsed})
    log(LOG, f"done: {step} steps of {arguments.batch}  {clock.elapsed:.0f} s")


if __name__ == "__main__":
    main()
