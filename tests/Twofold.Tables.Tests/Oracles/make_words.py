"""Makes words.json: answers of scikit-learn about texts and columns. Run: python3 make_words.py > words.json"""

import json
import sys

import numpy as np
import sklearn
from sklearn.feature_extraction.text import CountVectorizer, HashingVectorizer, TfidfVectorizer
from sklearn.impute import SimpleImputer
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.utils import murmurhash3_32

TEXTS = [
    "The cat sat on the mat. The cat was happy!",
    "A dog barked at the cat, and the cat ran.",
    "Dogs and cats: 42 animals, 7 of them happy",
    "",
    "Naïve Überraschung in Ärzte-Zeitung, naïve again",
    "happy happy happy joy joy",
]

# Words as Twofold has them, of these texts: what Unicode calls letters and digits, one character or more.
PATTERN = r"(?u)\b\w+\b"


def dense(matrix):
    return np.asarray(matrix.todense()).tolist()


def words(name, vectorizer, options):
    matrix = vectorizer.fit_transform(TEXTS)
    known = list(vectorizer.get_feature_names_out()) if hasattr(vectorizer, "vocabulary_") else None
    return {"name": name, "options": options, "words": known, "counts": dense(matrix)}


cases = [
    words("counts", CountVectorizer(token_pattern=PATTERN), {}),
    words("two texts or more", CountVectorizer(token_pattern=PATTERN, min_df=2), {"minimumDocuments": 2}),
    words("pairs", CountVectorizer(token_pattern=PATTERN, ngram_range=(1, 2)), {"pairs": True}),
    words("tf-idf", TfidfVectorizer(token_pattern=PATTERN), {"inverseDocumentFrequency": True, "unitLength": True}),
    words("tf-idf without norm", TfidfVectorizer(token_pattern=PATTERN, norm=None), {"inverseDocumentFrequency": True}),
    words("hashed", HashingVectorizer(token_pattern=PATTERN, n_features=16, norm=None, alternate_sign=False), {"hashBits": 4}),
    words("hashed, signed", HashingVectorizer(token_pattern=PATTERN, n_features=16, norm=None), {"hashBits": 4, "signedHashes": True}),
    words("hashed, signed, norm", HashingVectorizer(token_pattern=PATTERN, n_features=8), {"hashBits": 3, "signedHashes": True, "unitLength": True}),
]
numbers = np.array([[1.5, -2, 7], [np.nan, 4, 7], [3.25, np.nan, 7], [10, 0.5, 7], [1e9 + 1, 3, 7]])
imputed = SimpleImputer(add_indicator=True).fit_transform(numbers)
colors = np.array([["red"], ["blue"], ["green"], ["blue"], ["red"]])
json.dump(
    {
        "madeWith": f"scikit-learn {sklearn.__version__}",
        "texts": TEXTS,
        "cases": cases,
        "hashes": {text: int(murmurhash3_32(text.encode("utf-8"), seed=0)) for text in ["", "a", "ab", "abc", "abcd", "hello world", "Überraschung", "東京"]},
        "numbers": [[None if np.isnan(value) else value for value in row] for row in numbers.tolist()],
        "imputedWithIndicators": imputed.tolist(),
        "standardized": SimpleImputer().fit_transform(StandardScaler().fit_transform(numbers)).tolist(),
        "colors": colors.ravel().tolist(),
        "oneHot": dense(OneHotEncoder().fit_transform(colors)),
    },
    sys.stdout,
    ensure_ascii=False,
)
