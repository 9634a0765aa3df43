"""The second judge: a small convolutional network that names the concept among all, trained on altered drawings only.

It never sees a generated picture, and sees other pixels than the first judge: blurred, noisy, tinted, at other scales and backgrounds.
"""
import argparse

import torch
import torch.nn as nn
import torch.nn.functional as F

from catalogue import BACKGROUNDS, CONCEPTS, STYLES, WORK
from dataset import Pictures
from training import DEVICE, Clock, autocast, learning_rate, log, save

CHECKPOINT = WORK / "classifier.pt"
BATCH, PEAK_RATE, WARM_UP, SIDE = 64, 2e-3, 100, 64


class Classifier(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        widths = (3, 32, 64, 128, 192)
        self.layers = nn.Sequential(*(
            nn.Sequential(nn.Conv2d(a, b, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(b), nn.ReLU(),
                          nn.Conv2d(b, b, 3, padding=1, bias=False), nn.BatchNorm2d(b), nn.ReLU())
            for a, b in zip(widths, widths[1:])))
        self.drop, self.out = nn.Dropout(0.2), nn.Linear(widths[-1], len(CONCEPTS))

    def forward(self, picture: torch.Tensor) -> torch.Tensor:
        """Scores [n, concepts] of pictures [n, 3, side, side] in -1..1 of any side."""
        small = F.interpolate(picture, size=(SIDE, SIDE), mode="bilinear", antialias=True, align_corners=False)
        return self.out(self.drop(self.layers(small).mean(dim=(2, 3)).float()))


def altered(picture: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """Tint, contrast, blur, noise and a shift of up to 6 pixels, at random."""
    n = len(picture)
    draw = lambda *shape: torch.rand(*shape, generator=generator)
    picture = picture * (0.8 + 0.4 * draw(n, 1, 1, 1)) + 0.3 * (draw(n, 3, 1, 1) - 0.5)
    coarse = F.interpolate(F.avg_pool2d(picture, 4), scale_factor=4.0, mode="bilinear", align_corners=False)
    picture = torch.lerp(picture, coarse, 0.8 * draw(n, 1, 1, 1))
    picture = picture + 0.25 * draw(n, 1, 1, 1) * torch.randn(picture.shape, generator=generator)
    dy, dx = torch.randint(-6, 7, (2,), generator=generator).tolist()
    return picture.roll((dy, dx), (2, 3)).clamp(-1, 1)


def load() -> Classifier:
    model = Classifier().to(DEVICE).eval().requires_grad_(False)
    model.load_state_dict(torch.load(CHECKPOINT, map_location=DEVICE)["model"])
    return model


@torch.no_grad()
def named(model: Classifier, pictures: torch.Tensor) -> list[int]:
    """The concept that each picture shows, of all."""
    return [c for part in pictures.split(128) for c in model(part.to(DEVICE)).argmax(1).tolist()]


def random_combinations(n: int, generator: torch.Generator) -> torch.Tensor:
    return torch.stack([torch.randint(len(names), (n,), generator=generator) for names in (CONCEPTS, STYLES, BACKGROUNDS)], dim=1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=2500)
    parser.add_argument("--minutes", type=float)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(0)
    pictures, model = Pictures(), Classifier().to(DEVICE)
    optimiser = torch.optim.AdamW(model.parameters(), lr=PEAK_RATE, weight_decay=0.02)
    clock, step = Clock(arguments.steps, arguments.minutes), 0
    while clock.progress(step) < 1:
        generator = torch.Generator().manual_seed(1_000_000 + step)
        combos = random_combinations(BATCH, generator)
        picture = altered(pictures.jittered(combos, generator), generator).to(DEVICE)
        for group in optimiser.param_groups:
            group["lr"] = learning_rate(PEAK_RATE, step, clock.progress(step), WARM_UP)
        with autocast():
            scores = model(picture)
        loss = F.cross_entropy(scores.float(), combos[:, 0].to(DEVICE), label_smoothing=0.05)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        step += 1
        if step % 100 == 0:
            log(WORK / "classifier.log", f"step {step}  loss {loss:.3f}  {clock.seconds:.0f} s")
    model.eval()
    generator = torch.Generator().manual_seed(6)
    combos = random_combinations(1024, generator)
    right = sum(a == b for a, b in zip(named(model, pictures.jittered(combos, generator)), combos[:, 0].tolist())) / len(combos)
    save(CHECKPOINT, {"model": model.state_dict(), "steps": step, "composed": right})
    log(WORK / "classifier.log", f"done: {step} steps  {clock.seconds:.0f} s  names {right:.1%} of true pictures")


if __name__ == "__main__":
    main()
