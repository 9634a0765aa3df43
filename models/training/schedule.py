"""Stable Diffusion's noise schedule and the DPM-Solver++ (2M) sampler, after Lu et al. 2022, arXiv:2211.01095."""
from collections.abc import Callable

import torch

STEPS, FIRST_BETA, LAST_BETA = 1000, 0.00085, 0.012

# Share of signal left at each of the 1000 time steps: the cumulative product of 1 - beta, sqrt(beta) being linear.
ALPHA_BAR = torch.cumprod(1 - torch.linspace(FIRST_BETA**0.5, LAST_BETA**0.5, STEPS, dtype=torch.float64) ** 2, dim=0)


def time_steps(count: int) -> torch.Tensor:
    """diffusers' 'linspace' spacing: from 999 down, without 0."""
    return torch.linspace(0, STEPS - 1, count + 1, dtype=torch.float64).round().flip(0)[:-1].long()


def sample(noise_prediction: Callable[[torch.Tensor, int], torch.Tensor], x: torch.Tensor, count: int) -> torch.Tensor:
    """Denoises x in count steps; noise_prediction(x, t) gives epsilon. The first and the last step are of first order."""
    times = time_steps(count)
    alpha = torch.cat([ALPHA_BAR[times].sqrt(), torch.ones(1, dtype=torch.float64)])
    sigma = torch.cat([(1 - ALPHA_BAR[times]).sqrt(), torch.zeros(1, dtype=torch.float64)])
    half_log_snr = (alpha / sigma).log()
    previous = None
    for i, t in enumerate(times.tolist()):
        clean = (x - float(sigma[i]) * noise_prediction(x, t)) / float(alpha[i])
        step = half_log_snr[i + 1] - half_log_snr[i]
        estimate = clean
        if previous is not None and i < count - 1:
            ratio = (half_log_snr[i] - half_log_snr[i - 1]) / step
            estimate = clean + (clean - previous) / (2 * float(ratio))
        x = float(sigma[i + 1] / sigma[i]) * x + float(alpha[i + 1] * (1 - torch.exp(-step))) * estimate
        previous = clean
    return x
