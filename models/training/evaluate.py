"""Measures the trained model on combinations that training never saw; writes .work/evaluation.json and prints it as tables."""
import argparse
import json
import time

import torch

from captions import caption
from catalogue import CONCEPTS, STYLES, WORK, combinations
from dataset import Pictures
from generate import Generator
from judge import Judge
from training import DEVICE

GUIDANCE = (1, 2, 3, 5, 7.5, 15)
STEP_COUNTS, REFERENCE_STEPS, STEPS_GUIDANCE, STEPS_PICTURES = (2, 3, 5, 8, 10, 20, 30), 50, 5, 32
NEGATIVE_SEEDS, NEGATIVE_GUIDANCE = 48, 5


def choose(held_out: bool, count: int) -> list[tuple[int, int, int]]:
    pool = combinations(held_out)
    order = torch.randperm(len(pool), generator=torch.Generator().manual_seed(4)).tolist()
    return [pool[i] for i in order[:count]]


def accuracy(judge: Judge, images: torch.Tensor, combos: list[tuple[int, int, int]]) -> dict[str, float]:
    right = torch.tensor([[a == b for a, b in zip(judge(image), combo)] for image, combo in zip(images.cpu(), combos)]).float()
    concept, style, background = right.mean(0).tolist()
    return {"all": float(right.all(dim=1).float().mean()), "concept": concept, "style": style, "background": background}


def colourfulness(images: torch.Tensor) -> dict[str, float]:
    """Mean HSV saturation of what is shown; share of pixels with a channel outside -1..1, which showing must clip."""
    shown = (images.clamp(-1, 1) + 1) / 2
    high, low = shown.amax(1), shown.amin(1)
    return {"saturation": float(((high - low) / high.clamp(min=1e-6)).mean()),
            "clipped": float((images.abs() > 1).any(dim=1).float().mean())}


def judge_of_judge(judge: Judge, pictures: Pictures, generator: Generator, combos: list) -> dict:
    """How often the judge names true pictures rightly: composed, and after the autoencoder."""
    true = pictures.jittered(torch.tensor(combos), torch.Generator().manual_seed(5))
    with torch.no_grad():
        restored = generator.autoencoder.decoder(generator.autoencoder.encoder(true.to(DEVICE))[0])
    psnr = float(10 * torch.log10(4 / (restored.cpu().clamp(-1, 1) - true).square().mean()))
    return {"composed": accuracy(judge, true, combos), "autoencoded": accuracy(judge, restored, combos), "psnr": psnr}


def guidance_table(judge: Judge, generator: Generator, combos: list) -> dict:
    texts = [caption(*combo) for combo in combos]
    table = {}
    for w in GUIDANCE:
        images = generator.draw(texts, w)
        table[str(w)] = accuracy(judge, images, combos) | colourfulness(images)
        print(w, {k: round(v, 3) for k, v in table[str(w)].items()}, flush=True)
    return table


def steps_table(generator: Generator, combos: list) -> dict:
    texts = [caption(*combo) for combo in combos]
    final = generator.draw(texts, STEPS_GUIDANCE, REFERENCE_STEPS).clamp(-1, 1)
    return {str(n): float((generator.draw(texts, STEPS_GUIDANCE, n).clamp(-1, 1) - final).square().mean().sqrt()) for n in STEP_COUNTS}


def negative_table(judge: Judge, generator: Generator) -> dict:
    """What 'a cat' becomes over many seeds, without and with a style as the negative prompt."""
    cat, table = CONCEPTS.index("cat"), {}
    prompts = [caption(cat, 0, 0, parts="c")] * NEGATIVE_SEEDS
    for negative in ("", *(f"{style} style" for style in STYLES)):
        judged = [judge(image) for image in generator.draw(prompts, NEGATIVE_GUIDANCE, negative=negative).cpu()]
        table[negative] = {style: sum(s == i for _, s, _ in judged) for i, style in enumerate(STYLES)}
        table[negative]["cats"] = sum(c == cat for c, _, _ in judged)
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--held-out", type=int, default=128, help="held-out combinations to draw")
    parser.add_argument("--seen", type=int, default=64, help="combinations of the training set to draw")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    started = time.time()
    pictures, generator = Pictures(), Generator()
    judge = Judge(pictures)
    held_out, seen = choose(True, arguments.held_out), choose(False, arguments.seen)
    result = {"judge": judge_of_judge(judge, pictures, generator, held_out)}
    for name, measure in (
        ("held_out", lambda: guidance_table(judge, generator, held_out)),
        ("negative", lambda: negative_table(judge, generator)),
        ("steps", lambda: steps_table(generator, held_out[:STEPS_PICTURES])),
        ("seen", lambda: guidance_table(judge, generator, seen) if seen else {}),
    ):
        result[name] = measure()
        result["seconds"] = time.time() - started
        (WORK / "evaluation.json").write_text(json.dumps(result, indent=2) + "\n")  # what there is, in case the rest is cut short
        print(f"{name}: {result['seconds']:.0f} s", flush=True)

    print("\n| w | all right | concept | style | background | saturation | clipped pixels | all right (seen) |\n|---|---|---|---|---|---|---|---|")
    for w, row in result["held_out"].items():
        shares = " | ".join(f"{row[k]:.1%}" for k in ("all", "concept", "style", "background"))
        known = f"{result['seen'][w]['all']:.1%}" if seen else "-"
        print(f"| {w} | {shares} | {row['saturation']:.3f} | {row['clipped']:.1%} | {known} |")
    print("\n| steps | " + " | ".join(result["steps"]) + " |\n|" + "---|" * (len(STEP_COUNTS) + 1))
    print("| RMSE | " + " | ".join(f"{v:.3f}" for v in result["steps"].values()) + " |")
    print("\n| negative prompt | " + " | ".join(STYLES) + " | cats |\n|" + "---|" * (len(STYLES) + 2))
    for negative, row in result["negative"].items():
        print(f"| {negative or '(none)'} | " + " | ".join(str(v) for v in row.values()) + " |")


if __name__ == "__main__":
    main()
