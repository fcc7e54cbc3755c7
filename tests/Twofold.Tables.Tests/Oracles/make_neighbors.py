"""Makes neighbors.json: answers of scikit-learn's nearest neighbors. Run: python3 make_neighbors.py > neighbors.json"""

import json
import sys

import numpy as np
import sklearn
from sklearn.datasets import load_wine
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.metrics.pairwise import nan_euclidean_distances
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import StandardScaler

random = np.random.RandomState(7)


def with_holes(x, share):
    x = x.copy()
    x[random.uniform(size=x.shape) < share] = np.nan
    return x


def answers(x, y, queries, neighbors, weights, standardize=False):
    if standardize:
        scaler = StandardScaler().fit(x)
        x, queries = scaler.transform(x), scaler.transform(queries)
    if not np.isnan(x).any() and not np.isnan(queries).any():
        # Differences themselves; the products of the brute force lose digits far from zero.
        return KNeighborsClassifier(neighbors, weights=weights, algorithm="kd_tree").fit(x, y).predict_proba(queries).tolist()
    # This version takes no metric that knows missing numbers, but distances that were made with one.
    model = KNeighborsClassifier(neighbors, weights=weights, metric="precomputed").fit(nan_euclidean_distances(x), y)
    return model.predict_proba(nan_euclidean_distances(queries, x)).tolist()


def listed(x):
    return [[None if np.isnan(value) else value for value in row] for row in x.tolist()]


def case(name, x, y, queries):
    return {
        "name": name,
        "examples": listed(x),
        "labels": y.tolist(),
        "queries": listed(queries),
        "answers": [
            {"neighbors": k, "weights": weights, "standardize": standardize, "probabilities": answers(x, y, queries, k, weights, standardize)}
            for k in [1, 5, 20]
            for weights in ["uniform", "distance"]
            for standardize in [False, True]
        ],
    }


wine_x, wine_y = load_wine(return_X_y=True)
train = np.arange(len(wine_y)) % 3 > 0
made_x = np.round(random.normal(size=(120, 9)) + 1e6, 5)
made_y = random.randint(0, 4, size=120)
texts = ["win a prize now", "see you at home", "free prize call now", "home at six then", "call me at home", "win win win free", "now or never", "free home delivery"]
text_y = np.array([1, 0, 1, 0, 0, 1, 0, 1])
counts = CountVectorizer(token_pattern=r"(?u)\b\w+\b").fit(texts)
text_queries = ["free prize", "at home at home", "call home now win"]
text_model = KNeighborsClassifier(3, weights="distance", algorithm="brute").fit(counts.transform(texts), text_y)
json.dump(
    {
        "madeWith": f"scikit-learn {sklearn.__version__}",
        "cases": [
            case("wine", wine_x[train], wine_y[train], wine_x[~train][::2]),
            case("wine with holes", with_holes(wine_x[train], 0.2), wine_y[train], with_holes(wine_x[~train][::2], 0.2)),
            case("holes in the queries only", wine_x[train], wine_y[train], with_holes(wine_x[~train][::2], 0.3)),
            case("far from zero", made_x[:100], made_y[:100], made_x[100:]),
        ],
        "texts": texts,
        "textLabels": text_y.tolist(),
        "textQueries": text_queries,
        "textProbabilities": text_model.predict_proba(counts.transform(text_queries)).tolist(),
    },
    sys.stdout,
)
