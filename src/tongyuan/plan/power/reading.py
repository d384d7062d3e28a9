"""Reading a study of the power system: every fault at once, with its place."""

from __future__ import annotations

import yaml
from pydantic import ValidationError

from tongyuan.plan.power.study import PowerStudy
from tongyuan.vocabulary.problems import InputError, Place, Problem

__all__ = ["read_study"]


def read_study(text: str, *, file: str | None = None) -> PowerStudy:
    """Read a study from YAML.

    Parameters
    ----------
    text
        The file's text.
    file
        Its name, for what is said of faults.

    Returns
    -------
    PowerStudy
        The study.

    Raises
    ------
    InputError
        With every fault: where, what was found, what is expected.

    Examples
    --------
    >>> read_study("{study: a, name_zh: 甲, name_en: A, year: 2025, load_twh: 200}").load_twh
    200.0
    """
    try:
        told = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        row = None if mark is None else mark.line + 1
        raise InputError(
            [Problem("power.not_yaml", {"got": str(error)}, Place(file=file, row=row))]
        ) from None
    try:
        return PowerStudy.model_validate(told)
    except ValidationError as error:
        raise InputError(
            [
                Problem(
                    "power.fault",
                    {"field": ".".join(map(str, fault["loc"])) or "-", "got": fault["msg"]},
                    Place(file=file),
                )
                for fault in error.errors()
            ]
        ) from None
