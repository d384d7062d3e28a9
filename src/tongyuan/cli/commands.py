"""Make one command of one service: options from its parameters, output as text, JSON or file."""

from __future__ import annotations

import inspect
import json as json_text
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tongyuan.cli.progress import progress_bar
from tongyuan.services.declaration import Parameter, Service
from tongyuan.vocabulary.problems import InputError, Problem, TongyuanError

if TYPE_CHECKING:
    from tongyuan.cli.remote import RemoteSession
    from tongyuan.services.answer import Answer
    from tongyuan.services.session import Session

__all__ = ["answering", "command", "printer"]

DOOR_OPTIONS: dict[str, tuple[Any, Any]] = {
    "workspace": (Annotated[Path | None, typer.Option(help="工作空间 · workspace folder")], None),
    "server": (
        Annotated[str | None, typer.Option(help="服务器网址（TONGYUAN_SERVER） · address of a server")],
        None,
    ),
    "output": (
        Annotated[Path | None, typer.Option(help="写入文件（xlsx、csv、json） · write to a file")],
        None,
    ),
    "json": (Annotated[bool, typer.Option("--json", help="输出 JSON · print JSON")], False),
    "lang": (Annotated[str, typer.Option(help="zh | en", envvar="TONGYUAN_LANG")], "zh"),
}


def command(declared: Service) -> Callable[..., None]:
    """Make the function that typer calls for a service.

    Parameters
    ----------
    declared
        The service.

    Returns
    -------
    Callable
        A function whose signature typer reads.
    """

    def run(**given: Any) -> None:
        door = {name: given.pop(name) for name in DOOR_OPTIONS}
        with answering(json=door["json"], lang=door["lang"]):
            session = _session(workspace=door["workspace"], server=door["server"])
            with progress_bar() as progress:
                answer = session.call(declared.name, progress=progress, **given)
            if door["output"] is not None:
                _write(answer, declared, door["output"], lang=door["lang"])
            else:
                printer(json=door["json"], lang=door["lang"])(answer)
        if not answer.passed:
            raise typer.Exit(1)

    parameters = [_option(parameter) for parameter in declared.parameters()]
    parameters += [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=annotation, default=default)
        for name, (annotation, default) in DOOR_OPTIONS.items()
    ]
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return run


def _session(*, workspace: Path | None, server: str | None) -> Session | RemoteSession:
    """Open the server that was named, else the folder that was named, else what the settings name."""
    from tongyuan.services.settings import read_settings

    settings = read_settings()
    if server and workspace:
        raise InputError(Problem("remote.and_folder", {"server": server, "path": workspace}))
    if server or (settings.server and workspace is None):
        from tongyuan.cli.remote import open_remote

        return open_remote(settings, server=server)
    from tongyuan.services.session import open_session

    return open_session(workspace)


def _option(parameter: Parameter) -> inspect.Parameter:
    positional = not parameter.optional and (parameter.is_file or parameter.positional)
    wanted = parameter.type if not parameter.optional else parameter.type | None
    detail: Any = typer.Option(help=parameter.help)
    if parameter.hidden:
        detail = typer.Option(help=parameter.help, prompt=True, hide_input=True, show_default=False)
    if positional:
        detail = typer.Argument(
            help=parameter.help, metavar="FILE" if parameter.is_file else parameter.name.upper()
        )
    return inspect.Parameter(
        parameter.name,
        inspect.Parameter.KEYWORD_ONLY,
        annotation=Annotated[wanted, detail],
        default=parameter.default if parameter.optional else inspect.Parameter.empty,
    )


def printer(*, json: bool, lang: str) -> Callable[[Answer], None]:
    """Choose how an answer is printed: one JSON object, or tables and trees for people."""
    if json:
        return lambda answer: typer.echo(
            json_text.dumps(answer.as_dict(), ensure_ascii=False, allow_nan=False)
        )
    from tongyuan.cli.render import show

    return lambda answer: show(answer, language="en" if lang == "en" else "zh")


def _write(answer: Answer, declared: Service, path: Path, *, lang: str) -> None:
    from tongyuan.services.documents import document_of

    document = document_of(answer, name=declared.name, suffix=path.suffix, language=lang)
    path.write_bytes(document.content)
    typer.echo(str(path))
    if document.mark:  # a csv bears no mark inside, and here its name is the caller's
        typer.echo(" · ".join(document.mark), err=True)


@contextmanager
def answering(*, json: bool, lang: str) -> Iterator[None]:
    """Turn every error into one clear answer and an exit code; never a traceback."""
    try:
        yield
    except TongyuanError as error:
        raise _refused(error, json=json, lang=lang) from None
    except OSError as error:
        values = {"got": error.filename or "", "reason": error.strerror or str(error)}
        raise _refused(InputError(Problem("service.file", values)), json=json, lang=lang) from None


def _refused(error: TongyuanError, *, json: bool, lang: str) -> typer.Exit:
    if json:
        payload = {"meta": {"error": type(error).__name__}, "data": [p.as_dict() for p in error.problems]}
        typer.echo(json_text.dumps(payload, ensure_ascii=False))
    else:
        typer.echo(error.text("en" if lang == "en" else "zh"), err=True)
    return typer.Exit(error.exit_code)
