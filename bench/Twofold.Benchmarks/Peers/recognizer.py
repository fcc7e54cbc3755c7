"""The network and the step of Twofold's recognizer from scratch, as one would write them for PyTorch: float32, channels last, Debian 12's python3-torch 1.13.

The benchmark `recognizer-speed` starts it and says which FOLDER has the pictures and the weights to begin with:

    python3 recognizer.py FOLDER --labels 10 --whitened 24 --width 32 --batch 512 --threads 2

It prints a line with its parameters' shapes and writes what the network answers for those weights, so that the two sides can be held against one another. Then it
trains for as many seconds as each line that it reads says, and prints the steps that it made and the seconds they took.
"""
import argparse
import math

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from peer import begin_with, read, serve

SIZE, ASKED, EPSILON = 32, 64, 1e-5
FILTER_RATE, OTHER_RATE, MOMENTUM, SMOOTHING = 0.1, 0.01, 0.9, 0.1


class Network(nn.Module):
    def __init__(self, labels, whitened, width):
        super().__init__()
        widths = [whitened, width, width, 4 * width, 4 * width, 4 * width, 4 * width]
        self.whitening = nn.Conv2d(3, whitened, 2)
        self.whitening.weight.requires_grad_(False)
        self.convolutions = nn.ModuleList(nn.Conv2d(a, b, 3, padding=1, bias=False) for a, b in zip(widths, widths[1:]))
        self.norms = nn.ModuleList(nn.BatchNorm2d(width, EPSILON, 0.2) for width in widths[1:])
        for norm in self.norms:
            norm.weight.requires_grad_(False)
        self.head = nn.Linear(4 * width, labels)

    def weights(self):
        """In the order in which the other side has them."""
        yield self.whitening.weight
        yield from (convolution.weight for convolution in self.convolutions)
        yield self.whitening.bias
        yield from (norm.bias for norm in self.norms)
        yield from (self.head.weight, self.head.bias)

    def forward(self, x):
        x = F.gelu(self.whitening(x))
        for i, (convolution, norm) in enumerate(zip(self.convolutions, self.norms)):
            x = convolution(x)
            if i % 2 == 0:
                x = F.max_pool2d(x, 2)
            x = F.gelu(norm(x))
        return self.head(x.amax((2, 3)))


class Muon:
    def __init__(self, weights):
        self.weights = weights
        self.velocities = [torch.zeros_like(weight) for weight in weights]

    @torch.no_grad()
    def step(self, rate):
        for weight, velocity in zip(self.weights, self.velocities):
            velocity.mul_(MOMENTUM).add_(weight.grad)
            update = (weight.grad + MOMENTUM * velocity).reshape(len(weight), -1)
            weight.mul_(math.sqrt(len(weight)) / weight.norm())
            weight.add_(orthogonal(update).reshape(weight.shape), alpha=-rate)


def orthogonal(matrix):
    tall = matrix.shape[0] > matrix.shape[1]
    x = (matrix.t() if tall else matrix) / (matrix.norm() + 1e-7)
    for _ in range(3):
        square = x @ x.t()
        x = 3.4445 * x + (-4.7750 * square + 2.0315 * square @ square) @ x
    return x.t() if tall else x


class Training:
    def __init__(self, options):
        self.batch, self.random = options.batch, np.random.default_rng(1)
        self.network = Network(options.labels, options.whitened, options.width)
        begin_with(read(options.folder, "weights.f32", np.float32), self.weights())
        self.network.to(memory_format=torch.channels_last)
        # Normalized before: to change pictures at random is left to the other side alone.
        self.pictures = read(options.folder, "pictures.f32", np.float32).view(-1, SIZE, SIZE, 3).permute(0, 3, 1, 2)
        self.labels = read(options.folder, "labels.i64", np.int64)
        self.filters = [convolution.weight for convolution in self.network.convolutions]
        others = [weight for name, weight in self.network.named_parameters() if weight.requires_grad and not name.startswith("convolutions")]
        self.muon, self.adam = Muon(self.filters), torch.optim.Adam(others, OTHER_RATE, (0.9, 0.99), foreach=True)
        self.average = [weight.detach().clone() for weight in self.filters + others]
        self.learned = self.filters + others

    def weights(self):
        yield from self.network.weights()

    @torch.no_grad()
    def answer(self):
        """What the network says before it has learned."""
        return self.network(self.pictures[:ASKED])

    def step(self):
        chosen = torch.from_numpy(self.random.choice(len(self.pictures), self.batch, replace=False))
        loss = F.cross_entropy(self.network(self.pictures[chosen]), self.labels[chosen], label_smoothing=SMOOTHING)
        for weight in self.learned:
            weight.grad = None
        loss.backward()
        self.muon.step(FILTER_RATE)
        self.adam.step()
        with torch.no_grad():
            torch._foreach_mul_(self.average, 0.998)
            torch._foreach_add_(self.average, [weight.detach() for weight in self.learned], alpha=0.002)
        if not math.isfinite(loss.item()):
            raise SystemExit("The loss is no number.")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    for name in ("--labels", "--whitened", "--width", "--batch", "--threads"):
        parser.add_argument(name, type=int, required=True)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    serve(options.folder, Training(options))


if __name__ == "__main__":
    main()
