"""Reading what a user states in a file of YAML into its model: every fault at once, with its place."""

from __future__ import annotations

from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from tongyuan.vocabulary.problems import InputError, Place, Problem

__all__ = ["read_stated"]

Model = TypeVar("Model", bound=BaseModel)


def read_stated(text: str, *, model: type[Model], file: str | None = None) -> Model:
    """Read a model from YAML.

    Parameters
    ----------
    text
        The file's text.
    model
        What the file states.
    file
        Its name, for what is said of faults.

    Returns
    -------
    Model
        What is stated.

    Raises
    ------
    InputError
        With every fault: where, what was found, what is expected.

    Examples
    --------
    >>> class Ask(BaseModel):
    ...     year: int
    >>> read_stated("year: 2030", model=Ask).year
    2030
    """
    try:
        told = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        row = None if mark is None else mark.line + 1
        raise InputError(
            [Problem("stated.not_yaml", {"got": str(error)}, Place(file=file, row=row))]
        ) from None
    try:
        return model.model_validate(told)
    except ValidationError as error:
        faults = [
            {"field": ".".join(map(str, fault["loc"])) or "-", "got": fault["msg"]}
            for fault in error.errors()
        ]
        raise InputError([Problem("stated.fault", told, Place(file=file)) for told in faults]) from None
