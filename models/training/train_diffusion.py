"""Trains the text encoder and the UNet together on latents of jittered pictures.

The long run has a constant learning rate, is stopped at any time (Ctrl-C or SIGTERM saves) and resumes from .work/diffusion.pt.
`--run-down STEPS` takes what it has reached, lowers the learning rate to nothing over so many steps and writes .work/final.pt, which
export.py exports; the long run's checkpoint stays as it is, to be taken up again.
"""
import argparse
import json
import random
from pathlib import Path

import torch

import onnx_weights
from captions import draw_caption
from catalogue import WORK, combinations
from dataset import Pictures
from muon import Muon
from schedule import ALPHA_BAR, STEPS
from text_encoder import TextEncoder
from tokenizer import Tokenizer
from training import DEVICE, AveragedWeights, StopRequest, Stopwatch, autocast, log, save
from unet import UNet
from vae import Autoencoder, LatentMean

AUTOENCODER = WORK / "vae.pt"
CHECKPOINT, FINAL, LATENTS, LOG = WORK / "diffusion.pt", WORK / "final.pt", WORK / "latents.pt", WORK / "diffusion.log"
PEAK_RATE, WARM_UP, AVERAGING = 1e-3, 150, 0.999
WEIGHT_LIMIT = 8.0
SECONDS_BETWEEN_SAVES = 240
MUON_RANKS = (2, 4)  # matrices and convolutions


class Denoiser(torch.nn.Module):
    """The two networks that are trained together."""

    def __init__(self, tokens: int) -> None:
        super().__init__()
        self.text_encoder, self.unet = TextEncoder(tokens), UNet()

    def forward(self, x: torch.Tensor, t: torch.Tensor, ids: torch.Tensor) -> torch.Tensor:
        return self.unet(x, t, self.text_encoder(ids)[0])


def make_optimisers(model: Denoiser) -> list[torch.optim.Optimizer]:
    """Muon for the weights inside the networks, AdamW for all else: embeddings, norms, biases, and the UNet's first and last convolution."""
    apart = {model.text_encoder.tokens.weight, model.text_encoder.positions.weight, model.unet.conv_in.weight, model.unet.conv_out.weight}
    inner = [p for p in model.parameters() if p.dim() in MUON_RANKS and p not in apart]
    others = [p for p in model.parameters() if p.dim() not in MUON_RANKS or p in apart]
    return [Muon(inner, lr=PEAK_RATE), torch.optim.AdamW(others, lr=PEAK_RATE, betas=(0.9, 0.99), weight_decay=0.01)]


def load_autoencoder() -> tuple[Autoencoder, float]:
    state = torch.load(AUTOENCODER, map_location=DEVICE)
    model = Autoencoder().to(DEVICE).eval().requires_grad_(False)
    model.load_state_dict(state["average"])
    return model, state["scaling_factor"]


def restore_autoencoder(folder: Path) -> None:
    """Writes vae.pt from an exported model, where checkpoints are gone: enough for the denoiser's training and for exporting."""
    model = Autoencoder()
    onnx_weights.load(LatentMean(model.encoder), folder / "vae_encoder" / "model.onnx")
    onnx_weights.load(model.decoder, folder / "vae_decoder" / "model.onnx")
    scale = json.loads((folder / "vae_decoder" / "config.json").read_text())["scaling_factor"]
    save(AUTOENCODER, {"average": model.state_dict(), "scaling_factor": scale})


def load_denoiser(path: Path | None = None) -> tuple[Denoiser, Tokenizer]:
    """The averaged weights of a checkpoint: of the last run-down where there is one."""
    tokenizer = Tokenizer.learn()
    model = Denoiser(len(tokenizer.vocabulary)).to(DEVICE).eval().requires_grad_(False)
    model.load_state_dict(torch.load(path or (FINAL if FINAL.exists() else CHECKPOINT), map_location=DEVICE)["average"])
    return model, tokenizer


