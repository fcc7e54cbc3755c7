"""Makes logistic.json: scikit-learn's logistic regressions, solved until nothing moves. Run: python3 make_logistic.py > logistic.json

The data come with scikit-learn or are made here, and are written beside the answers. How far each answer is from the minimum goes to standard error.
"""

import json
import sys

import numpy as np
import sklearn
from sklearn.datasets import load_digits, load_iris, load_wine
from sklearn.linear_model import LogisticRegression


def made():
    """Correlated columns far from zero, of unequal scales; labels of unequal number."""
    random = np.random.RandomState(5)
    y = random.choice(4, 240, p=[0.5, 0.3, 0.15, 0.05])
    x = random.normal(size=(240, 6)) @ (np.eye(6) + 0.4 * random.normal(size=(6, 6))) + 0.4 * random.normal(size=(4, 6))[y]
    return np.round(x * np.logspace(-0.5, 0.5, 6) + 3, 4), y


def standardized(x):
    spread = x.std(0)
    return np.round((x - x.mean(0)) / np.where(spread > 0, spread, 1), 4)


def slope_left(model, x, y, w, c, l1, l2):
    """The steepest slope of the mean loss with its penalty; 0 at the minimum."""
    p = model.predict_proba(x)
    residual = p - np.eye(p.shape[1])[y]
    coef = model.coef_
    if p.shape[1] == 2:
        residual = residual[:, 1:]
    slope = c * (residual * w[:, None]).T @ x + l2 * coef
    at_zero = np.maximum(np.abs(slope) - l1, 0)
    left = np.where(coef == 0, at_zero, np.abs(slope + l1 * np.sign(coef)))
    return max(left.max(), np.abs((residual * w[:, None]).sum(0)).max()) / (c * w.sum())


def case(name, data, x, y, penalty, c, l1_ratio=0.5, class_weight=None, weights=None, every=1):
    l1 = {"L1": 1.0, "ElasticNet": l1_ratio}.get(penalty, 0.0)
    l2 = {"L2": 1.0, "ElasticNet": 1 - l1_ratio}.get(penalty, 0.0)
    options = dict(penalty={"L2": "l2", "L1": "l1", "ElasticNet": "elasticnet", "None": "none"}[penalty], class_weight=class_weight, max_iter=200_000 if l1 > 0 else 100)
    if penalty != "None":
        options["C"] = c
    if penalty == "ElasticNet":
        options["l1_ratio"] = l1_ratio
    options["solver"] = "saga" if l1 > 0 else "newton-cg"
    model = LogisticRegression(tol=1e-11 if l1 > 0 else 1e-10, random_state=0, **options).fit(x, y, sample_weight=weights)
    w = np.ones(len(y)) if weights is None else weights.copy()
    if class_weight == "balanced":
        w *= (len(y) / (len(np.unique(y)) * np.bincount(y)))[y]
    elif class_weight is not None:
        w *= np.array([class_weight[k] for k in range(y.max() + 1)])[y]
    left = slope_left(model, x, y, w, c if penalty != "None" else 1.0, l1, l2)
    print(f"{name}: slope left {left:.1e}, zeros {int((model.coef_ == 0).sum())} of {model.coef_.size}", file=sys.stderr)
    return {
        "name": name,
        "data": data,
        "penalty": penalty,
        "c": c,
        "l1Ratio": l1_ratio,
        "classWeights": "balanced" if class_weight == "balanced" else None if class_weight is None else [class_weight[k] for k in range(y.max() + 1)],
        "weights": None if weights is None else weights.tolist(),
        "coefficients": model.coef_[:, ::every].tolist(),
        "columnStep": every,
        "intercepts": model.intercept_.tolist(),
        "probabilities": model.predict_proba(x[::17]).tolist(),
    }


iris_x, iris_y = load_iris(return_X_y=True)
iris_x = standardized(iris_x)
wine_x, wine_y = load_wine(return_X_y=True)
wine_x = standardized(wine_x)
digits_x, digits_y = load_digits(return_X_y=True)
digits_x, digits_y = digits_x[:400] / 16, digits_y[:400]
made_x, made_y = made()
data = {
    "iris": (iris_x, iris_y),
    "wine": (wine_x, wine_y),
    "digits": (digits_x, digits_y),
    "made": (made_x, made_y),
    "made, two labels": (made_x, made_y % 2),
}
random = np.random.RandomState(8)
cases = []
for name, (x, y) in data.items():
    two_labels = y.max() == 1
    weights = np.round(random.uniform(0.2, 3, len(y)), 2)
    every = 9 if name == "digits" else 1

    def add(what, *arguments, **options):
        cases.append(case(f"{name}: {what}", name, x, y, *arguments, every=every, **options))

    add("L2", "L2", 0.5)
    add("elastic net", "ElasticNet", 0.3, l1_ratio=0.6)
    # With an even number of labels and L1 alone, an interval of slopes is as good: only three labels or two have one answer.
    if y.max() in (1, 2):
        add("L1", "L1", 0.4)
        add("L1, weighted", "L1", 0.2, weights=weights)
    add("balanced", "L2", 1.0, class_weight="balanced")
    add("class weights", "L2", 1.0, class_weight={k: 0.5 + k for k in range(y.max() + 1)})
    add("weights", "L2", 2.0, weights=weights)
    if name != "digits":
        add("elastic net, weighted", "ElasticNet", 0.7, l1_ratio=0.2, weights=weights)
    if name.startswith("made"):
        add("no penalty", "None", 1.0)
        add("no penalty, weights", "None", 1.0, weights=weights)

json.dump(
    {
        "madeWith": f"scikit-learn {sklearn.__version__}",
        "data": {name: {"examples": x.tolist(), "labels": y.tolist()} for name, (x, y) in data.items()},
        "cases": cases,
    },
    sys.stdout,
)
