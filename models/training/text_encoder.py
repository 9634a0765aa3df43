"""A small CLIP text encoder: causal transformer with quick-GELU; the pooled output is taken at the end token."""
import torch
import torch.nn as nn

from tokenizer import CONTEXT

WIDTH, LAYERS, HEADS = 128, 2, 4


class TransformerLayer(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.query, self.key, self.value, self.out = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.widen, self.narrow = nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(4 * WIDTH, WIDTH)

    def forward(self, x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        h = self.norm1(x.float())
        q, k, v = (p(h).reshape(*h.shape[:2], HEADS, WIDTH // HEADS).transpose(1, 2) for p in (self.query, self.key, self.value))
        scores = (q @ k.transpose(2, 3)) * (WIDTH // HEADS) ** -0.5 + mask
        x = x + self.out((scores.softmax(-1) @ v).transpose(1, 2).flatten(2))
        h = self.widen(self.norm2(x.float()))
        return x + self.narrow(h * torch.sigmoid(1.702 * h))


class TextEncoder(nn.Module):
    def __init__(self, tokens: int) -> None:
        super().__init__()
        self.tokens, self.positions = nn.Embedding(tokens, WIDTH), nn.Embedding(CONTEXT, WIDTH)
        nn.init.normal_(self.tokens.weight, std=0.05)
        nn.init.normal_(self.positions.weight, std=0.02)
        self.layers = nn.ModuleList(TransformerLayer() for _ in range(LAYERS))
        self.norm = nn.LayerNorm(WIDTH)
        self.register_buffer("mask", torch.full((CONTEXT, CONTEXT), -1e4).triu(1), persistent=False)

    def forward(self, ids: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        length = ids.shape[1]
        x = self.tokens(ids) + self.positions.weight[:length]
        for layer in self.layers:
            x = layer(x, self.mask[:length, :length])
        x = self.norm(x.float())
        end = ids.argmax(dim=1, keepdim=True)
        return x, x.gather(1, end[:, :, None].expand(-1, -1, WIDTH)).squeeze(1)
