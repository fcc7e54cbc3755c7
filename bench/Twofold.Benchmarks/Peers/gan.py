"""The network and the step of Twofold's creator, as one would write them for PyTorch: float32, two threads, Debian 12's python3-torch 1.13.

The benchmark `creator-speed` starts it and says which FOLDER has the pictures, the weights to begin with and the noise to answer:

    python3 gan.py FOLDER --size 32 --labels 2 --width 16 --critic-width 32 --batch 32 --creator-rate 4e-4 --critic-rate 1.6e-3 --threads 2 [--channels-last]

It prints a line with its parameters' shapes and writes what the networks answer for those weights, so that the two sides can be held against one another. Then
it trains for as many seconds as each line that it reads says, and prints the steps that it made and the seconds they took.
"""
import argparse
import math

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from peer import begin_with, read, serve

NOISE, FIRST_EDGE, BATCH_EPSILON = 64, 4, 1e-5
SPECTRAL_LIMIT, LABEL_WEIGHT = 1.4, 0.5
AVERAGE_REACH, LONGEST_AVERAGE = 0.1, 0.999
OVERFITTING_SIGN, AUGMENTATION_PER_PICTURE, MOST_AUGMENTATION = 0.6, 2e-6, 0.8


class Creator(nn.Module):
    def __init__(self, size, labels, width):
        super().__init__()
        halvings = int(math.log2(size // FIRST_EDGE))
        self.channels = channels = [min(width << min(h, 3), 256) for h in range(halvings, -1, -1)]
        self.label = nn.Embedding(labels, NOISE)
        self.first = nn.Linear(2 * NOISE, FIRST_EDGE * FIRST_EDGE * channels[0], bias=False)
        self.norms = nn.ModuleList(nn.BatchNorm2d(c, BATCH_EPSILON, affine=False, track_running_stats=False) for c in channels)
        self.gains = nn.ModuleList(nn.Embedding(labels, c) for c in channels)
        self.shifts = nn.ModuleList(nn.Embedding(labels, c) for c in channels)
        self.doublings = nn.ModuleList(nn.ConvTranspose2d(a, b, 4, 2, 1, bias=False) for a, b in zip(channels, channels[1:]))
        self.blur = nn.Conv2d(width, width, 3, padding=1, groups=width, bias=False).requires_grad_(False)
        line = torch.tensor([1.0, 2.0, 1.0]) / 4
        self.blur.weight.copy_((line[:, None] * line).expand_as(self.blur.weight))
        self.colors = nn.Conv2d(width, 3, 3, padding=1)

    def weights(self):
        """In the order in which they are used."""
        yield from (self.label.weight, self.first.weight)
        for i in range(len(self.channels)):
            yield from (self.gains[i].weight, self.shifts[i].weight)
            if i < len(self.doublings):
                yield self.doublings[i].weight
        yield from (self.colors.weight, self.colors.bias)

    def forward(self, noise, labels, memory_format=torch.contiguous_format):
        label = F.normalize(self.label(labels), dim=1) * math.sqrt(NOISE)
        x = self.first(torch.cat([noise, label], 1)).view(-1, FIRST_EDGE, FIRST_EDGE, self.channels[0]).permute(0, 3, 1, 2)
        x = x.contiguous(memory_format=memory_format)
        for i, norm in enumerate(self.norms):
            x = F.relu(torch.addcmul(self.shifts[i](labels)[:, :, None, None], norm(x), self.gains[i](labels)[:, :, None, None] + 1))
            if i < len(self.doublings):
                x = self.doublings[i](x)
            if i + 1 == len(self.doublings):
                x = self.blur(x)
        return torch.tanh(self.colors(x))


class Critic(nn.Module):
    def __init__(self, size, labels, width):
        super().__init__()
        halvings = int(math.log2(size // FIRST_EDGE))
        wide = [3] + [min(width << i, 128) for i in range(halvings + 1)]
        self.convolutions = nn.ModuleList(
            nn.Conv2d(a, b, 4, 2, 1) if i < halvings else nn.Conv2d(a, b, 4) for i, (a, b) in enumerate(zip(wide, wide[1:])))
        self.overall = nn.Linear(wide[-1], 1, bias=False)
        self.of_label = nn.Embedding(labels, wide[-1])
        self.of_spread = nn.Parameter(torch.zeros(1))
        self.classes = nn.Linear(wide[-1], labels)

    def weights(self):
        """In the order in which they are used."""
        for convolution in self.convolutions:
            yield from (convolution.weight, convolution.bias)
        yield from (self.overall.weight, self.of_label.weight, self.of_spread, self.classes.weight, self.classes.bias)

    def forward(self, pictures, labels, groups):
        x = pictures
        for convolution in self.convolutions:
            x = F.leaky_relu(convolution(x), 0.2)
        x = x.flatten(1)
        spreads = torch.cat([spread_within_labels(*group) for group in zip(x.chunk(groups), labels.chunk(groups))])
        scores = self.overall(x).squeeze(1) + (x * self.of_label(labels)).sum(1) + spreads * self.of_spread
        return scores, self.classes(x)


def spread_within_labels(features, labels):
    same = (labels[None] == labels[:, None]).float()
    means = same @ features / same.sum(1, keepdim=True)
    return ((features - means).square().mean(0) + 1e-6).sqrt().mean().expand(len(features))


class SpectralBound:
    """After a step, scales down the convolutions whose largest singular value is above the limit: one step of power iteration each."""

    def __init__(self, critic):
        self.weights = [convolution.weight for convolution in critic.convolutions]
        self.left = [F.normalize(torch.randn(len(weight)), dim=0) for weight in self.weights]

    @torch.no_grad()
    def apply(self):
        for i, weight in enumerate(self.weights):
            # Either layout is one matrix without a copy; which order its columns have does not matter.
            matrix = (weight if weight.is_contiguous() else weight.permute(0, 2, 3, 1)).view(len(weight), -1)
            scaled = matrix.mv(F.normalize(matrix.t().mv(self.left[i]), dim=0))
            largest = scaled.norm().item()
            self.left[i] = F.normalize(scaled, dim=0)
            if largest > SPECTRAL_LIMIT:
                weight.mul_(SPECTRAL_LIMIT / largest)


class Change:
    """The same change of all pictures of a batch: moved, other colors, a hidden square."""

    def __init__(self, size, random):
        reach, self.size, self.edge = size // 8, size, size // 3
        self.right, self.down = random.integers(-reach, reach + 1, 2)
        self.brightness, self.contrast, self.saturation = random.uniform(-0.3, 0.3), random.uniform(0.7, 1.3), random.uniform(0.5, 1.5)
        self.x, self.y = random.integers(0, size - self.edge + 1, 2)

    def __call__(self, pictures):
        gray = pictures.mean(1, keepdim=True)
        x = torch.lerp(gray, pictures, self.saturation) * self.contrast + self.brightness
        across, along = abs(self.right), abs(self.down)
        x = F.pad(x, (across, across, along, along))
        x = x[:, :, along - self.down:along - self.down + self.size, across - self.right:across - self.right + self.size]
        shown = torch.ones(1, 1, self.size, self.size)
        shown[:, :, self.y:self.y + self.edge, self.x:self.x + self.edge] = 0
        return x * shown


class Training:
    def __init__(self, options):
        self.options, self.random = options, np.random.default_rng(1)
        self.format = torch.channels_last if options.channels_last else torch.contiguous_format
        self.creator = Creator(options.size, options.labels, options.width)
        self.critic = Critic(options.size, options.labels, options.critic_width)
        begin_with(read(options.folder, "weights.f32", np.float32), self.weights())
        self.creator.to(memory_format=self.format)
        self.critic.to(memory_format=self.format)
        self.pictures = read(options.folder, "pictures.u8", np.uint8).view(-1, options.size, options.size, 3).permute(0, 3, 1, 2)
        labels = read(options.folder, "labels.i64", np.int64)
        self.of_label = [torch.nonzero(labels == label).flatten().numpy() for label in range(options.labels)]
        self.noise = read(options.folder, "noise.f32", np.float32).view(-1, NOISE)
        # Without first momentum.
        self.creator_steps = torch.optim.Adam(self.creator.parameters(), options.creator_rate, (0, 0.99), foreach=True)
        self.critic_steps = torch.optim.Adam(self.critic.parameters(), options.critic_rate, (0, 0.99), foreach=True)
        self.bound = SpectralBound(self.critic)
        self.learned = [weight for weight in self.creator.parameters() if weight.requires_grad]
        self.average = [weight.detach().clone() for weight in self.learned]
        self.labels = torch.arange(options.batch) % options.labels
        self.augmentation, self.step_count = 0.0, 0

    def weights(self):
        yield from self.creator.weights()
        yield from self.critic.weights()

    @torch.no_grad()
    def answer(self):
        """What the two networks say before they have learned."""
        labels = torch.arange(len(self.noise)) % self.options.labels
        pictures = self.creator(self.noise, labels, self.format)
        scores, logits = self.critic(pictures, labels, 1)
        return torch.cat([pictures.contiguous().flatten(), scores, logits.flatten()])

    def batch(self):
        each = self.options.batch // self.options.labels
        chosen = np.stack([self.random.choice(own, each) for own in self.of_label], 1).reshape(-1)
        real = self.pictures[torch.from_numpy(chosen)].to(torch.float32, memory_format=self.format).div_(127.5).sub_(1)
        return real.flip(3) if self.random.random() < 0.5 else real

    def step(self):
        count, labels = self.options.batch, self.labels
        change = Change(self.options.size, self.random) if self.random.random() < self.augmentation else lambda pictures: pictures
        real = change(self.batch())
        # One batch of generated pictures serves both halves.
        made = change(self.creator(torch.randn(count, NOISE), labels, self.format))

        self.critic_steps.zero_grad(set_to_none=True)
        scores, logits = self.critic(torch.cat([real, made.detach()]), torch.cat([labels, labels]), 2)
        loss = F.relu(1 - scores[:count]).mean() + F.relu(1 + scores[count:]).mean()
        (loss + F.cross_entropy(logits[:count], labels)).backward()
        self.critic_steps.step()
        self.bound.apply()

        self.creator_steps.zero_grad(set_to_none=True)
        for weight in self.critic.parameters():
            weight.requires_grad_(False)
        made_scores, logits = self.critic(made, labels, 1)
        (LABEL_WEIGHT * F.cross_entropy(logits, labels) - made_scores.mean()).backward()
        for weight in self.critic.parameters():
            weight.requires_grad_(True)
        self.creator_steps.step()

        self.step_count += 1
        kept = min(LONGEST_AVERAGE, 1 - 1 / (AVERAGE_REACH * self.step_count + 1))
        with torch.no_grad():
            torch._foreach_mul_(self.average, kept)
            torch._foreach_add_(self.average, [weight.detach() for weight in self.learned], alpha=1 - kept)
        sign = scores[:count].detach().sign().mean().item()
        self.augmentation = min(max(self.augmentation + math.copysign(AUGMENTATION_PER_PICTURE * count, sign - OVERFITTING_SIGN), 0), MOST_AUGMENTATION)
        if not math.isfinite(loss.item()):
            raise SystemExit("The loss is no number.")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    for name in ("--size", "--labels", "--width", "--critic-width", "--batch", "--threads"):
        parser.add_argument(name, type=int, required=True)
    for name in ("--creator-rate", "--critic-rate"):
        parser.add_argument(name, type=float, required=True)
    parser.add_argument("--channels-last", action="store_true")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    serve(options.folder, Training(options))


if __name__ == "__main__":
    main()
