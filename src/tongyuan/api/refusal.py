"""One form for every refusal: the error's name, and each problem in both languages."""

from __future__ import annotations

from fastapi.responses import JSONResponse
from pydantic import BaseModel

from tongyuan.vocabulary.problems import TongyuanError

__all__ = ["Refusal", "refusal"]

UNAUTHORISED = 401


class Refusal(BaseModel):
    """What is answered instead of data: the error's name, and each problem in both languages."""

    meta: dict[str, str]
    data: list[dict[str, str | int | None]]


def refusal(error: TongyuanError, *, status: int | None = None) -> JSONResponse:
    """Answer an error of ours.

    Parameters
    ----------
    error
        The error.
    status
        HTTP status; by default the error's own.

    Returns
    -------
    JSONResponse
        ``meta`` with the error's name, ``data`` with one record a problem.
    """
    content = {"meta": {"error": type(error).__name__}, "data": [found.as_dict() for found in error.problems]}
    status = error.http_status if status is None else status
    headers = {"WWW-Authenticate": 'Bearer realm="tongyuan"'} if status == UNAUTHORISED else None
    return JSONResponse(content, status_code=status, headers=headers)
