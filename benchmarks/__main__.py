"""Run benchmarks: ``python -m benchmarks [name ...] [--size full] [--rounds 9]``; prints ratios."""

from __future__ import annotations

import argparse

from benchmarks.measuring import best_times, peak_memory
from benchmarks.registry import SPECS, Spec


def main() -> None:
    arguments = _arguments()
    chosen = [spec for spec in SPECS if not arguments.names or spec.name in arguments.names]
    for spec in chosen:
        print(f"\n## {spec.title}: {spec.sizes[arguments.size]}\n")
        print(f"Each over {spec.baseline}'s:\n\n| contender | time | processor time | peak memory |")
        print("|---|---|---|---|")
        _report(spec, size=arguments.size, rounds=arguments.rounds)


def _report(spec: Spec, *, size: str, rounds: int) -> None:
    runs = {name: prepare(size) for name, prepare in spec.contenders.items()}
    answers = {name: run() for name, run in runs.items()}
    for name, answer in answers.items():
        if spec.disagreement(answer, answers[spec.baseline]) > 0.1:
            raise SystemExit(f"{name} gives another answer than {spec.baseline}: nothing to compare")
    times = best_times(runs, rounds=min(rounds, spec.most_rounds))
    peaks = {name: peak_memory(prepare, size) for name, prepare in spec.contenders.items()}
    base, base_peak = times[spec.baseline], peaks[spec.baseline]
    for name in spec.contenders:
        peak = peaks[name]
        memory = f"{peak / base_peak:.2f}" if peak is not None and base_peak else "-"
        clock, processor = times[name].clock / base.clock, times[name].processor / base.processor
        print(f"| {name} | {clock:.2f} | {processor:.2f} | {memory} |")
    print(f"\nAim: {spec.aim} x {spec.baseline}.")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("names", nargs="*", help=", ".join(spec.name for spec in SPECS))
    parser.add_argument("--size", default="full", choices=sorted({s for spec in SPECS for s in spec.sizes}))
    parser.add_argument("--rounds", type=int, default=9)
    return parser.parse_args()


if __name__ == "__main__":
    main()
