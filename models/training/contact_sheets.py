"""Draws the contact sheets beside the model card: guidance, steps, and one picture of every concept."""
import argparse
from pathlib import Path

import torch
from PIL import Image, ImageDraw

from captions import caption
from catalogue import BACKGROUNDS, CONCEPTS, MODEL, STYLES
from generate import Generator

PROMPTS = (
    "a red apple, flat style, blue background", "a cat, glossy style, yellow background", "a rocket, flat style, purple background",
    "a sunflower, stencil style, pink background", "a robot, glossy style, green background", "a wizard, flat style, white background",
    "a tropical fish, glossy style, orange background", "a castle, stencil style, red background", "an astronaut, flat style, gray background",
    "a penguin", "a fox, stencil style", "blue background",
)
GUIDANCE = (0, 1, 2, 3, 5, 7.5, 15)
STEPS = (1, 2, 3, 5, 8, 10, 20, 50)
CELL, MARGIN, HEADING = 112, 84, 44


def to_image(picture: torch.Tensor, side: int) -> Image.Image:
    pixels = ((picture.clamp(-1, 1) + 1) * 127.5).round().byte().permute(1, 2, 0).cpu().numpy()
    return Image.fromarray(pixels).resize((side, side), Image.BICUBIC)


def wrapped(text: str, width: int = 17) -> str:
    lines = [""]
    for word in text.split():
        lines[-1:] = [f"{lines[-1]} {word}".strip()] if len(lines[-1]) + len(word) < width else [lines[-1], word]
    return "\n".join(lines)


def save(sheet: Image.Image, path: Path) -> None:
    sheet.quantize(255, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path.name}: {path.stat().st_size:,} bytes")


def sheet_of_rows(rows: list[tuple[str, torch.Tensor]]) -> Image.Image:
    sheet = Image.new("RGB", (MARGIN + CELL * len(PROMPTS), HEADING + CELL * len(rows)), "white")
    pen = ImageDraw.Draw(sheet)
    for column, text in enumerate(PROMPTS):
        pen.text((MARGIN + CELL * column + 3, 2), wrapped(text), fill="black")
    for row, (label, pictures) in enumerate(rows):
        pen.text((4, HEADING + CELL * row + CELL // 2 - 6), label, fill="black")
        for column, picture in enumerate(pictures):
            sheet.paste(to_image(picture, CELL - 2), (MARGIN + CELL * column, HEADING + CELL * row))
    return sheet


def sheet_of_concepts(generator: Generator, columns: int = 24, side: int = 64) -> Image.Image:
    """Every concept once, styles and backgrounds taken in turn."""
    texts = [caption(c, c % len(STYLES), c * 4 % len(BACKGROUNDS)) for c in range(len(CONCEPTS))]
    rows = -(-len(texts) // columns)
    sheet = Image.new("RGB", (side * columns, side * rows), "white")
    for i, picture in enumerate(generator.draw(texts, guidance=4)):
        sheet.paste(to_image(picture, side), (i % columns * side, i // columns * side))
    return sheet


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=MODEL)
    parser.add_argument("--only", choices=("guidance", "steps", "concepts"))
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    arguments.folder.mkdir(parents=True, exist_ok=True)
    generator = Generator()
    sheets = {
        "guidance": lambda: sheet_of_rows([(f"guidance {w}", generator.draw(list(PROMPTS), w, seeds=[7] * len(PROMPTS))) for w in GUIDANCE]),
        "steps": lambda: sheet_of_rows([(f"{n} steps", generator.draw(list(PROMPTS), 5, n, seeds=[7] * len(PROMPTS))) for n in STEPS]),
        "concepts": lambda: sheet_of_concepts(generator),
    }
    for name, make in sheets.items():
        if arguments.only in (None, name):
            save(make(), arguments.folder / f"{name}.png")


if __name__ == "__main__":
    main()
