"""The first judge: the nearest of all drawings, over the scales and shifts that training uses."""
import torch
import torch.nn.functional as F

from dataset import MARGINS, MAX_SHIFT, SIDES, SIZE, Pictures

BORDER = 3  # pixels at the edge that no drawing reaches
WINDOW = max(SIDES)
SHRINK = 4  # pictures are compared at a quarter of their size: outlines may be off by a pixel or two
STRIDE = 2  # pixels between the shifts that are tried


class Judge:
    def __init__(self, pictures: Pictures) -> None:
        self.colours = pictures.colours / 127.5 - 1
        margin = min(MARGINS)
        inner = pictures.canvases[..., margin : margin + WINDOW, margin : margin + WINDOW]
        self.styles, self.sides = inner.shape[1], inner.shape[2]
        layers = torch.cat([F.avg_pool2d(part.float(), SHRINK) for part in inner.flatten(0, 2).split(256)])
        self.paint, self.opacity = layers[:, :3] / 127.5, layers[:, 3:] / 255
        self.references: dict[int, torch.Tensor] = {}

    def background(self, picture: torch.Tensor) -> int:
        """The colour nearest to the median of the border."""
        edge = torch.ones(picture.shape[1:], dtype=torch.bool)
        edge[BORDER:-BORDER, BORDER:-BORDER] = False
        colour = picture[:, edge].median(dim=1).values
        return int((self.colours - colour).square().sum(1).argmin())

    def reference(self, background: int) -> torch.Tensor:
        """Every drawing at every scale as a difference from the background: [drawing, value]."""
        if background not in self.references:
            # a premultiplied drawing over a background is paint + background * (1 - opacity), here in units of -1..1
            colour = (self.colours[background] + 1)[None, :, None, None]
            self.references[background] = (self.paint - colour * self.opacity).flatten(1)
        return self.references[background]

    def __call__(self, picture: torch.Tensor) -> tuple[int, int, int]:
        """Concept, style, background of a picture [3, side, side]."""
        background = self.background(picture)
        difference = picture - self.colours[background][:, None, None]
        # what is shifted over the edge is background, as in training
        padded = F.pad(difference, [MAX_SHIFT] * 4)
        centre = MAX_SHIFT + (SIZE - WINDOW) // 2
        shifts = range(-MAX_SHIFT, MAX_SHIFT + 1, STRIDE)
        views = torch.stack([
            padded[:, centre + dy : centre + dy + WINDOW, centre + dx : centre + dx + WINDOW] for dy in shifts for dx in shifts])
        views = F.avg_pool2d(views, SHRINK).flatten(1)
        reference = self.reference(background)
        distance = views.square().sum(1)[:, None] - 2 * views @ reference.T + reference.square().sum(1)
        nearest = int(distance.amin(0).argmin())
        return nearest // (self.styles * self.sides), nearest // self.sides % self.styles, background
