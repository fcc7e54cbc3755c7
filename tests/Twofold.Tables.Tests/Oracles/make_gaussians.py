"""Makes gaussians.json: answers of scikit-learn's models with full covariances. Run: python3 make_gaussians.py > gaussians.json"""

import json
import sys

import numpy as np
import sklearn
from sklearn.datasets import load_iris, load_wine
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis, QuadraticDiscriminantAnalysis
from sklearn.mixture import GaussianMixture

EVERY = 4


def made():
    """Four labels of unequal number, shape and size in seven columns of unequal scales."""
    random = np.random.RandomState(11)
    y = np.repeat([0, 1, 2, 3], [30, 45, 25, 60])
    x = np.empty((len(y), 7))
    for k in range(4):
        mix = random.normal(size=(7, 7)) * random.uniform(0.5, 2)
        x[y == k] = random.normal(size=((y == k).sum(), 7)) @ mix + 2 * random.normal(size=7)
    return np.round(x * np.logspace(-2, 2, 7) + np.array([0, 1, -1, 5, 20, 100, -300]), 6), y


def answers(fitted, x, **options):
    return {"logProbabilities": np.log(np.maximum(fitted.predict_proba(x[::EVERY]), 1e-320)).tolist(), **options}


def linear(x, y, shrinkage, prior):
    model = LinearDiscriminantAnalysis(solver="lsqr", shrinkage=shrinkage, priors=prior).fit(x, y)
    return answers(model, x, model="linear", amount=shrinkage, prior=prior, coefficients=model.coef_.tolist(), intercepts=model.intercept_.tolist())


def quadratic(x, y, amount, prior, weights):
    model = QuadraticDiscriminantAnalysis(reg_param=amount, priors=prior)
    model = model.fit(x, y) if weights is None else model.fit(np.repeat(x, weights, axis=0), np.repeat(y, weights))
    return answers(model, x, model="quadratic", amount=amount, prior=prior, isWeighted=weights is not None)


def mixture(x, kind):
    model = GaussianMixture(3, covariance_type=kind, random_state=0, n_init=3).fit(x)
    factors = np.linalg.cholesky(model.covariances_) if kind == "full" else np.sqrt(model.covariances_)
    return {
        "kind": kind,
        "shares": model.weights_.tolist(),
        "means": model.means_.tolist(),
        "factors": factors.reshape(3, -1).tolist(),
        "logDensities": model.score_samples(x[::EVERY]).tolist(),
    }


def case(name, x, y):
    labels = len(np.unique(y))
    prior = (np.arange(1, labels + 1) / np.arange(1, labels + 1).sum()).tolist()
    weights = np.arange(len(y)) % 3 + 1
    return {
        "name": name,
        "examples": x.tolist(),
        "labels": y.tolist(),
        "weights": weights.tolist(),
        "every": EVERY,
        "models": [linear(x, y, amount, p) for amount in (None, 0.3) for p in (None, prior)]
        + [quadratic(x, y, amount, p, w) for amount in (0.0, 0.1, 0.7) for p in (None, prior) for w in (None, weights)],
        "mixtures": [mixture(x, "full"), mixture(x, "diag")],
    }


json.dump(
    {
        "madeWith": f"scikit-learn {sklearn.__version__}",
        "cases": [case("iris", *load_iris(return_X_y=True)), case("wine", *load_wine(return_X_y=True)), case("made", *made())],
    },
    sys.stdout,
)
