"""What every peer of a benchmark does: takes what the other side begins with from a folder, answers once, then trains when it is told to."""
import json
import os
import sys
import time

import numpy as np
import torch


def read(folder, name, kind):
    """The numbers of a file that the other side wrote."""
    return torch.from_numpy(np.fromfile(os.path.join(folder, name), kind))


@torch.no_grad()
def begin_with(values, weights):
    """Lays the other side's numbers into the weights, one after the other."""
    for weight in weights:
        weight.copy_(values[:weight.numel()].view_as(weight))
        values = values[weight.numel():]
    assert len(values) == 0, "There are more weights on the other side."


def serve(folder, training):
    """Writes what the networks answer, prints a line with the shapes of the weights, then trains for as many seconds as each line that it reads says."""
    training.answer().numpy().tofile(os.path.join(folder, "answers.f32"))
    print(json.dumps({"version": torch.__version__, "threads": torch.get_num_threads(), "shapes": [list(weight.shape) for weight in training.weights()]}), flush=True)
    for line in sys.stdin:
        begin, steps, seconds = time.perf_counter(), 0, float(line)
        while time.perf_counter() - begin < seconds:
            training.step()
            steps += 1
        print(json.dumps({"steps": steps, "seconds": time.perf_counter() - begin}), flush=True)
