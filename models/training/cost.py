"""Counts parameters and multiply-accumulate operations of one call of each component, batch 1, at the size that the model was trained on."""
import torch
import torch.nn as nn

from dataset import SIZE
from text_encoder import TextEncoder, TransformerLayer
from tokenizer import Tokenizer
from unet import Attention, UNet
from vae import FACTOR, LATENT_CHANNELS, Decoder, Encoder


def operations(network: nn.Module, *inputs: torch.Tensor) -> int:
    """Convolutions, linear layers and the two products of each attention; the rest is negligible."""
    total = 0

    def count(module: nn.Module, arguments: tuple, output: torch.Tensor) -> None:
        nonlocal total
        if isinstance(module, nn.Conv2d):
            total += output.numel() * module.weight[0].numel()
        elif isinstance(module, nn.Linear):
            total += output.numel() * module.in_features
        elif isinstance(module, (Attention, TransformerLayer)):
            queries, keys = arguments[0].shape[1], (arguments[1] if isinstance(module, Attention) else arguments[0]).shape[1]
            total += 2 * queries * keys * arguments[0].shape[2]

    hooks = [module.register_forward_hook(count) for module in network.modules()]
    with torch.no_grad():
        network.eval()(*inputs)
    for hook in hooks:
        hook.remove()
    return total


def components() -> list[tuple[str, int, int]]:
    """Name, parameters and multiply-accumulates of a call of each."""
    latent = torch.zeros(1, LATENT_CHANNELS, SIZE // FACTOR, SIZE // FACTOR)
    ids = torch.tensor([Tokenizer.learn().encode("")])
    text_encoder = TextEncoder(int(ids.max()) + 1)
    text = text_encoder(ids)[0]
    networks = (
        ("text encoder", text_encoder, (ids,)), ("UNet", UNet(), (latent, torch.tensor([0]), text)),
        ("VAE encoder", Encoder(), (torch.zeros(1, 3, SIZE, SIZE),)), ("VAE decoder", Decoder(), (latent,)),
    )
    return [(name, sum(p.numel() for p in network.parameters()), operations(network, *inputs)) for name, network, inputs in networks]


def main() -> None:
    for name, parameters, count in components():
        print(f"| {name} | {parameters / 1e6:.2f} M | {count / 1e6:.1f} M |")


if __name__ == "__main__":
    main()
