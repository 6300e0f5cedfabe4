#!/usr/bin/python3
"""Runs one of our benchmarks and its peer in turn and compares the medians. See README.md beside this file."""
import argparse
import json
import pathlib
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent

# Name of the benchmark: our program's CMake target, the peer's script.
PAIRS = {
    "train": ("train_step", "peer_train.py"),
    "infer": ("infer_models", "peer_infer.py"),
    "data": ("load_pictures", "peer_data.py"),
    "eval": ("eval_boxes", "peer_eval.py"),
}


def measure(command):
    """Runs a program once and returns {name: (unit, value)} of the rows that it prints."""
    run = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT)
    rows = (json.loads(line) for line in run.stdout.splitlines() if line.startswith("{"))
    return {row["name"]: (row["unit"], float(row["value"])) for row in rows}


def repeated(commands, repetitions):
    """Returns {name: [value of each repetition]} for each command, and {name: unit}. The commands run alternately, so
    that a machine that becomes slower affects all of them."""
    values = [{} for _ in commands]
    units = {}
    for repetition in range(repetitions):
        print(f"repetition {repetition + 1} of {repetitions}", file=sys.stderr)
        for command, seen in zip(commands, values):
            for name, (unit, value) in measure(command).items():
                seen.setdefault(name, []).append(value)
                units[name] = unit
    return values, units


def spread(values):
    """Returns half the range, in percent of the median. Smaller differences are not significant."""
    return 50 * (max(values) - min(values)) / statistics.median(values)


def main():
    parser = argparse.ArgumentParser(prog="./bench", description=__doc__)
    parser.add_argument("name", choices=sorted(PAIRS))
    parser.add_argument("--repetitions", type=int, default=5)
    arguments = parser.parse_args()
    target, peer = PAIRS[arguments.name]
    subprocess.run([ROOT / "scripts" / "build", "release", target], check=True)
    commands = [[ROOT / "build" / "release" / "benchmarks" / target], [sys.executable, HERE / peer]]
    (ours, theirs), units = repeated(commands, max(1, arguments.repetitions))

    rows = []
    print(f"{'name':32} {'unit':10} {'ours':>12} {'peer':>12} {'ratio':>7}")
    for name in sorted(set(ours) & set(theirs)):
        mine, peers = statistics.median(ours[name]), statistics.median(theirs[name])
        ratio = mine / peers if units[name].endswith("/s") else peers / mine
        print(f"{name:32} {units[name]:10} {mine:>8.4g} ±{spread(ours[name]):2.0f}% {peers:>8.4g} "
              f"±{spread(theirs[name]):2.0f}% {ratio:>6.2f}x")
        rows.append({"name": name, "unit": units[name], "ours": mine, "peer": peers, "ratio": ratio})
    for row in rows:
        print(json.dumps(row))
    alone = sorted(set(ours) ^ set(theirs))
    if alone or not rows:
        sys.exit(f"./bench: measured by one side only: {', '.join(alone) or 'nothing was measured'}")


if __name__ == "__main__":
    main()
