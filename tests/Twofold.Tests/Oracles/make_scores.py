"""Makes the numbers in CreatorScoreTests.cs with numpy and scipy alone. Run: python3 make_scores.py"""

import numpy as np
import scipy
from scipy.linalg import sqrtm
from scipy.spatial.distance import cdist


def rows(count, features, phase):
    """The same rows as in the test: no random generator has to agree."""
    i, j = np.meshgrid(np.arange(count), np.arange(features), indexing="ij")
    return np.sin(1.7 * i * (j + 1) + phase * (i + 1)) + 0.3 * np.cos(0.9 * i + j) * (1 + phase)


def frechet(a, b):
    ca, cb = np.cov(a, rowvar=False), np.cov(b, rowvar=False)
    root = sqrtm(ca @ cb)
    return float(np.sum((a.mean(0) - b.mean(0)) ** 2) + np.trace(ca) + np.trace(cb) - 2 * np.trace(np.real(root)))


def manifolds(made, real, k):
    """As github.com/clovaai/generative-evaluation-prdc computes them."""
    radii = lambda x: np.sort(cdist(x, x), axis=1)[:, k]  # column 0 is the row itself
    d = cdist(real, made)
    return dict(
        precision=float((d <= radii(real)[:, None]).any(axis=0).mean()),
        recall=float((d <= radii(made)[None, :]).any(axis=1).mean()),
        density=float((d <= radii(real)[:, None]).sum(axis=0).mean() / k),
        coverage=float((d.min(axis=1) <= radii(real)).mean()))


if __name__ == "__main__":
    print("numpy", np.__version__, "scipy", scipy.__version__)
    made, real = rows(60, 7, 0.4), rows(50, 7, 0.1)
    print("frechet 60 and 50 rows of 7", repr(frechet(made, real)))
    wide, wide_real = rows(9, 12, 0.4), rows(60, 12, 0.1)
    print("frechet 9 rows of 12 (singular) and 60", repr(frechet(wide, wide_real)))
    print("k 5", manifolds(1.2 * made + 0.6, real, 5))
    print("k 3", manifolds(1.2 * made + 0.6, real, 3))
    d = cdist(made, real)
    print("nearest", repr(float(d.min(axis=1).mean())), "first", int(d.argmin(axis=1)[0]), "mean pair", repr(float(cdist(made, made).sum() / (60 * 59))))
    m = rows(6, 6, 0.2)
    print("eigenvalues", [float(v) for v in np.linalg.eigvalsh(m + m.T)])
