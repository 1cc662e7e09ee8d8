"""Trains boosted trees on the patients and says how well they tell apart, among patients never seen, who has diabetes.

    python3 train.py --data ../data --learning-rate 0.1 --trees 100
"""

import argparse
import json
import os
import pathlib

import joblib
import pandas
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.metrics import accuracy_score, roc_auc_score
from sklearn.model_selection import train_test_split

FEATURES = [
    "Pregnancies", "PlasmaGlucose", "DiastolicBloodPressure", "TricepsThickness",
    "SerumInsulin", "BMI", "DiabetesPedigree", "Age",
]

parser = argparse.ArgumentParser()
parser.add_argument("--data", type=pathlib.Path, default="../data")
parser.add_argument("--learning-rate", type=float, default=0.1)
parser.add_argument("--trees", type=int, default=100)
parser.add_argument("--outputs", default="outputs")
args = parser.parse_args()

patients = pandas.concat(pandas.read_csv(file) for file in sorted(args.data.glob("*.csv")))
seen, held_out, seen_label, held_out_label = train_test_split(
    patients[FEATURES].values, patients["Diabetic"].values, test_size=0.30, random_state=0
)

model = GradientBoostingClassifier(learning_rate=args.learning_rate, n_estimators=args.trees, random_state=0)
model.fit(seen, seen_label)

os.makedirs(args.outputs, exist_ok=True)
joblib.dump(model, os.path.join(args.outputs, "diabetes_model.pkl"))
print(json.dumps({
    "AUC": roc_auc_score(held_out_label, model.predict_proba(held_out)[:, 1]),
    "Accuracy": accuracy_score(held_out_label, model.predict(held_out)),
}))
