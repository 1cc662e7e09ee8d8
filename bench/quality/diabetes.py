#!/usr/bin/env python3
"""The Python diabetes sweeps over six continuous settings, each as a person runs it: `./attune run`, four trials at a time.

    bench/quality/diabetes.py [--seeds 1,2,3] [--trials 40] [--sweeps random,bayesian,halving]

For each seed three sweeps: random points, the tuning engine, and the tuning engine with successive halving. Prints a Markdown row for
each with the best AUC, the trees that were trained (a tenth of a trial is a step of ten trees; the step in which a trial was stopped
counts whole) and the seconds that the sweep took.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
DIABETES = ROOT / "samples" / "diabetes"
TREES_PER_STEP = 10
STEPS = 10
SWEEPS = {
    "random": ("sweep-bayesian-python.yml", ["sampling_algorithm.type=random"]),
    "bayesian": ("sweep-bayesian-python.yml", []),
    "halving": ("sweep-halving-python.yml", []),
}


def run(file, settings, home):
    """The finished sweep, as `attune run --json` tells it."""
    command = ["bash", str(ROOT / "attune"), "run", str(DIABETES / file), "--home", home, "--json", "--quiet"]
    for setting in settings:
        command += ["--set", setting]
    # Debian's interpreter first: another one would not have its scikit-learn.
    environment = {**os.environ, "PATH": "/usr/bin:" + os.environ["PATH"]}
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with exit code {done.returncode}:\n{done.stderr}")
    return json.loads(done.stdout)


def trees(trial):
    log = pathlib.Path(trial) / "user_logs" / "std_log.txt"
    steps = sum('"step"' in line for line in log.read_text().splitlines())
    return TREES_PER_STEP * min(STEPS, steps + 1)


def seconds(job):
    from datetime import datetime

    return (datetime.fromisoformat(job["ended_at"]) - datetime.fromisoformat(job["started_at"])).total_seconds()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", default="1,2,3")
    parser.add_argument("--trials", type=int, default=40)
    parser.add_argument("--sweeps", default=",".join(SWEEPS))
    args = parser.parse_args()
    print("| seed | sweep | best AUC | trees | seconds |\n| --- | --- | --- | --- | --- |")
    for seed in args.seeds.split(","):
        for name in args.sweeps.split(","):
            file, settings = SWEEPS[name]
            with tempfile.TemporaryDirectory(prefix="attune-diabetes-") as home:
                budget = [f"sampling_algorithm.seed={seed}", f"limits.max_total_trials={args.trials}"]
                job = run(file, settings + budget, home)
                folders = (pathlib.Path(job["folder"]) / "trials").iterdir()
                total = sum(trees(folder) for folder in folders)
                print(f"| {seed} | {name} | {job['best']['value']:.4f} | {total:,} | {seconds(job):.0f} |", flush=True)


if __name__ == "__main__":
    main()
