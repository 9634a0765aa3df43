"""A look at the long run's checkpoint: combinations that it trains on (held-out ones are for the card), drawn by PyTorch."""
import argparse

import torch

import classifier
from captions import caption
from catalogue import WORK, combinations
from contact_sheets import save, sheet_of_pictures
from dataset import Pictures
from generate import Generator
from judge import Judge
from train_diffusion import CHECKPOINT


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=64)
    parser.add_argument("--guidance", type=float, nargs="+", default=[1, 3])
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    pool = combinations(held_out=False)
    order = torch.randperm(len(pool), generator=torch.Generator().manual_seed(7)).tolist()
    combos = [pool[i] for i in order[: arguments.count]]
    generator, judge, second = Generator(CHECKPOINT), Judge(Pictures()), classifier.load()
    for w in arguments.guidance:
        images = generator.draw([caption(*combo) for combo in combos], w).clamp(-1, 1).cpu()
        right = torch.tensor([[a == b for a, b in zip(judge(image), combo)] for image, combo in zip(images, combos)]).float()
        named = sum(a == b[0] for a, b in zip(classifier.named(second, images), combos)) / len(combos)
        print(f"w = {w:g}: all {right.all(1).float().mean():.1%}, concept {right[:, 0].mean():.1%}, style {right[:, 1].mean():.1%}, "
              f"background {right[:, 2].mean():.1%}, named by the classifier {named:.1%}", flush=True)
        save(sheet_of_pictures(images, columns=16), WORK / f"check-{w:g}.png")


if __name__ == "__main__":
    main()
