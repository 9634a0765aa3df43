"""Measures the exported model, drawn by the course's own pipeline, and writes .work/evaluation.json and prompts.json's recognisability.

Two judges name what a picture shows: the nearest drawing (judge.py) and a classifier trained on drawings only (classifier.py).
"""
import argparse
import json
import time

import torch

import classifier
from captions import caption
from catalogue import BACKGROUNDS, CONCEPTS, MODEL, STYLES, WORK, combinations
from dataset import Pictures
from drawing import draw
from judge import Judge
from train_diffusion import load_autoencoder
from training import DEVICE

GUIDANCE = (1, 2, 3, 5, 7.5, 15)
STEP_COUNTS, REFERENCE_STEPS, STEPS_GUIDANCE, STEPS_PICTURES = (1, 2, 3, 5, 8, 10, 20, 30), 50, 5, 32
NEGATIVE_SEEDS, NEGATIVE_GUIDANCE = 48, 5
SHOWN_GUIDANCE = 3


def choose(held_out: bool, count: int) -> list[tuple[int, int, int]]:
    pool = combinations(held_out)
    order = torch.randperm(len(pool), generator=torch.Generator().manual_seed(4)).tolist()
    return [pool[i] for i in order[:count]]


def requests(combos: list, **settings) -> list[dict]:
    return [{"prompt": caption(*combo), "seed": seed, **settings} for seed, combo in enumerate(combos)]


class Judges:
    def __init__(self, pictures: Pictures) -> None:
        self.nearest, self.classifier = Judge(pictures), classifier.load()

    def accuracy(self, images: torch.Tensor, combos: list) -> dict[str, float]:
        right = torch.tensor([[a == b for a, b in zip(self.nearest(image), combo)] for image, combo in zip(images, combos)]).float()
        named = torch.tensor([a == b[0] for a, b in zip(classifier.named(self.classifier, images), combos)]).float()
        concept, style, background = right.mean(0).tolist()
        return {"all": float(right.all(dim=1).float().mean()), "concept": concept, "style": style, "background": background,
                "named": float(named.mean()), "pictures": len(combos)}


def colourfulness(images: torch.Tensor) -> dict[str, float]:
    """Mean HSV saturation; share of pixels with a channel at either end of its range, where decoded values were clipped."""
    shown = (images + 1) / 2
    high, low = shown.amax(1), shown.amin(1)
    return {"saturation": float(((high - low) / high.clamp(min=1e-6)).mean()),
            "clipped": float((images.abs() >= 1).any(dim=1).float().mean())}


def true_pictures(judges: Judges, pictures: Pictures, combos: list) -> dict:
    """How often the judges name true pictures rightly, composed and after the autoencoder, and the autoencoder's PSNR."""
    autoencoder, _ = load_autoencoder()
    true = pictures.jittered(torch.tensor(combos), torch.Generator().manual_seed(5))
    with torch.no_grad():
        restored = torch.cat([autoencoder.decoder(autoencoder.encoder(part.to(DEVICE))[0]).cpu() for part in true.split(32)]).clamp(-1, 1)
    psnr = float(10 * torch.log10(4 / (restored - true).square().mean()))
    return {"composed": judges.accuracy(true, combos), "autoencoded": judges.accuracy(restored, combos), "psnr": psnr}


def guidance_table(judges: Judges, combos: list, name: str) -> dict:
    table = {}
    for w in GUIDANCE:
        images = draw(requests(combos, guidance=w), f"{name}-{w}")
        table[str(w)] = judges.accuracy(images, combos) | colourfulness(images)
        print(w, {k: round(v, 3) for k, v in table[str(w)].items()}, flush=True)
    return table


def steps_table(combos: list) -> dict:
    def pictures(steps: int) -> torch.Tensor:
        return draw(requests(combos, guidance=STEPS_GUIDANCE, steps=steps), f"steps-{steps}")

    final = pictures(REFERENCE_STEPS)
    return {str(n): float((pictures(n) - final).square().mean().sqrt()) for n in STEP_COUNTS}


def negative_table(judges: Judges) -> dict:
    """What 'a cat' becomes over many seeds, without and with a style as the negative prompt."""
    cat, table = CONCEPTS.index("cat"), {}
    for negative in ("", *(f"{style} style" for style in STYLES)):
        orders = [{"prompt": "a cat", "negative": negative, "guidance": NEGATIVE_GUIDANCE, "seed": seed} for seed in range(NEGATIVE_SEEDS)]
        judged = [judges.nearest(image) for image in draw(orders, f"negative-{negative or 'none'}")]
        table[negative] = {style: sum(s == i for _, s, _ in judged) for i, style in enumerate(STYLES)}
        table[negative]["cats"] = sum(c == cat for c, _, _ in judged)
    return table


def recognisability(judges: Judges, seeds: int) -> list[float]:
    """For each concept the share of pictures, in every style, on changing backgrounds, that the classifier names."""
    combos = [(c, s, (c + 2 * s + 3 * seed) % len(BACKGROUNDS)) for c in range(len(CONCEPTS)) for s in range(len(STYLES)) for seed in range(seeds)]
    named = classifier.named(judges.classifier, draw(requests(combos, guidance=SHOWN_GUIDANCE), "concepts"))
    right = torch.tensor([a == b[0] for a, b in zip(named, combos)]).float()
    return [round(share, 3) for share in right.view(len(CONCEPTS), -1).mean(1).tolist()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--held-out", type=int, default=256, help="held-out combinations to draw")
    parser.add_argument("--seen", type=int, default=64, help="combinations of the training set to draw")
    parser.add_argument("--seeds", type=int, default=4, help="pictures of each concept and style")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    started = time.time()
    pictures = Pictures()
    judges = Judges(pictures)
    held_out, seen = choose(True, arguments.held_out), choose(False, arguments.seen)
    result: dict = {"seeds": arguments.seeds}
    for name, measure in (
        ("true", lambda: true_pictures(judges, pictures, held_out)),
        ("held_out", lambda: guidance_table(judges, held_out, "held-out")),
        ("negative", lambda: negative_table(judges)),
        ("steps", lambda: steps_table(held_out[:STEPS_PICTURES])),
        ("seen", lambda: guidance_table(judges, seen, "seen") if seen else {}),
        ("recognisability", lambda: recognisability(judges, arguments.seeds)),
    ):
        result[name] = measure()
        result["seconds"] = time.time() - started
        (WORK / "evaluation.json").write_text(json.dumps(result, indent=2) + "\n")  # what there is, in case the rest is cut short
        print(f"{name}: {result['seconds']:.0f} s", flush=True)
    path = MODEL / "prompts.json"
    prompts = json.loads(path.read_text(encoding="utf-8")) | {"recognisability": result["recognisability"]}
    path.write_text(json.dumps(prompts, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
