"""What is answered, as the document describes it: one object of ``meta`` and ``data``, or a file."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from tongyuan.api.refusal import Refusal
from tongyuan.services.documents import XLSX
from tongyuan.services.wire import ANSWER_TYPE
from tongyuan.vocabulary.sensitivity import Sensitivity

__all__ = ["REFUSALS", "Told", "answers"]

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
BINARY = {"schema": {"type": "string", "format": "binary"}}
TEXT = {"schema": {"type": "string"}}
MAPPING = {"schema": {"type": "object"}}
FILES: dict[str, Any] = {
    "text/csv": TEXT,
    "application/yaml": MAPPING,
    "application/schema+json": MAPPING,
    "application/geo+json": MAPPING,
    XLSX: BINARY,
    DOCX: BINARY,
}
LOCATION = {"Location": {"description": "where the job is told of", "schema": {"type": "string"}}}

REFUSALS: dict[int | str, dict[str, Any]] = {
    400: {"model": Refusal, "description": "the request is not readable"},
    401: {"model": Refusal, "description": "the token is not known, has ended or was revoked"},
    403: {"model": Refusal, "description": "the actor may not"},
    404: {"model": Refusal, "description": "what was asked for is not there"},
    409: {"model": Refusal, "description": "what must not be mixed, or a step that the state does not allow"},
    413: {"model": Refusal, "description": "the body is larger than may be handed in"},
    422: {"model": Refusal, "description": "what was handed in cannot be used as it is"},
}


class Meta(BaseModel):
    """What an answer is about: run, units, family and the like; always how guarded, and whether invented."""

    model_config = ConfigDict(extra="allow")

    synthetic: bool = Field(description="the data are invented")
    sensitivity: Sensitivity = Field(description="most guarded level among the data")


class Told(BaseModel):
    """An answer: rows with the contract's column names, or a record."""

    meta: Meta
    data: list[dict[str, Any]] | dict[str, Any]


class QueuedMeta(BaseModel):
    """Which job was queued."""

    job: str
    state: Literal["queued", "running", "done", "failed", "cancelled"]


class Queued(BaseModel):
    """The job that does what was asked for."""

    meta: QueuedMeta
    data: dict[str, Any]


def answers(*, queues: bool) -> dict[int | str, dict[str, Any]]:
    """Describe everything that a service may answer.

    Parameters
    ----------
    queues
        It may be asked for as a job.

    Returns
    -------
    dict
        By status: model, media types and headers, as the framework takes them.
    """
    own = {ANSWER_TYPE: {"schema": {"type": "object"}}}
    told = {"model": Told, "description": "rows or a record; a file where one is asked for or made"}
    found: dict[int | str, dict[str, Any]] = {200: {**told, "content": {**FILES, **own}}, **REFUSALS}
    if queues:
        words = "queued as a job, for a request with `Prefer: respond-async`"
        found[202] = {"model": Queued, "description": words, "headers": LOCATION}
    return found