@torch.no_grad()
def encode_pool(combos: torch.Tensor, jitters: int) -> torch.Tensor:
    """Latents [combination, jitter, channel, row, column] in float16, scaled as the denoiser sees them: encoded once, drawn from thereafter."""
    if LATENTS.exists():
        latents = torch.load(LATENTS, map_location=DEVICE)
        if latents.shape[:2] != (len(combos), jitters):
            raise SystemExit(f"{LATENTS} is of other combinations or jitters: delete it, and the weights with it where concepts.json changed")
        return latents
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


class Batches:
    """Draws what one step trains on: the same for the same step, whenever it is run."""

    def __init__(self, size: int, jitters: int) -> None:
        self.size, self.seen, self.tokenizer = size, combinations(held_out=False), Tokenizer.learn()
        self.latents = encode_pool(torch.tensor(self.seen), jitters)
        self.alpha_bar = ALPHA_BAR.float().to(DEVICE)
        self.ids_of: dict[str, list[int]] = {}

    def encode(self, text: str) -> list[int]:
        if text not in self.ids_of:
            self.ids_of[text] = self.tokenizer.encode(text)
        return self.ids_of[text]

    def draw(self, step: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
        """Noisy latents, time steps, token ids, and the noise to be predicted."""
        torch.manual_seed(step)
        chance = random.Random(step)
        chosen = torch.randint(len(self.seen), (self.size,))
        jitter = torch.randint(self.latents.shape[1], (self.size,))
        ids = torch.tensor([self.encode(draw_caption(chance, *self.seen[i])) for i in chosen.tolist()], device=DEVICE)
        clean = self.latents[chosen.to(DEVICE), jitter.to(DEVICE)].float()
        noise = torch.randn_like(clean)
        # one time step from each of as many equal intervals as the batch has pictures: less variance than free draws
        t = ((torch.randperm(self.size) + torch.rand(self.size)) * STEPS / self.size).long().clamp(max=STEPS - 1).to(DEVICE)
        signal = self.alpha_bar[t][:, None, None, None]
        return signal.sqrt() * clean + (1 - signal).sqrt() * noise, t, ids, noise


def loss_weights() -> torch.Tensor:
    """The noisiest time steps, which settle what is drawn, have the least error and would count for little: the loss is
    divided by the square root of the signal-to-noise ratio (Yu et al. 2023, arXiv:2310.08442)."""
    alpha_bar = ALPHA_BAR.float().to(DEVICE)
    weights = ((1 - alpha_bar) / alpha_bar).sqrt().clamp(max=WEIGHT_LIMIT)
    return weights / weights.mean()


class Run:
    """Weights, their average, optimisers and the count of steps: what a checkpoint holds."""

    def __init__(self, tokens: int) -> None:
        torch.manual_seed(0)
        self.model = Denoiser(tokens).to(DEVICE)
        self.average = AveragedWeights(self.model, AVERAGING)
        self.optimisers = make_optimisers(self.model)
        self.step, self.pictures, self.elapsed = 0, 0, 0.0
        self.restored = False  # whether it started from an export, whose own training is not counted

    def load(self, path: Path) -> None:
        state = torch.load(path, map_location=DEVICE)
        self.model.load_state_dict(state["model"])
        self.average.model.load_state_dict(state["average"])
        for optimiser, saved_state in zip(self.optimisers, state["optimisers"]):
            optimiser.load_state_dict(saved_state)
        self.step, self.pictures, self.elapsed = state["step"], state["pictures"], state["elapsed"]
        self.restored = state.get("restored", False)

    def start_from(self, folder: Path) -> None:
        """The weights of an exported model, where checkpoints are gone. How long they were trained is not in its files."""
        onnx_weights.load(self.model.text_encoder, folder / "text_encoder" / "model.onnx")
        onnx_weights.load(self.model.unet, folder / "unet" / "model.onnx")
        self.model.train()
        self.average = AveragedWeights(self.model, AVERAGING)
        self.restored = True

    def save(self, path: Path) -> None:
        save(path, {"model": self.model.state_dict(), "average": self.average.model.state_dict(),
                    "optimisers": [optimiser.state_dict() for optimiser in self.optimisers],
                    "step": self.step, "pictures": self.pictures, "elapsed": self.elapsed, "restored": self.restored})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=float("inf"), help="stop and save after so many minutes")
    parser.add_argument("--pictures", type=float, default=float("inf"), help="stop and save after so many pictures in all")
    parser.add_argument("--run-down", type=int, metavar="STEPS", help="end the training over so many steps and write final.pt")
    parser.add_argument("--from", dest="folder", type=Path, help="an exported model to start from, where there is no checkpoint")
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--jitters", type=int, default=12, help="pictures encoded of each combination")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)

    if arguments.run_down and not CHECKPOINT.exists():
        raise SystemExit(f"{CHECKPOINT} is not there: there is nothing to run down")
    if arguments.folder and not CHECKPOINT.exists():
        if not AUTOENCODER.exists():
            restore_autoencoder(arguments.folder)
        elif "model" in torch.load(AUTOENCODER, map_location="cpu"):
            raise SystemExit(f"{AUTOENCODER} was trained here, and {arguments.folder} does not fit its latents: move it and {LATENTS.name} away")
    batches, weights = Batches(arguments.batch, arguments.jitters), loss_weights()
    run = Run(len(batches.tokenizer.vocabulary))
    if CHECKPOINT.exists():
        run.load(CHECKPOINT)
    elif arguments.folder:
        run.start_from(arguments.folder)
    first, down = run.step, arguments.run_down
    goal = FINAL if down else CHECKPOINT
    if down:
        run.average.decay = min(AVERAGING, 1 - 5 / down)  # the average must not lag behind the falling rate

    if not down and run.pictures >= arguments.pictures:
        return
    stop, clock = StopRequest(), Stopwatch(run.elapsed)
    began = saved = clock.seconds
    recent = []
    while True:
        noisy, t, ids, noise = batches.draw(run.step)
        left = 1 - (run.step - first) / down if down else 1.0
        for group in (group for optimiser in run.optimisers for group in optimiser.param_groups):
            group["lr"] = PEAK_RATE * min(1.0, (run.step + 1) / WARM_UP) * left
        with autocast():
            predicted = run.model(noisy, t, ids)
        errors = (predicted - noise).square().mean(dim=(1, 2, 3))
        loss = (weights[t] * errors).mean()
        run.model.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(run.model.parameters(), 1.0)
        for optimiser in run.optimisers:
            optimiser.step()
        run.average.update(run.model, run.step)
        run.step += 1
        run.pictures += arguments.batch
        run.elapsed = clock.seconds
        recent.append(torch.stack([loss.detach(), errors.detach().mean()]))
        if run.step % 50 == 0:
            weighted, plain = torch.stack(recent).mean(0).tolist()
            recent.clear()
            log(LOG, f"step {run.step}  pictures {run.pictures}  loss {weighted:.4f}  epsilon mse {plain:.4f}  {run.elapsed:.0f} s"
                     + (f"  rate {left:.2f}" if down else ""))
        ends = stop.made or (clock.seconds - began) / 60 >= arguments.minutes or run.pictures >= arguments.pictures or (down and run.step - first >= down)
        if ends and down and run.step - first < down:
            raise SystemExit("the run-down was stopped before its end: nothing is written")
        if ends or (not down and run.elapsed - saved > SECONDS_BETWEEN_SAVES):
            saved = run.elapsed
            run.save(goal)
        if ends:
            log(LOG, f"saved {goal.name}: step {run.step}, {run.pictures} pictures, {run.elapsed:.0f} s")
            if stop.made:
                raise SystemExit(130)  # train.sh must not go on to the next part
            return


if __name__ == "__main__":
    main()
