"""The sweep with the names of SDK v2."""

import os
import unittest

from .notebooks import NotebookCase


class NotebookV2Tests(NotebookCase):
    def test_the_sweep_of_sdk_v2_runs_to_its_end(self):
        said = self.executed("Sweep (SDK v2).ipynb")

        self.assertIn("aml-cluster is Succeeded", said)
        self.assertIn("Streaming azureml-logs/hyperdrive.txt", said)
        trials = [line for line in said.splitlines() if "Completed {'reg_rate'" in line]
        self.assertEqual(len(trials), 3)
        score = float(next(line for line in said.splitlines() if line.startswith("Completed ")).split()[-1])
        self.assertGreater(score, 0.8)
        self.assertIn("Downloaded", said)
        log = ("Users", "me", "azure", "best", "hd-artifacts", "azureml-logs", "hyperdrive.txt")
        self.assertTrue(os.path.isfile(self.host.path(*log)))


if __name__ == "__main__":
    unittest.main()
