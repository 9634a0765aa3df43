"""What the model can draw: the concepts, styles and backgrounds of concepts.json, and which combinations are held out."""
import hashlib
import json
from pathlib import Path

HERE = Path(__file__).resolve().parent
WORK = HERE / ".work"
MODEL = HERE.parent / "emoji-128"

_catalogue = json.loads((HERE / "concepts.json").read_text(encoding="utf-8"))
TEMPLATE: str = _catalogue["template"]
CONCEPTS: list[str] = list(_catalogue["concepts"].values())
STYLES: list[str] = list(_catalogue["styles"])
BACKGROUNDS: list[str] = list(_catalogue["backgrounds"])
BACKGROUND_COLOURS: list[list[int]] = list(_catalogue["backgrounds"].values())

HELD_OUT_SHARE = 0.1


def is_held_out(concept: int, style: int, background: int) -> bool:
    """Decided by a hash of the names, so that it does not depend on the order or number of concepts."""
    name = f"{CONCEPTS[concept]}|{STYLES[style]}|{BACKGROUNDS[background]}"
    return hashlib.sha256(name.encode()).digest()[0] < HELD_OUT_SHARE * 256


def combinations(held_out: bool) -> list[tuple[int, int, int]]:
    return [
        (c, s, b)
        for c in range(len(CONCEPTS))
        for s in range(len(STYLES))
        for b in range(len(BACKGROUNDS))
        if is_held_out(c, s, b) == held_out
    ]
