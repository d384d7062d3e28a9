"""The command line at a server says what it says in a folder: same words, same codes, same refusals."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import Result

from tongyuan.services.session import Session
from tongyuan.services.settings import read_settings
from tongyuan.testing.filling import Sheet, opened, saved
from tongyuan.testing.serving import a_job_process, a_person, a_server, a_token
from tongyuan.testing.sessions import a_copy, a_session, real_pack

Inside = Callable[..., Result]
pytestmark = pytest.mark.slow

ASKED = [
    ["policy", "show"],
    ["policy", "show", "--article", "1", "--json"],
    ["policy", "show", "--lang", "en"],
    ["workspace", "show"],
    ["region", "list", "--json"],
    ["target", "status", "--on", "2025-12-31"],
    ["target", "status", "--on", "2025-12-31", "--json"],
    ["inventory", "total"],
    ["inventory", "total", "--json"],
    ["energy", "check"],
    ["energy", "check", "--json"],
    ["run", "list"],
    ["job", "list"],
    ["search", "find", "煤", "--json"],
    ["policy", "show", "--article", "x"],
    ["inventory", "compile", "--year", "1900"],
    ["inventory", "compile", "--year", "1900", "--json"],
    ["run", "show", "0000"],
    ["run", "show", "0000", "--lang", "en"],
    ["why", "nonsense"],
    ["release", "approve", "404"],
    ["workspace", "show", "--output", "x.xlsx"],
]


@pytest.fixture(scope="module")
def folder(founded: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return a_copy(founded(real_pack()), to=tmp_path_factory.mktemp("remote") / "workspace")


@pytest.fixture(scope="module")
def session(folder: Path) -> Iterator[Session]:
    opened = a_session(folder)
    yield opened
    opened.workspace.close()


@pytest.fixture(scope="module")
def server(folder: Path, session: Session) -> Iterator[dict[str, str]]:
    """The variables with which the command line comes to a running server as an administrator."""
    token = a_token(session.workspace, a_person(session.workspace))
    with a_job_process(folder), a_server(folder, "--only", "api") as address:
        yield {"TONGYUAN_SERVER": address, "TONGYUAN_TOKEN": token}


def said(result: Result) -> tuple[int, str, str]:
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize("words", ASKED, ids=" ".join)
def test_a_command_at_a_server_says_what_it_says_in_the_folder(
    inside: Inside,
    folder: Path,
    server: dict[str, str],
    words: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    here = inside(*words, workspace=folder)
    there = inside(*words, **server)
    assert said(there) == said(here)


@pytest.mark.parametrize("suffix", ["json", "csv", "xlsx"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_file_from_a_server_is_the_file_from_the_folder(
    inside: Inside, folder: Path, server: dict[str, str], tmp_path: Path, suffix: str, language: str
) -> None:
    paths = {place: tmp_path / f"{place}.{suffix}" for place in ("here", "there")}
    asked = ("target", "status", "--on", "2025-12-31", "--lang", language, "--output")
    inside(*asked, paths["here"], workspace=folder)
    inside(*asked, paths["there"], **server)
    assert paths["there"].stat().st_size == paths["here"].stat().st_size
    if suffix != "xlsx":  # a workbook bears the moment of its making
        assert paths["there"].read_bytes() == paths["here"].read_bytes()


def test_a_document_is_downloaded_and_its_filled_copy_handed_in(
    inside: Inside, session: Session, server: dict[str, str], tmp_path: Path
) -> None:
    path = tmp_path / "模板.xlsx"
    made = inside(
        "statistic", "template", "--department", "D01", "--years", "2025", "--output", path, **server
    )
    assert (made.exit_code, made.stdout.strip()) == (0, str(path)), made.stderr
    book = opened(path.read_bytes())
    sheet = Sheet(book, "填报", first="指标代码")
    known = session.workspace.dataset_frame("jurisdiction.series").filter(pl.col("choices").is_null())
    row = next(
        row for row in sheet.filled("指标代码") if sheet.read(row, "指标代码") in known["series"].to_list()
    )
    sheet.write(row, {"2025年": 12.5})
    path.write_bytes(saved(book))
    assert one_object(inside("statistic", "import", path, "--json", **server))["meta"]["new"] == 1
    series = session.call("statistic.list", series=str(sheet.read(row, "指标代码"))).frame()
    assert (series["value"][-1], series["reporter"][-1]) == (12.5, f"person:{a_known(session)}")


def a_known(session: Session) -> str:
    person = session.workspace.people.known("tester")
    assert person is not None
    return person.id


def test_a_bad_workbook_is_refused_cell_by_cell_as_in_the_folder(
    inside: Inside, folder: Path, server: dict[str, str], tmp_path: Path
) -> None:
    path = tmp_path / "bad.xlsx"
    path.write_bytes(b"no workbook")
    here = inside("statistic", "import", path, workspace=folder)
    assert here.exit_code == 2
    assert said(inside("statistic", "import", path, **server)) == said(here)


def test_a_job_at_a_server_ends_with_the_run_of_the_folder(
    inside: Inside, folder: Path, server: dict[str, str], session: Session
) -> None:
    asked = ("inventory", "compile", "--year", 2007, "--json")
    here = one_object(inside(*asked, workspace=folder))
    there = one_object(inside(*asked, **server))
    assert there == here
    newest = session.workspace.jobs.listing()[0]
    assert (newest.service, newest.state, newest.result) == ("inventory.compile", "done", here["meta"]["run"])


def one_object(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.stdout + result.stderr
    found = json.loads(result.stdout)
    assert isinstance(found, dict)
    return found


def test_a_token_that_is_not_known_is_refused_without_being_shown(
    inside: Inside, server: dict[str, str]
) -> None:
    done = inside("policy", "show", **(server | {"TONGYUAN_TOKEN": "tok-of-nobody"}))
    assert done.exit_code == 1
    assert "tok-of-nobody" not in done.output
    assert "处理" in done.stderr


def test_a_narrow_token_opens_what_it_names_and_no_more(
    inside: Inside, server: dict[str, str], session: Session
) -> None:
    token = a_token(session.workspace, a_person(session.workspace, "narrow"), "policy.show")
    narrow = server | {"TONGYUAN_TOKEN": token}
    assert inside("policy", "show", **narrow).exit_code == 0
    assert inside("run", "list", **narrow).exit_code == 1


def test_no_token_and_no_server_are_told(inside: Inside) -> None:
    without = inside("policy", "show", TONGYUAN_SERVER="https://nowhere.example")
    assert without.exit_code == 2
    assert "TONGYUAN_TOKEN" in without.stderr
    nobody = inside("policy", "show", TONGYUAN_SERVER="http://127.0.0.1:9", TONGYUAN_TOKEN="x")
    assert nobody.exit_code == 3
    assert "Traceback" not in nobody.output


def test_a_token_does_not_travel_by_plain_http_to_another_machine(inside: Inside) -> None:
    done = inside("policy", "show", TONGYUAN_SERVER="http://server.example", TONGYUAN_TOKEN="x")
    assert done.exit_code == 2
    assert "https://" in done.stderr
    assert read_settings({"TONGYUAN_PLAIN_HTTP": "yes"}).plain_http


def test_a_server_and_a_folder_at_once_are_refused(
    inside: Inside, folder: Path, server: dict[str, str]
) -> None:
    done = inside("policy", "show", "--server", server["TONGYUAN_SERVER"], "--workspace", folder, **server)
    assert done.exit_code == 2


def test_a_folder_that_is_named_goes_before_the_server_of_the_environment(
    inside: Inside, folder: Path
) -> None:
    elsewhere = {"TONGYUAN_SERVER": "http://127.0.0.1:9", "TONGYUAN_TOKEN": "x"}
    assert inside("policy", "show", "--workspace", folder, **elsewhere).exit_code == 0
