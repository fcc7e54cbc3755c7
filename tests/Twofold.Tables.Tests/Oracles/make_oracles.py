"""Makes oracles.json: answers of scikit-learn on data that come with it. Run: python3 make_oracles.py > oracles.json"""

import json
import sys

import numpy as np
import sklearn
from sklearn.datasets import load_iris, load_wine
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.linear_model import LogisticRegression


def rounded(array):
    return np.asarray(array).tolist()


def wide():
    """Fewer rows than columns, unequal scales, one column constant within a label."""
    random = np.random.RandomState(3)
    y = np.repeat([0, 1, 2], [6, 8, 10])
    x = random.normal(size=(24, 30)) * np.logspace(-2, 2, 30) + y[:, None] * random.normal(size=30)
    x[y == 1, 4] = 2.5
    return np.round(x, 6), y


def logistic(x, y, c):
    # The solver that gets closest to the exact minimum; the default one stops when rounding hides the loss's decrease.
    model = LogisticRegression(C=c, tol=1e-10, max_iter=100_000, solver="newton-cg").fit(x, y)
    p = model.predict_proba(x)
    onehot = np.eye(len(model.classes_))[np.searchsorted(model.classes_, y)]
    residual = p - onehot
    if len(model.classes_) == 2:
        residual = residual[:, 1:]
    slopes = c * residual.T @ x + model.coef_
    print(f"C={c} slope left {np.abs(slopes).max():.2e}, {np.abs(residual.sum(0)).max():.2e}", file=sys.stderr)
    return {"c": c, "coefficients": rounded(model.coef_), "intercepts": rounded(model.intercept_), "probabilities": rounded(p[::7])}


def discriminant(x, y, shrinkage):
    model = LinearDiscriminantAnalysis(solver="lsqr", shrinkage=shrinkage).fit(x, y)
    return {"shrinkage": shrinkage, "probabilities": rounded(model.predict_proba(x))}


iris_x, iris_y = load_iris(return_X_y=True)
wine_x, wine_y = load_wine(return_X_y=True)
wide_x, wide_y = wide()
wine_standard = np.round((wine_x - wine_x.mean(0)) / wine_x.std(0), 4)
two = iris_y > 0
cases = {
    "iris": (iris_x, iris_y, [0.01, 1, 100], [None, 0.1, 1, "auto"]),
    "two kinds of iris": (iris_x[two], iris_y[two], [0.01, 1, 100], [None, 0.5, "auto"]),
    "wine, standardized": (wine_standard, wine_y, [0.1, 1, 10], [None, 0.2, "auto"]),
    "wine": (wine_x, wine_y, [], [None, 0.01, "auto"]),
    "wide": (wide_x, wide_y, [], [0.3, "auto"]),
}
json.dump(
    {
        "madeWith": f"scikit-learn {sklearn.__version__}",
        "cases": [
            {
                "name": name,
                "examples": rounded(x),
                "labels": y.tolist(),
                "logistic": [logistic(x, y, c) for c in strengths],
                "discriminant": [discriminant(x, y, shrinkage) for shrinkage in shrinkages],
            }
            for name, (x, y, strengths, shrinkages) in cases.items()
        ],
    },
    sys.stdout,
)
