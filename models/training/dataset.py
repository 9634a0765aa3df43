"""The pictures: drawings at several sizes, shifted and laid on a coloured background."""
import hashlib

import numpy as np
import torch
import torch.nn.functional as F

from catalogue import BACKGROUND_COLOURS, CONCEPTS, HERE, STYLES, WORK

SIZE = 128  # pixels of a side
SOURCE_SIZE = 128
SIDES = (92, 98, 104, 110, 116)  # pixels that a drawing spans: scale jitter
MARGINS = tuple((SIZE - side) // 2 for side in SIDES)
MAX_SHIFT = 10  # pixels, either way; never more than the drawing's margin, so that nothing is cut



def load_drawings() -> torch.Tensor:
    """Premultiplied RGBA bytes, [concept, style, channel, row, column], as render-dataset.mjs wrote them."""
    raw = (WORK / "drawings.bin").read_bytes()
    expected = (HERE / "drawings.sha256").read_text().split()[0]
    if hashlib.sha256(raw).hexdigest() != expected:
        raise SystemExit("drawings.bin is not the data set of drawings.sha256: run render-dataset.mjs with the locked packages")
    shape = (len(CONCEPTS), len(STYLES), SOURCE_SIZE, SOURCE_SIZE, 4)
    return torch.from_numpy(np.frombuffer(raw, np.uint8).reshape(shape).copy()).permute(0, 1, 4, 2, 3)


class Pictures:
    """Composes training pictures: float, [batch, 3, 128, 128] in -1..1."""

    def __init__(self) -> None:
        drawings = load_drawings()
        concepts, styles = drawings.shape[:2]
        self.canvases = torch.zeros(concepts, styles, len(SIDES), 4, SIZE, SIZE, dtype=torch.uint8)
        for k, side in enumerate(SIDES):
            flat = drawings.reshape(-1, 4, SOURCE_SIZE, SOURCE_SIZE).float()
            small = F.interpolate(flat, size=(side, side), mode="bilinear", antialias=True, align_corners=False)
            margin = MARGINS[k]
            small = small.round().clamp(0, 255).to(torch.uint8).view(concepts, styles, 4, side, side)
            self.canvases[:, :, k, :, margin : margin + side, margin : margin + side] = small
        self.colours = torch.tensor(BACKGROUND_COLOURS, dtype=torch.float32)

    def compose(self, combos: torch.Tensor, sides: torch.Tensor, shifts: torch.Tensor) -> torch.Tensor:
        """combos [n, 3] of concept, style, background; sides [n] indices into SIDES; shifts [n, 2] pixels down and right."""
        concept, style, background = combos.unbind(1)
        layers = self.canvases[concept, style, sides]
        layers = torch.stack([layer.roll((dy, dx), (1, 2)) for layer, (dy, dx) in zip(layers, shifts.tolist())]).float()
        opacity = layers[:, 3:] / 255
        picture = layers[:, :3] + self.colours[background][:, :, None, None] * (1 - opacity)
        return picture / 127.5 - 1

    def jittered(self, combos: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
        n = len(combos)
        sides = torch.randint(len(SIDES), (n,), generator=generator)
        reach = torch.tensor(MARGINS)[sides].clamp(max=MAX_SHIFT)[:, None]
        shifts = (torch.rand(n, 2, generator=generator) * (2 * reach + 1)).long() - reach
        return self.compose(combos, sides, shifts)
