#!/usr/bin/env python3
"""An evaluator of variants of problems: the same function behind other names, another order and moved axes.

    BENCH_EVALUATOR_INNER=/path/to/bench-evaluator variant_evaluator.py variantN/PROBLEM [--seed S]

Speaks the harness's problem protocol, so that BENCH_EVALUATOR may name this file; a PROBLEM without `variantN/` is passed on as it is.
A variant is made from N and the problem's name alone: parameters are renamed and, parents first, put in another order; options are renamed
and put in another order; each number is mirrored or not, and its axis (the logarithm for logarithmic ones) is bent by u^a with a
between 1/2 and 2, so that the optimum keeps its value and moves to another place.
"""
import json
import math
import os
import random
import subprocess
import sys


class Axis:
    """The way from a variant's parameter to the problem's own."""

    def __init__(self, own, name, rng):
        self.own, self.name = own, name
        self.public = dict(own, name=name)
        if own["kind"] == "categorical":
            order = list(own["choices"])
            rng.shuffle(order)
            self.choices = {f"v{i}": choice for i, choice in enumerate(order)}
            self.public["choices"] = list(self.choices)
        else:
            self.mirrored, self.power = rng.random() < 0.5, 2 ** rng.uniform(-1, 1)

    def condition(self, axes):
        clauses = []
        for clause in self.own.get("active_when", ()):
            parent = axes[clause["param"]]
            public = {own: v for v, own in parent.choices.items()}
            clauses.append({"param": parent.name, "in": [public[v] for v in clause["in"]]})
        if clauses:
            self.public["active_when"] = clauses

    def value(self, given):
        if self.own["kind"] == "categorical":
            return self.choices[given]
        low, high, log = self.own["low"], self.own["high"], self.own.get("log")
        if low == high:
            return given
        whole = self.own["kind"] == "int"
        # Integers keep their bins: a bent one would lose some of its values.
        if whole:
            return low + high - given if self.mirrored and not log else given
        to, back = (math.log, math.exp) if log else (float, float)
        u = (to(given) - to(low)) / (to(high) - to(low))
        u = min(max(1 - u if self.mirrored else u, 0.0), 1.0) ** self.power
        return min(max(back(to(low) + u * (to(high) - to(low))), low), high)


def parents_first(params, rng):
    left, placed, order = list(params), set(), []
    while left:
        ready = [p for p in left if all(c["param"] in placed for c in p.get("active_when", ()))]
        chosen = rng.choice(ready)
        left.remove(chosen)
        placed.add(chosen["name"])
        order.append(chosen)
    return order


def main():
    problem, rest = sys.argv[1], sys.argv[2:]
    inner = os.environ["BENCH_EVALUATOR_INNER"]
    if not problem.startswith("variant"):
        os.execv(inner, [inner, problem, *rest])
    number, _, own_name = problem.partition("/")
    rng = random.Random(f"{number} {own_name}")
    child = subprocess.Popen([inner, own_name, *rest], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
    head = json.loads(child.stdout.readline())
    order = parents_first(head["params"], rng)
    axes = {p["name"]: Axis(p, f"x{i}", rng) for i, p in enumerate(order)}
    for axis in axes.values():
        axis.condition(axes)
    head["problem"], head["params"] = problem, [axes[p["name"]].public for p in order]
    print(json.dumps(head), flush=True)
    by_name = {axis.name: axis for axis in axes.values()}
    for line in sys.stdin:
        asked = json.loads(line)
        asked["params"] = {by_name[n].own["name"]: by_name[n].value(v) for n, v in asked["params"].items()}
        child.stdin.write(json.dumps(asked) + "\n")
        child.stdin.flush()
        print(child.stdout.readline().rstrip("\n"), flush=True)
    child.stdin.close()
    child.wait()


main()
