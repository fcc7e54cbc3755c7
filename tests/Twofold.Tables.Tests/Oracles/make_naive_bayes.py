"""Makes naive_bayes.json: answers of scikit-learn's naive Bayes models. Run: python3 make_naive_bayes.py > naive_bayes.json"""

import json
import sys

import numpy as np
import sklearn
from sklearn.datasets import load_digits, load_iris, load_wine
from sklearn.naive_bayes import BernoulliNB, CategoricalNB, ComplementNB, GaussianNB, MultinomialNB

EVERY = 9


def made_counts():
    """Counts of 30 words of texts of unequal length, one word in no text of one label."""
    random = np.random.RandomState(7)
    y = np.repeat([0, 1, 2, 3], [20, 25, 15, 30])
    rates = random.gamma(0.7, 2.0, size=(4, 30))
    x = random.poisson(rates[y] * random.uniform(0.3, 3, size=(90, 1)))
    x[y == 2, 5] = 0
    return x.astype(float), y


def far():
    """Columns of unequal scales far from zero."""
    random = np.random.RandomState(8)
    y = np.repeat([0, 1], 40)
    x = random.normal(size=(80, 6)) * np.logspace(-3, 3, 6) + y[:, None] * random.normal(size=6) + np.array([0, 1e3, -1e3, 1e5, 10, 1e6])
    return np.round(x, 6), y


def fitted(model, x, y, weights):
    if weights is None:
        return model.fit(x, y)

    # GaussianNB takes the variance that it smooths with from the rows without their weights: repeated rows have none to leave out.
    return model.fit(np.repeat(x, weights, axis=0), np.repeat(y, weights))


def answers(name, model, x, y, weights, **options):
    model = fitted(model, x, y, weights)
    result = {"model": name, "isWeighted": weights is not None, "logProbabilities": model.predict_log_proba(x[::EVERY]).tolist(), **options}
    if name == "gaussian":
        result |= {"means": model.theta_.tolist(), "variances": model.var_.tolist(), "epsilon": model.epsilon_}
    return result


def case(name, x, y, counts):
    """`counts` are the non-negative integers that the other models take."""
    weights = np.arange(len(y)) % 3 + 1
    models = [answers("gaussian", GaussianNB(var_smoothing=s), x, y, w, alpha=s) for s in (1e-9, 0.01) for w in (None, weights)]
    for w in (None, weights):
        for alpha in (1.0, 0.1):
            models.append(answers("multinomial", MultinomialNB(alpha=alpha), counts, y, w, alpha=alpha))
            models.append(answers("multinomial", MultinomialNB(alpha=alpha, fit_prior=False), counts, y, w, alpha=alpha, isUniform=True))
            models.append(answers("complement", ComplementNB(alpha=alpha), counts, y, w, alpha=alpha))
            models.append(answers("complement", ComplementNB(alpha=alpha, norm=True), counts, y, w, alpha=alpha, isNormed=True))
            models.append(answers("bernoulli", BernoulliNB(alpha=alpha), counts, y, w, alpha=alpha))
            models.append(answers("bernoulli", BernoulliNB(alpha=alpha, binarize=2.0), counts, y, w, alpha=alpha, binarize=2.0))
            models.append(answers("categorical", CategoricalNB(alpha=alpha), counts.astype(int), y, w, alpha=alpha))
    return {"name": name, "examples": x.tolist(), "counts": counts.tolist(), "labels": y.tolist(), "weights": weights.tolist(), "every": EVERY, "models": models}


iris_x, iris_y = load_iris(return_X_y=True)
wine_x, wine_y = load_wine(return_X_y=True)
digits_x, digits_y = load_digits(return_X_y=True)
made_x, made_y = made_counts()
far_x, far_y = far()
json.dump(
    {
        "madeWith": f"scikit-learn {sklearn.__version__}",
        "cases": [
            case("iris", iris_x, iris_y, np.round(iris_x)),
            case("wine", wine_x, wine_y, np.round(wine_x / 2)),
            case("digits", digits_x[:250], digits_y[:250], digits_x[:250]),
            case("counts", made_x, made_y, made_x),
            case("far from zero", far_x, far_y, np.abs(np.round(far_x % 7))),
        ],
    },
    sys.stdout,
)
