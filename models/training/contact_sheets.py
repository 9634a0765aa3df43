"""Draws the sheets beside the model card with the exported model: guidance, steps, negative prompts, seeds, every concept,
and sixty pictures without labels, whose key lies in a file of its own."""
import argparse
import random
from pathlib import Path

import torch
from PIL import Image, ImageDraw

from captions import caption
from catalogue import BACKGROUNDS, CONCEPTS, MODEL, STYLES
from drawing import draw

PROMPTS = (
    "a red apple, flat style, blue background", "a hamburger, glossy style, yellow background", "a rocket, flat style, purple background",
    "a sunflower, stencil style, pink background", "a robot, glossy style, green background", "a penguin, flat style, orange background",
    "an umbrella, glossy style, white background", "a castle, stencil style, red background", "an astronaut, flat style, gray background",
    "a cat", "a fox, stencil style", "blue background",
)
GUIDANCE = (0, 1, 2, 3, 5, 7.5, 15)
STEPS = (1, 2, 3, 5, 10, 25)
SEEDS = 7
CELL, MARGIN, HEADING = 112, 96, 44
QUIZ_SEED, QUIZ_PICTURES = 2027, 60


def to_image(picture: torch.Tensor, side: int) -> Image.Image:
    pixels = ((picture.clamp(-1, 1) + 1) * 127.5).round().byte().permute(1, 2, 0).cpu().numpy()
    return Image.fromarray(pixels).resize((side, side), Image.LANCZOS)


def wrapped(text: str, width: int = 17) -> str:
    lines = [""]
    for word in text.split():
        lines[-1:] = [f"{lines[-1]} {word}".strip()] if len(lines[-1]) + len(word) < width else [lines[-1], word]
    return "\n".join(lines)


def save(sheet: Image.Image, path: Path) -> None:
    sheet.quantize(255, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path.name}: {path.stat().st_size:,} bytes")


def sheet_of_rows(name: str, rows: list[tuple[str, dict]]) -> Image.Image:
    """A row for each settings, a column for each prompt, all from one seed."""
    pictures = draw([{"prompt": text, "seed": 7, **settings} for _, settings in rows for text in PROMPTS], f"sheet-{name}")
    sheet = Image.new("RGB", (MARGIN + CELL * len(PROMPTS), HEADING + CELL * len(rows)), "white")
    pen = ImageDraw.Draw(sheet)
    for column, text in enumerate(PROMPTS):
        pen.text((MARGIN + CELL * column + 3, 2), wrapped(text), fill="black")
    for row, (label, _) in enumerate(rows):
        pen.text((4, HEADING + CELL * row + CELL // 2 - 6), label, fill="black")
        for column in range(len(PROMPTS)):
            sheet.paste(to_image(pictures[row * len(PROMPTS) + column], CELL - 2), (MARGIN + CELL * column, HEADING + CELL * row))
    return sheet


def sheet_of_pictures(pictures: torch.Tensor, columns: int, side: int = 96) -> Image.Image:
    rows = -(-len(pictures) // columns)
    sheet = Image.new("RGB", (side * columns, side * rows), "white")
    for i, picture in enumerate(pictures):
        sheet.paste(to_image(picture, side - 2), (i % columns * side, i // columns * side))
    return sheet


def sheet_of_concepts() -> Image.Image:
    """Every concept once, styles and backgrounds taken in turn."""
    orders = [{"prompt": caption(c, c % len(STYLES), c * 4 % len(BACKGROUNDS))} for c in range(len(CONCEPTS))]
    return sheet_of_pictures(draw(orders, "sheet-concepts"), columns=20, side=72)


def write_quiz(folder: Path) -> Image.Image:
    """Sixty different concepts, named by nothing on the sheet: look first, then open quiz-key.txt."""
    chance = random.Random(QUIZ_SEED)
    concepts = chance.sample(range(len(CONCEPTS)), QUIZ_PICTURES)
    combos = [(c, chance.randrange(len(STYLES)), chance.randrange(len(BACKGROUNDS))) for c in concepts]
    pictures = draw([{"prompt": caption(*combo), "seed": chance.randrange(1_000_000)} for combo in combos], "sheet-quiz")
    key = "".join(f"row {i // 10 + 1}, picture {i % 10 + 1}: {caption(*combo)}\n" for i, combo in enumerate(combos))
    (folder / "quiz-key.txt").write_text(key, encoding="utf-8")
    return sheet_of_pictures(pictures, columns=10, side=128)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=MODEL)
    sheets = {
        "guidance": lambda: sheet_of_rows("guidance", [(f"guidance {w:g}", {"guidance": w}) for w in GUIDANCE]),
        "steps": lambda: sheet_of_rows("steps", [(f"{n} steps", {"steps": n}) for n in STEPS]),
        "negative": lambda: sheet_of_rows("negative", [
            (f"without\n{negative}" if negative else "no negative\nprompt", {"negative": negative, "guidance": 5})
            for negative in ("", *(f"{style} style" for style in STYLES), "blue background")]),
        "seeds": lambda: sheet_of_rows("seeds", [(f"seed {seed}", {"seed": seed}) for seed in range(SEEDS)]),
        "concepts": sheet_of_concepts,
        "quiz": lambda: write_quiz(arguments.folder),
    }
    parser.add_argument("--only", choices=tuple(sheets))
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    for name, make in sheets.items():
        if arguments.only in (None, name):
            save(make(), arguments.folder / f"{name}.png")


if __name__ == "__main__":
    main()
