"""Takes up a model trained on latents of one deviation at another: `rescale.py 0.5` halves the latents in .work.

With latents s times as large, step t has the signal-to-noise ratio of an earlier or later step t' of the old model, and its input is c times
the old one's. So the time embedding is fitted to give at t what it gave at t'; the factor c is left to training.
"""
import sys

import numpy as np
import torch

from schedule import ALPHA_BAR, STEPS
from train_diffusion import AUTOENCODER, CHECKPOINT, LATENTS, Run
from training import save
from tokenizer import Tokenizer

FIT_STEPS = 1000


def equivalent_steps(scale: float) -> torch.Tensor:
    """For every t the old step of the same signal-to-noise ratio, at most the last."""
    log_snr = (ALPHA_BAR / (1 - ALPHA_BAR)).log().numpy()
    wanted = log_snr + 2 * np.log(scale)
    return torch.from_numpy(np.interp(-wanted, -log_snr, np.arange(STEPS))).float()


def time_embedding(unet: torch.nn.Module, steps: torch.Tensor) -> torch.Tensor:
    angles = steps.to(unet.frequencies.device)[:, None] * unet.frequencies
    return unet.time(torch.cat([angles.cos(), angles.sin()], dim=1))


def fit(unet: torch.nn.Module, scale: float) -> float:
    with torch.no_grad():
        goal = time_embedding(unet, equivalent_steps(scale))
    optimiser = torch.optim.Adam(unet.time.parameters(), lr=1e-3)
    for step in range(FIT_STEPS):
        for group in optimiser.param_groups:
            group["lr"] = 1e-3 * (1 - step / FIT_STEPS)
        error = (time_embedding(unet, torch.arange(STEPS).float()) - goal).square().mean()
        optimiser.zero_grad()
        error.backward()
        optimiser.step()
    return float(error / goal.square().mean())


def main() -> None:
    scale = float(sys.argv[1])
    torch.set_num_threads(1)  # the matrices are small
    run = Run(len(Tokenizer.learn().vocabulary))
    run.load(CHECKPOINT)
    print("left of the time embedding's variance:", fit(run.model.unet, scale))
    run.average.model.unet.time.load_state_dict(run.model.unet.time.state_dict())
    state = torch.load(AUTOENCODER, map_location="cpu")
    state["scaling_factor"] *= scale
    save(LATENTS, torch.load(LATENTS, map_location="cpu") * scale)
    save(AUTOENCODER, state)
    run.save(CHECKPOINT)


if __name__ == "__main__":
    main()
