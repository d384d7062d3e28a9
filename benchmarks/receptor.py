"""Our receptor model beside ESAT's on the EPA's example data: Q, matched profiles, time in one run.

``python -m benchmarks.receptor --data FOLDER --esat PYTHON``: FOLDER holds the EPA's files, PYTHON is the
interpreter of an environment with esat 2025.0.1, numpy 2.2.6, pandas 2.3.0; ``--build DIR`` makes one.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

import numpy as np
import polars as pl

from tongyuan.advance.tracing import factorise, pairs_of, prepare

PINS = ("esat==2025.0.1", "numpy==2.2.6", "pandas==2.3.0")
CASES = {
    "Baltimore": ("Dataset-Baltimore_con.txt", "Dataset-Baltimore_unc.txt", "\t", 7),
    "St Louis": ("Dataset-StLouis-con.csv", "Dataset-StLouis-unc.csv", ",", 6),
}
PEER = Path(__file__).parent / "peers" / "run_esat.py"


def main() -> None:
    given = _arguments()
    python = _python(given)
    if not given.data.is_dir():
        raise SystemExit(f"skipped: no folder {given.data} with the EPA's example data")
    print("Times are ours over ESAT's; each: an iteration.")
    print("| set | samples x species, factors | Q ours | Q ESAT | ratio | least r | median r | time | each |")
    print("|---|---|---|---|---|---|---|---|---|")
    for name in CASES:
        print(_row(name, given.data, python, given.attempts))


def _row(name: str, folder: Path, python: Path, attempts: int) -> str:
    con, unc, separator, factors = CASES[name]
    v, u = _read(folder / con, separator), _read(folder / unc, separator)
    there = ~np.isnan(v).all(axis=1)  # Baltimore's file ends in empty lines
    v, u = v[there], u[there]
    ready = prepare(v, uncertainty=u, species=[str(n) for n in range(v.shape[1])])
    begun = time.perf_counter()
    ours = factorise(ready, factors=factors, seed=0, attempts=attempts)
    seconds = time.perf_counter() - begun
    with tempfile.TemporaryDirectory() as scratch:
        case, answer = Path(scratch) / "case.npz", Path(scratch) / "answer.npz"
        np.savez(case, v=v, u=u, factors=factors, attempts=attempts)
        subprocess.run([python, PEER, case, answer], check=True, stdout=subprocess.DEVNULL)
        theirs = dict(np.load(answer))
    # Each species by its own sum, so that the mass does not decide alone which profiles are alike.
    mine, other = (
        f / f.sum(axis=0) for f in (ours.profiles, theirs["h"] * theirs["w"].mean(axis=0)[:, None])
    )
    r = sorted(r for _, _, r in pairs_of(mine, other=other))
    q, steps = float(theirs["q"]), sum(attempt.iterations for attempt in ours.attempts)
    time_ratio = seconds / float(theirs["seconds"])
    each = time_ratio * float(theirs["iterations"]) / steps
    return (
        f"| {name} | {v.shape[0]} x {v.shape[1]}, {factors} | {ours.q_true:.1f} | {q:.1f} "
        f"| {ours.q_true / q:.5f} | {r[0]:.4f} | {np.median(r):.4f} | {time_ratio:.2f} | {each:.2f} |"
    )


def _read(path: Path, separator: str) -> np.ndarray:
    table = pl.read_csv(path, separator=separator, infer_schema_length=None)
    return table.drop(table.columns[0]).cast(pl.Float64).to_numpy()


def _python(given: argparse.Namespace) -> Path:
    if given.build:
        venv.create(given.build, with_pip=True)
        python = given.build / "bin" / "python"
        if subprocess.run([python, "-m", "pip", "install", "-q", *PINS], check=False).returncode:
            raise SystemExit("skipped: the environment of ESAT could not be made (no package index?)")
        return python
    if given.esat is None or not given.esat.exists():
        raise SystemExit("skipped: no environment of ESAT; state --esat PYTHON or --build DIR")
    return given.esat


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.receptor")
    parser.add_argument("--data", type=Path, default=Path("../shared/data/pmf_esat"))
    parser.add_argument("--esat", type=Path)
    parser.add_argument("--build", type=Path)
    parser.add_argument("--attempts", type=int, default=5)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
