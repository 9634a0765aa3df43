"""Names what a picture shows: the nearest of all drawings, over the scales and shifts that training uses."""
import torch
import torch.nn.functional as F

from dataset import MAX_SHIFT, SIDES, Pictures

BORDER = 2  # pixels at the edge that no drawing reaches
WINDOW = max(SIDES)


class Judge:
    def __init__(self, pictures: Pictures) -> None:
        self.colours = pictures.colours / 127.5 - 1
        margin = (pictures.canvases.shape[-1] - WINDOW) // 2
        self.margin = margin
        inner = pictures.canvases[..., margin : margin + WINDOW, margin : margin + WINDOW]
        self.styles, self.sides = inner.shape[1], inner.shape[2]
        layers = F.avg_pool2d(inner.flatten(0, 2).float(), 2)
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
        """Concept, style, background of a picture [3, 64, 64]."""
        picture = picture.clamp(-1, 1)
        background = self.background(picture)
        difference = picture - self.colours[background][:, None, None]
        shifts = range(-MAX_SHIFT, MAX_SHIFT + 1)
        m = self.margin
        views = torch.stack([
            difference[:, m + dy : m + dy + WINDOW, m + dx : m + dx + WINDOW] for dy in shifts for dx in shifts])
        views = F.avg_pool2d(views, 2).flatten(1)
        reference = self.reference(background)
        distance = views.square().sum(1)[:, None] - 2 * views @ reference.T + reference.square().sum(1)
        nearest = int(distance.amin(0).argmin())
        return nearest // (self.styles * self.sides), nearest // self.sides % self.styles, background
