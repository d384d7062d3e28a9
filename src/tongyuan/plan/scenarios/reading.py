"""Reading a scenario's file: every fault at once, with its place."""

from __future__ import annotations

import yaml
from pydantic import ValidationError

from tongyuan.plan.scenarios.scenario import Scenario
from tongyuan.vocabulary.problems import InputError, Place, Problem

__all__ = ["read_scenario"]


def read_scenario(text: str, *, file: str | None = None) -> Scenario:
    """Read a scenario from YAML.

    Parameters
    ----------
    text
        The file's text.
    file
        Its name, for what is said of faults.

    Returns
    -------
    Scenario
        The scenario.

    Raises
    ------
    InputError
        With every fault: where, what was found, what is expected.

    Examples
    --------
    >>> try:
    ...     read_scenario("scenario: Base line")
    ... except InputError as error:
    ...     print(len(error.problems))
    7
    """
    try:
        told = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        row = None if mark is None else mark.line + 1
        raise InputError(
            [Problem("scenario.not_yaml", {"got": str(error)}, Place(file=file, row=row))]
        ) from None
    try:
        return Scenario.model_validate(told)
    except ValidationError as error:
        raise InputError(
            [
                Problem(
                    "scenario.fault",
                    {"field": ".".join(map(str, fault["loc"])) or "-", "got": fault["msg"]},
                    Place(file=file),
                )
                for fault in error.errors()
            ]
        ) from None
