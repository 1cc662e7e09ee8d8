#!/usr/bin/env python3
"""Asynchronous runs in virtual time: so many workers, each evaluation takes a log-normal time, a free worker asks at once.

    python3 asynchronous.py --bench DIR --problems FILE|NAME,… --seeds 0-9 --workers 8 --budget 100 --out DIR --external "ours=COMMAND ARGS"

`--bench` (or $BENCH) is the folder of the harness; $BENCH_EVALUATOR and the rest as for its run.py, whose run files these are: values stand in
the order in which evaluations end, and `trials to the sequential value` is read from them by asynchronous.py --table.
"""
import argparse
import heapq
import json
import os
import random
import shlex
import sys


def play(bench, problem, name, command, seed, budget, workers):
    import run
    import tuners

    evaluator = run.evaluator(problem, seed)
    head = json.loads(evaluator.stdout.readline())
    tuner = tuners.External(command, head["params"], head["objective"]["direction"], seed, budget)
    durations = random.Random(f"{problem} {seed}")
    record = {"problem": problem, "tuner": name, "seed": seed, "budget": budget, "workers": workers, "values": [], "clean": []}
    running, now, asked = [], 0.0, 0
    try:
        while len(record["values"]) < budget:
            while len(running) < workers and asked < budget:
                (number, params, *_), = tuner.ask(1)
                evaluator.stdin.write(json.dumps({"params": params}) + "\n")
                evaluator.stdin.flush()
                result = json.loads(evaluator.stdout.readline())
                heapq.heappush(running, (now + durations.lognormvariate(0, 0.5), asked, number, result))
                asked += 1
            now, _, number, result = heapq.heappop(running)
            tuner.tell(number, result["value"])
            record["values"].append(result["value"])
            record["clean"].append(result.get("clean", result["value"]))
        record["status"], record["time"] = "ok", round(now, 4)
        record["secs"] = [0.0] * budget
    finally:
        tuner.close()
        evaluator.stdin.close()
        evaluator.wait()
    return record


def best_so_far(record, direction):
    """The noiseless value of the best trial so far, smaller is better."""
    sign = 1.0 if direction == "minimize" else -1.0
    best, kept, out = float("inf"), float("inf"), []
    for value, clean in zip(record["values"], record["clean"]):
        if sign * value < best:
            best, kept = sign * value, sign * clean
        out.append(kept)
    return out


def table(folder, name, directions, at):
    """How many trials the workers need for the value that one worker has after `at` trials, as a multiple."""
    runs = {}
    with open(os.path.join(folder, name + ".async.jsonl")) as lines:
        for line in lines:
            record = json.loads(line)
            curve = best_so_far(record, directions[record["problem"]])
            runs.setdefault((record["problem"], record["workers"]), []).append(curve)
    ratios = []
    print(f"| problem | workers | seeds | trials to the value of one worker at {at} | ratio |\n| --- | --- | --- | --- | --- |")
    for (problem, workers), curves in sorted(runs.items()):
        if workers == 1 or (problem, 1) not in runs:
            continue
        mean = [sum(values) / len(values) for values in zip(*curves)]
        goal = [sum(values) / len(values) for values in zip(*runs[problem, 1])][at - 1]
        reached = next((i + 1 for i, value in enumerate(mean) if value <= goal + 1e-12), None)
        ratios.append(reached / at if reached else len(mean) / at)
        print(f"| {problem} | {workers} | {len(curves)} | {reached or 'not reached'} | {ratios[-1]:.2f} |")
    if ratios:
        ratios.sort()
        middle = len(ratios) // 2
        median = ratios[middle] if len(ratios) % 2 else (ratios[middle - 1] + ratios[middle]) / 2
        print(f"\nMedian ratio over {len(ratios)} problems: {median:.2f} (a value that is not reached counts as the whole budget)")


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--bench", default=os.environ.get("BENCH", "../shared/bench"))
    ap.add_argument("--problems", required=True)
    ap.add_argument("--seeds", default="0-9")
    ap.add_argument("--workers", type=int, action="append", help="may be given several times; default 1 and 8")
    ap.add_argument("--budget", type=int, default=100)
    ap.add_argument("--out", required=True)
    ap.add_argument("--external", required=True, metavar="NAME=COMMAND")
    ap.add_argument("--at", type=int, default=50)
    ap.add_argument("--table", action="store_true", help="only print the table of what is there")
    a = ap.parse_args()
    sys.path[:0] = [a.bench, os.path.join(a.bench, "peers")]
    import run

    name, command = a.external.split("=", 1)
    low, _, high = a.seeds.partition("-")
    path = os.path.join(a.out, name + ".async.jsonl")
    os.makedirs(a.out, exist_ok=True)
    done = set()
    if os.path.exists(path):
        with open(path) as lines:
            done = {(r["problem"], r["seed"], r["workers"], r["budget"]) for r in map(json.loads, lines)}
    problems = run.load_problems(a.problems)
    if not a.table:
        for seed in range(int(low), int(high or low) + 1):
            for problem in problems:
                for workers in a.workers or [1, 8]:
                    if (problem, seed, workers, a.budget) not in done:
                        record = play(a.bench, problem, name, shlex.split(command), seed, a.budget, workers)
                        with open(path, "a") as out:
                            out.write(json.dumps(record, separators=(",", ":")) + "\n")
    directions = {}
    for problem in problems:
        evaluator = run.evaluator(problem, 0)
        directions[problem] = json.loads(evaluator.stdout.readline())["objective"]["direction"]
        evaluator.stdin.close()
        evaluator.wait()
    table(a.out, name, directions, a.at)


main()
