"""Grows boosted trees a few at a time and reports their quality after each step: a sweep can then stop the trials that
fall behind.

    python3 train-steps.py --data ../data --learning-rate 0.1 --depth 3 --steps 10
"""

import argparse
import json
import pathlib

import pandas
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split

TREES_PER_STEP = 10

parser = argparse.ArgumentParser()
parser.add_argument("--data", type=pathlib.Path, default="../data")
parser.add_argument("--learning-rate", type=float, default=0.1)
parser.add_argument("--depth", type=int, default=3)
parser.add_argument("--steps", type=int, default=10)
parser.add_argument("--subsample", type=float, default=1.0, help="fraction of the patients that each tree sees")
parser.add_argument("--max-features", type=float, default=1.0, help="fraction of the features that each split looks at")
parser.add_argument("--min-split", type=float, default=0.0002, help="smallest node that is split, as a fraction of the patients")
parser.add_argument("--min-leaf", type=float, default=0.0001, help="smallest leaf, as a fraction of the patients")
parser.add_argument("--min-gain", type=float, default=0.0, help="least decrease of impurity for a split")
args = parser.parse_args()

patients = pandas.concat(pandas.read_csv(file) for file in sorted(args.data.glob("*.csv")))
features = patients.columns.drop(["PatientID", "Diabetic"])
seen, held_out, seen_label, held_out_label = train_test_split(
    patients[features].values, patients["Diabetic"].values, test_size=0.30, random_state=0
)

model = GradientBoostingClassifier(
    learning_rate=args.learning_rate,
    max_depth=args.depth,
    subsample=args.subsample,
    max_features=args.max_features,
    min_samples_split=args.min_split,
    min_samples_leaf=args.min_leaf,
    min_impurity_decrease=args.min_gain,
    warm_start=True,
    random_state=0,
)
for step in range(1, args.steps + 1):
    model.set_params(n_estimators=step * TREES_PER_STEP).fit(seen, seen_label)
    auc = roc_auc_score(held_out_label, model.predict_proba(held_out)[:, 1])
    print(json.dumps({"step": step, "AUC": auc}), flush=True)
