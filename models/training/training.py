"""What both training loops share: device and precision, the learning rate, averaged weights, checkpoints, the log."""
import copy
import math
import os
import signal
import time
from pathlib import Path

import torch
import torch.nn as nn

DEVICE = torch.device("cuda" if torch.cuda.is_available() else "cpu")


def autocast() -> torch.autocast:
    return torch.autocast(DEVICE.type, dtype=torch.bfloat16)


def learning_rate(peak: float, step: int, progress: float, warm_up: int) -> float:
    """Linear warm-up, then a cosine down to 2 % of the peak as progress goes from 0 to 1."""
    return peak * min(1.0, (step + 1) / warm_up) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * min(progress, 1.0))))


class AveragedWeights:
    """Exponential moving average of a model's weights; young averages forget faster."""

    def __init__(self, model: nn.Module, decay: float) -> None:
        self.model, self.decay = copy.deepcopy(model).eval().requires_grad_(False), decay

    @torch.no_grad()
    def update(self, model: nn.Module, step: int) -> None:
        decay = min(self.decay, (1 + step) / (10 + step))
        torch._foreach_mul_(list(self.model.parameters()), decay)
        torch._foreach_add_(list(self.model.parameters()), list(model.parameters()), alpha=1 - decay)


def save(path: Path, state: dict) -> None:
    """Atomically: a run that is stopped half-way leaves the previous file whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    torch.save(state, partial)
    os.replace(partial, path)


class Stopwatch:
    """Seconds of training, counted on over resumed runs."""

    def __init__(self, before: float = 0.0) -> None:
        self.started = time.time() - before

    @property
    def seconds(self) -> float:
        return time.time() - self.started


class Clock(Stopwatch):
    """A run of known length: its progress is by steps or by time, whichever is further."""

    def __init__(self, steps: int, minutes: float | None, before: float = 0.0) -> None:
        super().__init__(before)
        self.steps, self.minutes = steps, minutes

    def progress(self, step: int) -> float:
        return max(step / self.steps, self.seconds / 60 / self.minutes if self.minutes else 0.0)


def log(path: Path, line: str) -> None:
    print(line, flush=True)
    with path.open("a") as file:
        file.write(line + "\n")


class StopRequest:
    """Set by SIGTERM or Ctrl-C: a loop that asks it saves what it has before it ends."""

    def __init__(self) -> None:
        self.made = False
        for kind in (signal.SIGTERM, signal.SIGINT):
            signal.signal(kind, self._make)

    def _make(self, *_: object) -> None:
        self.made = True
