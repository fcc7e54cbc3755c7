"""Makes calibration.json: answers of scikit-learn about calibration. Run: python3 make_calibration.py > calibration.json"""

import json
import sys

import numpy as np
import sklearn
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.calibration import CalibratedClassifierCV, _sigmoid_calibration
from sklearn.isotonic import IsotonicRegression

random = np.random.RandomState(5)


class Given(ClassifierMixin, BaseEstimator):
    """A fitted model whose rows are its probabilities; the decision function is the log-odds of each label."""

    def __init__(self, labels=2):
        self.labels = labels

    def fit(self, X, y):
        return self

    def __sklearn_is_fitted__(self):
        return True

    @property
    def classes_(self):
        return np.arange(self.labels)


class GivenProbabilities(Given):
    def predict_proba(self, X):
        return X


class GivenLogOdds(Given):
    def decision_function(self, X):
        odds = np.log(X) - np.log(np.stack([np.delete(X, k, axis=1).sum(axis=1) for k in range(X.shape[1])], axis=1))
        return odds[:, 1] if self.labels == 2 else odds


def curves(name, scores, truth):
    slope, intercept = _sigmoid_calibration(scores, truth)
    isotonic = IsotonicRegression(out_of_bounds="clip").fit(scores, truth)
    queries = np.concatenate([scores[:10], np.linspace(scores.min() - 1, scores.max() + 1, 15)])
    return {
        "name": name,
        "scores": scores.tolist(),
        "isTrue": [bool(value) for value in truth],
        "slope": slope,
        "intercept": intercept,
        "queries": queries.tolist(),
        "isotonic": isotonic.predict(queries).tolist(),
    }


def weighted_isotonic():
    scores, truth, weights = np.round(random.normal(size=40), 1), random.randint(0, 2, 40), random.randint(0, 4, 40) / 2
    isotonic = IsotonicRegression(out_of_bounds="clip").fit(scores, truth, weights)
    queries = np.linspace(-3, 3, 25)
    return {
        "scores": scores.tolist(),
        "isTrue": [bool(value) for value in truth],
        "weights": weights.tolist(),
        "queries": queries.tolist(),
        "isotonic": isotonic.predict(queries).tolist(),
    }


def models(labels):
    truth = np.arange(90) % labels
    logits = 0.8 * random.normal(size=(90, labels)) + 2.5 * np.eye(labels)[truth] * (random.uniform(size=(90, 1)) < 0.8)
    probabilities = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    queries = probabilities[::9] ** 1.5
    queries /= queries.sum(axis=1, keepdims=True)
    answers = {}
    for method, model in [("sigmoid", GivenLogOdds(labels)), ("isotonic", GivenProbabilities(labels))]:
        calibrated = CalibratedClassifierCV(model, method=method, cv="prefit").fit(probabilities, truth)
        answers[method] = calibrated.predict_proba(queries).tolist()
    return {"labels": truth.tolist(), "probabilities": probabilities.tolist(), "queries": queries.tolist(), **answers}


scores = random.normal(size=80)
truth = (scores + random.normal(size=80) > 0.3).astype(int)
json.dump(
    {
        "madeWith": f"scikit-learn {sklearn.__version__}",
        "curves": [
            curves("overlapping", scores, truth),
            curves("apart", scores, (scores > 0.2).astype(int)),
            curves("rounded, with ties", np.round(scores, 1), truth),
            curves("few", scores[:6], np.array([0, 1, 0, 1, 1, 0])),
            curves("large", 40 * scores, truth),
            curves("against the scores", -scores, truth),
        ],
        "weightedIsotonic": weighted_isotonic(),
        "models": [models(2), models(3)],
    },
    sys.stdout,
)
