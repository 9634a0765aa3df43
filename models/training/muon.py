"""The Muon optimiser (Jordan et al. 2024) for weight matrices: momentum, made orthogonal before it is applied.

A convolution's weights count as the matrix of output channels by all else."""
import torch


def orthogonal(matrix: torch.Tensor, iterations: int = 5) -> torch.Tensor:
    """Brings all singular values near 1 by Newton-Schulz iterations, in bfloat16."""
    a, b, c = 3.4445, -4.7750, 2.0315
    x = (matrix / (matrix.norm() + 1e-7)).bfloat16()
    tall = x.shape[0] > x.shape[1]
    x = x.T.contiguous() if tall else x
    for _ in range(iterations):
        gram = x @ x.T
        x = a * x + (b * gram + c * gram @ gram) @ x
    return (x.T if tall else x).to(matrix.dtype)


class Muon(torch.optim.Optimizer):
    def __init__(self, parameters, lr: float, momentum: float = 0.95, weight_decay: float = 0.01) -> None:
        super().__init__(parameters, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None) -> None:
        for group in self.param_groups:
            for weight in group["params"]:
                state = self.state[weight]
                if "momentum" not in state:
                    state["momentum"] = torch.zeros_like(weight)
                state["momentum"].lerp_(weight.grad, 1 - group["momentum"])
                direction = weight.grad.lerp(state["momentum"], group["momentum"]).flatten(1)
                # the step's root mean square is 0.2, near AdamW's, so that both take one learning rate (Liu et al. 2025, arXiv:2502.16982)
                update = orthogonal(direction) * (0.2 * max(direction.shape) ** 0.5)
                weight.mul_(1 - group["lr"] * group["weight_decay"]).sub_(update.view_as(weight), alpha=group["lr"])
