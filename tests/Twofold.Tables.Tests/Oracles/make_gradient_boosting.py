"""Makes gradient-boosting.json: how well scikit-learn's histogram boosting predicts held-out rows of data that come with it.
Run: python3 make_gradient_boosting.py > gradient-boosting.json"""

import json

import numpy as np
import sklearn
from sklearn.datasets import load_digits
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import accuracy_score, log_loss


OURS = {
    "max_iter": "rounds",
    "max_leaf_nodes": "leaves",
    "max_depth": "maxDepth",
    "min_samples_leaf": "minExamplesPerLeaf",
    "learning_rate": "learningRate",
    "l2_regularization": "l2",
}


def made():
    """Steps, a product and a sine, a category of twelve kinds, and a tenth of the cells missing, more often where the label is 1."""
    random = np.random.RandomState(7)
    x = np.round(random.normal(size=(1500, 5)), 3)
    kinds = random.randint(12, size=1500)
    logit = 2 * (x[:, 0] > 0.5) - 1 + 2 * x[:, 1] * x[:, 2] + np.sin(3 * x[:, 3]) + 1.5 * np.isin(kinds, [1, 4, 5, 9])
    y = (random.uniform(size=1500) < 1 / (1 + np.exp(-logit))).astype(int)
    x[random.uniform(size=x.shape) < 0.05 + 0.1 * y[:, None]] = np.nan
    return np.column_stack([x, kinds]), y


def case(name, x, y, train, categories, **options):
    model = HistGradientBoostingClassifier(early_stopping=False, categorical_features=categories or None, **options).fit(x[:train], y[:train])
    p = model.predict_proba(x[train:])
    return {
        "name": name,
        "train": train,
        "columns": x.shape[1],
        "categories": categories,
        "labels": "".join(str(label) for label in y),
        "logLoss": log_loss(y[train:], p),
        "accuracy": accuracy_score(y[train:], p.argmax(1)),
        # In the words of our own options.
        **{OURS[name]: value for name, value in options.items()},
    }


digits_x, digits_y = load_digits(return_X_y=True)
made_x, made_y = made()
print(
    json.dumps(
        {
            "madeWith": f"scikit-learn {sklearn.__version__}",
            # The 17 shades as the letters a to q, row after row.
            "digits": "".join(chr(97 + int(pixel)) for pixel in digits_x.ravel()),
            "made": [None if np.isnan(cell) else cell for cell in made_x.ravel()],
            "cases": [
                case("digits", digits_x, digits_y, 1200, [], max_iter=100),
                case("digits", digits_x, digits_y, 1200, [], max_iter=20, max_leaf_nodes=7, l2_regularization=1.0),
                case("made", made_x, made_y, 1000, [5], max_iter=100),
                case("made", made_x, made_y, 1000, [5], max_iter=50, max_depth=3, l2_regularization=5.0),
                case("made", made_x, made_y, 1000, [], max_iter=60, learning_rate=0.05, min_samples_leaf=5),
            ],
        }
    )
)
