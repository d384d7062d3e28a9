"""Run the declared cases in bonsai-ipcc and write what it gives; needs the peer environment, not ours.

``cases.csv`` names a function of the package for each case, and of a sequence the step that is read.
``arguments.csv`` gives the arguments; ``=case`` passes on another case's result. ``inputs.csv`` puts rows
into the package's tables before a case that names them. Coordinates must stand there as they are asked for:
a look-up that has to go through the package's concordances takes 18 seconds.
"""

from __future__ import annotations

import csv
import importlib
import sys
from collections import defaultdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
RESULTS = HERE.parents[1] / "tests/accounting/data/bonsai.csv"
PACKAGE = "bonsai_ipcc"


def main() -> None:
    wanted = set(sys.argv[1:])
    arguments, inputs = _grouped("arguments"), _grouped("inputs")
    results: dict[str, Any] = {}
    rows = []
    for case in _read("cases"):
        name = case["case"]
        given = {row["argument"]: _value(row["value"], results) for row in arguments[name]}
        results[name] = _run(case, given, inputs[name])
        rows.append((case["area"], name, repr(float(results[name])), case["unit"], case["function"]))
        if name in wanted:
            print(name, results[name])
    RESULTS.parent.mkdir(exist_ok=True)
    with RESULTS.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("area", "case", "value", "unit", "function", "peer"))
        writer.writerows((*row, f"bonsai-ipcc {version('bonsai-ipcc')}") for row in rows)
    print(f"{len(rows)} cases")


def _run(case: dict[str, str], arguments: dict[str, Any], inputs: list[dict[str, str]]) -> Any:
    module, name = case["function"].rsplit(".", 1)
    _put(f"{PACKAGE}.{module.rsplit('.', 1)[0]}._data", inputs)
    answer = getattr(importlib.import_module(f"{PACKAGE}.{module}"), name)(**arguments)
    return getattr(answer, case["step"]).value if case["step"] else answer


def _put(data_module: str, inputs: list[dict[str, str]]) -> None:
    """Put rows into the package's tables, in the order of each table's own coordinates."""
    for row in inputs:
        table = getattr(importlib.import_module(data_module).parameter, row["table"])
        coordinates = tuple(int(part) if part.isdigit() else part for part in row["coordinates"].split())
        table.loc[coordinates if len(coordinates) > 1 else coordinates[0], ["value", "unit"]] = [
            float(row["value"]) if row["unit"] != "none" else row["value"],
            row["unit"],
        ]


def _value(written: str, results: dict[str, Any]) -> Any:
    if written.startswith("="):
        return results[written[1:]]
    try:
        return int(written) if written.isdigit() else float(written)
    except ValueError:
        return written


def _grouped(name: str) -> defaultdict[str, list[dict[str, str]]]:
    rows: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
    for row in _read(name):
        rows[row["case"]].append(row)
    return rows


def _read(name: str) -> list[dict[str, str]]:
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


if __name__ == "__main__":
    main()
