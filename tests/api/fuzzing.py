"""The whole interface asked at random in somebody's name: each operation, and all that is wrong with answers.

Half of what is asked has the shape that the document describes, half has not; names that the workspace knows
stand among the drawn ones, so that more is reached than refusals. It is the same at every run.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zipfile import BadZipFile, ZipFile

import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode, HookContext
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.config import GenerationConfig
from schemathesis.core.failures import FailureGroup
from schemathesis.python.asgi import HOST, ASGIClient, get_client

from tongyuan.api.application import OPENAPI_URL

__all__ = ["HOST", "Asking", "everything_in"]

WANTED = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)
MODES = {GenerationMode.POSITIVE: 2, GenerationMode.NEGATIVE: 1}
Known = Mapping[str, Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Asking:
    """Asks everything in one caller's name.

    Parameters
    ----------
    app
        The application.
    token
        What the caller bears; None where it bears nothing.
    known
        Values of parameters that lead somewhere, by name.
    heard
        Is told the operation and everything that an answer holds, and says what is wrong with it.
    counts
        How often each status was answered.
    asked
        The operations, by method and path.
    """

    app: FastAPI
    token: str | None
    known: Known
    heard: Callable[[str, str], list[str]]
    counts: dict[int, int] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def everything(self, *, examples: int) -> dict[str, str]:
        """Ask every operation ``examples`` times a share of :data:`MODES`; gives the first fault of each."""
        load_all_checks()
        generation = GenerationConfig(with_security_parameters=False, deterministic=True)
        schema = schemathesis.openapi.from_asgi(OPENAPI_URL, self.app)
        schema.config.generation = generation

        def flatmap_query(context: HookContext, query: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
            return self._mixed(query)

        def flatmap_body(context: HookContext, body: Any) -> st.SearchStrategy[Any]:
            return self._mixed(body) if isinstance(body, dict) else st.just(body)

        schema.hook(flatmap_query)
        schema.hook(flatmap_body)
        faults: dict[str, str] = {}
        with get_client(self.app) as client:
            if self.token is not None:
                client.headers["Authorization"] = f"Bearer {self.token}"
            for found in schema.get_all_operations():
                operation = found.ok()
                self.asked.append(operation.label)
                for mode, share in MODES.items():
                    self._operation(client, operation, mode, examples * share, faults)
        return faults

    def _mixed(self, query: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
        """Put values that lead somewhere among those that were drawn."""
        chosen = {
            name: st.sampled_from(self.known[name]) | st.just(value)
            for name, value in (query or {}).items()
            if name in self.known
        }
        return st.fixed_dictionaries(chosen).map(lambda known: {**(query or {}), **known})

    def _operation(
        self, client: ASGIClient, operation: Any, mode: GenerationMode, examples: int, faults: dict[str, str]
    ) -> None:
        @settings(
            max_examples=examples,
            derandomize=True,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def ask(case: Case) -> None:
            for problem in self._wrong(client, case):
                faults.setdefault(operation.label, problem)

        ask()

    def _wrong(self, client: ASGIClient, case: Case) -> Iterator[str]:
        try:
            response = case.call(session=client)
        except Exception as error:  # whatever the application lets through is the fault
            yield f"{type(error).__name__}: {error}\n{case.as_curl_command()}"
            return
        self.counts[response.status_code] = self.counts.get(response.status_code, 0) + 1
        try:
            case.validate_response(response, checks=CHECKS.get_by_names(WANTED))
        except FailureGroup as group:
            yield "\n".join(str(failure) for failure in group.exceptions) + f"\n{case.as_curl_command()}"
        for problem in self.heard(case.operation.label, everything_in(response.content)):
            yield f"{problem}\n{case.as_curl_command()}"


def everything_in(content: bytes) -> str:
    """Give all the text of an answer; of a workbook or an archive, that of its parts."""
    if not content.startswith(b"PK"):
        return content.decode(errors="replace")
    try:
        with ZipFile(io.BytesIO(content)) as book:
            return "".join(everything_in(book.read(part)) for part in book.namelist())
    except BadZipFile:
        return content.decode(errors="replace")
