"""Secrets that services take: typed unseen, sent in a body, kept by nobody."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from tongyuan.api.application import document
from tongyuan.cli.app import build
from tongyuan.services.declaration import Service, nouns, services_of
from tongyuan.testing.people import NOON, a_small_province, ask, quick_rules
from tongyuan.workspace.workspace import Workspace

TAKING = [
    declared
    for noun in nouns()
    for declared in services_of(noun)
    if any(parameter.hidden for parameter in declared.parameters())
]
EVERY = pytest.mark.parametrize("declared", TAKING, ids=lambda declared: declared.name)


@EVERY
def test_a_secret_travels_in_a_body_and_never_in_an_address(declared: Service) -> None:
    written = document()
    operation = written["paths"][f"/api/v1/{declared.noun}/{declared.verb}"]["post"]
    (form,) = operation["requestBody"]["content"].values()
    body = written["components"]["schemas"][form["schema"]["$ref"].rsplit("/", 1)[1]]["properties"]
    for parameter in (one for one in declared.parameters() if one.hidden):
        assert parameter.name not in {one["name"] for one in operation["parameters"]}
        assert (body[parameter.name]["format"], body[parameter.name]["writeOnly"]) == ("password", True)


@EVERY
def test_what_takes_a_secret_is_no_job_whose_row_would_keep_it(declared: Service) -> None:
    assert declared.changes
    assert not declared.job


@EVERY
def test_the_audit_is_told_dots(declared: Service) -> None:
    secret = {parameter.name: "a secret" for parameter in declared.parameters() if parameter.hidden}
    assert set(declared.told(secret).values()) == {"•••"}


def test_the_command_line_asks_without_showing_what_is_typed(folder_workspace: Workspace) -> None:
    folder_workspace.close()
    words = ["user", "password", "--workspace", str(folder_workspace.folder)]
    typed = CliRunner().invoke(build(words), words, input="a new secret\nthe old secret\n")
    assert typed.exit_code == 2  # the folder's owner has no account
    assert "secret" not in typed.output


def test_a_whole_first_day_leaves_no_secret_behind(workspace: Workspace) -> None:
    """From the first link to a token: nothing that lets in stands in the database or in the audit."""
    from tongyuan.services.one_time_links import enter_by_link, first_link
    from tongyuan.services.visitors import visitor

    a_small_province(workspace)
    first = first_link(workspace, at=NOON)
    visit = enter_by_link(workspace, code=first, address="192.0.2.7", at=NOON, stated=quick_rules())
    owner = visitor(workspace, visit.cookie, at=NOON)
    assert owner is not None
    ask(workspace, owner, "user.add", login="zhao.min", name="赵敏")
    invited = ask(workspace, owner, "user.invite", login="zhao.min").record()["code"]
    entered = enter_by_link(workspace, code=invited, address="192.0.2.8", at=NOON, stated=quick_rules())
    zhao = visitor(workspace, entered.cookie, at=NOON)
    assert zhao is not None
    ask(workspace, zhao, "user.password", new="seven quiet herons")
    zhao = visitor(workspace, entered.cookie, at=NOON)
    assert zhao is not None
    token = ask(workspace, zhao, "token.create", name="ledger").record()["secret"]
    kept = _everything(workspace)
    for secret in (first, visit.cookie, invited, entered.cookie, token, "seven quiet herons"):
        assert secret not in kept


def _everything(workspace: Workspace) -> str:
    from sqlalchemy import select

    from tongyuan.workspace.models import Base

    with workspace.database.read() as session:
        rows = [session.execute(select(table)).all() for table in Base.metadata.sorted_tables]
    return json.dumps(rows, default=str, ensure_ascii=False)
