"""The exercise with the names of SDK v1."""

import json
import unittest

from .notebooks import NotebookCase


class NotebookV1Tests(NotebookCase):
    def test_the_exercise_of_sdk_v1_runs_to_its_end_and_finds_the_best_auc(self):
        said = self.executed("Tune Hyperparameters (SDK v1).ipynb")

        lines = [line for line in said.splitlines() if line.startswith("{'run_id'")]
        self.assertEqual(len(lines), 6)
        self.assertIn('{"--learning_rate": 0.1, "--n_estimators": 100}', lines[0])
        self.assertIn("'best_primary_metric': 0.988", lines[0])
        self.assertIn("'status': 'Completed'", lines[0])
        auc = float(said.split(" - AUC: ")[1].split()[0])
        self.assertAlmostEqual(auc, 0.9886, places=3)
        self.assertAlmostEqual(float(said.split(" - Accuracy: ")[1].split()[0]), 0.946, places=2)
        self.assertIn("'--learning_rate', '0.1', '--n_estimators', '100']", said)
        self.assertIn("diabetes_model version: 1", said)
        self.assertIn("Training context : Hyperdrive", said)
        self.assertIn(f"AUC : {auc}", said)
        self.assertIn("Registered.", said)
        html = "".join(
            output.get("data", {}).get("text/html", "")
            for cell in self.notebook.cells
            for output in cell.get("outputs", [])
        )
        widgets = json.dumps(self.notebook.metadata.get("widgets", {}))
        self.assertIn("mslearn-diabetes-hyperdrive", html + widgets)


if __name__ == "__main__":
    unittest.main()
