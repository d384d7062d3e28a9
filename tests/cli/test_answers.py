"""What commands print, and how they end: 0 done, 1 a check found a fault, 2 bad input."""

from __future__ import annotations

import io
import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest
from click.testing import Result

from tongyuan.services.declaration import Service, nouns, services_of
from tongyuan.services.session import Session
from tongyuan.testing.asking import OWN_ACCOUNT
from tongyuan.vocabulary.tables import column_labels, contracts

Run = Callable[..., "subprocess.CompletedProcess[str]"]
Inside = Callable[..., Result]
READING = [
    declared
    for noun in nouns()
    for declared in services_of(noun)
    if not declared.changes and declared.verb != "template" and declared.name not in OWN_ACCOUNT
]
EVERY = pytest.mark.parametrize("declared", READING, ids=lambda declared: declared.name)


@pytest.fixture(scope="session")
def given(asked: dict[str, dict[str, Any]]) -> dict[str, list[str]]:
    """What each command needs to be told."""
    return {declared.name: _words(declared, asked.get(declared.name, {})) for declared in READING}


def _words(declared: Service, arguments: dict[str, Any]) -> list[str]:
    said: list[str] = []
    for parameter in declared.parameters():
        if parameter.name not in arguments:
            continue
        bare = parameter.positional or (parameter.is_file and not parameter.optional)
        option = [] if bare else [f"--{parameter.name}"]
        said += [*option, str(arguments[parameter.name])]
    return said


def words(declared: Service, given: dict[str, list[str]]) -> list[str]:
    return [declared.noun, declared.verb, *given.get(declared.name, [])]


def one_object(text: str) -> dict[str, Any]:
    found = json.loads(text)
    assert set(found) == {"meta", "data"}
    return found


@EVERY
def test_a_reading_command_prints_one_object_with_meta_and_data(
    inside: Inside, demo_folder: Path, given: dict[str, list[str]], declared: Service
) -> None:
    done = inside(*words(declared, given), "--json", workspace=demo_folder)
    assert done.exit_code in (0, 1), done.output
    answer = one_object(done.stdout)
    assert done.stdout.count("\n") == 1
    contract = answer["meta"].get("contract")
    if contract and answer["data"]:
        columns = set(contracts()[contract].column_names())
        assert len(columns & set(answer["data"][0])) >= min(3, len(columns)), declared.name


@EVERY
def test_a_reading_command_answers_people(
    inside: Inside, demo_folder: Path, given: dict[str, list[str]], declared: Service
) -> None:
    done = inside(*words(declared, given), workspace=demo_folder)
    assert done.exit_code in (0, 1), done.output
    assert done.exception is None or isinstance(done.exception, SystemExit)


def test_headings_are_in_the_language_asked_for(inside: Inside, demo_folder: Path) -> None:
    for language, heading in (("zh", "标题"), ("en", "title")):
        done = inside("policy", "show", "--lang", language, workspace=demo_folder)
        assert heading in done.stdout


@pytest.mark.parametrize("variables", [{}, {"COLUMNS": "80"}])
def test_no_species_is_squeezed_away(inside: Inside, demo_folder: Path, variables: dict[str, str]) -> None:
    printed = inside("inventory", "total", workspace=demo_folder, **variables).stdout
    assert [name for name in ("CO2", "PM2.5", "NMVOC", "SO2") if name not in printed] == []


def test_data_bear_the_names_of_their_contract(inside: Inside, demo_folder: Path) -> None:
    done = inside("inventory", "show", "--json", workspace=demo_folder)
    row = one_object(done.stdout)["data"][0]
    wanted = {"species", "mass_t", "source", "fuel", "region", "year", "scope", "medium", "state", "quality"}
    assert wanted <= set(row)
    meta = one_object(done.stdout)["meta"]
    assert {"run", "family", "unit", "year", "region"} <= set(meta)
    weighed = one_object(inside("inventory", "co2e", "--json", workspace=demo_folder).stdout)
    assert weighed["meta"]["gwp_set"] == "AR5"


def test_the_process_prints_the_same_object(tongyuan: Run, inside: Inside, demo_folder: Path) -> None:
    done = tongyuan("policy", "tasks", "--article", 5, "--json", workspace=demo_folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == json.loads(
        inside("policy", "tasks", "--article", 5, "--json", workspace=demo_folder).stdout
    )


def test_a_check_that_finds_faults_ends_with_one(inside: Inside, demo_folder: Path) -> None:
    done = inside("energy", "check", "--json", workspace=demo_folder)
    answer = one_object(done.stdout)
    assert (done.exit_code, len(answer["data"])) == (1, answer["meta"]["faults"])
    assert {fault["row"] for fault in answer["data"]} == {1}


def test_a_check_that_finds_none_ends_with_nought(inside: Inside, demo_folder: Path) -> None:
    assert inside("doctor", workspace=demo_folder).exit_code == 0
    assert inside("audit", "verify", workspace=demo_folder).exit_code == 0


BAD = [
    ["nonsense"],
    ["policy", "nonsense"],
    ["policy", "show", "--nonsense"],
    ["policy", "show", "--article", "x"],
    ["inventory", "compile"],
    ["inventory", "compile", "--year", "1900"],
    ["inventory", "compile", "--year", "2007", "--family", "nonsense"],
    ["inventory", "total", "--by", "nonsense"],
    ["inventory", "co2e", "--gwp", "AR9"],
    ["inventory", "show", "--run", "0000"],
    ["target", "status", "--on", "yesterday"],
    ["target", "status", "--region", "nowhere"],
    ["statistic", "template", "--department", "nobody", "--output", "x.xlsx"],
    ["statistic", "template", "--department", "D01", "--years", "soon", "--output", "x.xlsx"],
    ["run", "show", "0000"],
    ["run", "show"],
    ["run", "compare", "0000", "0000"],
    ["why", "nonsense"],
    ["release", "approve", "404"],
    ["job", "show", "404"],
    ["energy", "balance", "--year", "1900"],
    ["energy", "balance", "--basis", "coal_equivalent", "--power-kgce-per-kwh", "99"],
    ["region", "list", "--output", "x.docx"],
    ["workspace", "show", "--output", "x.xlsx"],
    ["region", "list", "--output", "/nowhere/x.xlsx"],
    ["init", "/dev/null/x", "--demo", "nonsense"],
    ["serve", "--port", "x"],
]


@pytest.mark.parametrize("words", BAD, ids=" ".join)
def test_bad_input_ends_with_two_and_says_what_is_wrong(
    inside: Inside, demo_folder: Path, words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = inside(*words, workspace=demo_folder)
    assert isinstance(done.exception, SystemExit), done.exception
    assert done.exit_code == 2
    assert done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_no_workspace_is_refused(inside: Inside, tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "nowhere"):
        done = inside("policy", "show", workspace=place)
        assert done.exit_code == 2
        assert "tongyuan init" in done.stderr


def test_a_taken_folder_is_refused_with_two(tongyuan: Run, demo_folder: Path, demo: Session) -> None:
    done = tongyuan("init", demo_folder, "--demo", demo.workspace.meta.pack)
    assert (done.returncode, done.stdout) == (2, "")
    assert str(demo_folder) in done.stderr
    assert "Traceback" not in done.stderr


def test_messages_are_chinese_unless_english_is_asked_for(inside: Inside, demo_folder: Path) -> None:
    asked = ("inventory", "compile", "--year", "1900")
    assert "处理：" in inside(*asked, workspace=demo_folder).stderr
    for done in (
        inside(*asked, "--lang", "en", workspace=demo_folder),
        inside(*asked, workspace=demo_folder, TONGYUAN_LANG="en"),
    ):
        assert "to go on: " in done.stderr
        assert "处理" not in done.stderr


@pytest.mark.slow
def test_what_nobody_foresaw_is_told_in_one_line(tongyuan: Run, own_folder: Path) -> None:
    run = json.loads(tongyuan("run", "list", "--json", workspace=own_folder).stdout)["data"][0]["run"]
    for path in own_folder.rglob("*.parquet"):
        path.write_bytes(b"torn")
    for asked in (("run", "show", run, "--table", "target_status"), ("policy", "show"), ("doctor",)):
        done = tongyuan(*asked, workspace=own_folder)
        assert done.returncode in (1, 2, 3), asked
        assert "Traceback" not in done.stdout + done.stderr
    assert done.returncode == 1  # the doctor names what is torn


def test_a_fault_of_the_program_is_told_without_a_traceback(tongyuan: Run, own_folder: Path) -> None:
    (own_folder / "tongyuan.db").write_bytes(b"no database")
    done = tongyuan("policy", "show", workspace=own_folder)
    assert done.returncode in (2, 3)
    assert "Traceback" not in done.stderr
    assert "处理" in done.stderr


FILES = [
    "region.list",
    "policy.targets",
    "statistic.list",
    "inventory.show",
    "target.status",
    "energy.balance",
]


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_workbook_holds_the_data_under_their_labels(
    inside: Inside, demo: Session, demo_folder: Path, tmp_path: Path, name: str, language: str
) -> None:
    path = tmp_path / "file.xlsx"
    done = inside(*name.split("."), "--output", path, "--lang", language, workspace=demo_folder)
    assert (done.exit_code, done.stdout.strip()) == (0, str(path))
    answer = demo.call(name)
    sheet, basis = openpyxl.load_workbook(path).worksheets
    head, *rows = sheet.iter_rows(values_only=True)
    assert list(head) == labels(answer.meta.get("contract"), answer.frame().columns, language)
    assert len(rows) == answer.frame().height
    for read, row in zip(rows, answer.frame().iter_rows(), strict=True):
        assert plain(read) == plain(row)
    assert {row[0] for row in basis.iter_rows(values_only=True)} == set(answer.meta)


@pytest.mark.parametrize("name", FILES)
def test_a_table_of_text_holds_the_data_and_opens_in_excel(
    inside: Inside, demo: Session, demo_folder: Path, tmp_path: Path, name: str
) -> None:
    path = tmp_path / "file.csv"
    inside(*name.split("."), "--output", path, workspace=demo_folder)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    frame = demo.call(name).frame()
    read = pl.read_csv(io.BytesIO(path.read_bytes()), infer_schema=False)
    assert read.columns == labels(demo.call(name).meta.get("contract"), frame.columns, "zh")
    assert read.height == frame.height
    for column, original in zip(read.columns, frame.columns, strict=True):
        if frame[original].dtype.is_float():
            assert read[column].cast(pl.Float64).to_list() == frame[original].to_list()


def labels(contract: str | None, columns: list[str], language: str) -> list[str]:
    known = column_labels(contracts()[contract], language) if contract else {}
    return [known.get(name, name) for name in columns]


def plain(row: tuple[Any, ...]) -> list[Any]:
    """What a cell can hold: no empty words, days, and numbers of as many digits as a workbook keeps."""
    return [cell(value) for value in row]


def cell(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.12g}")
    return None if value in (None, "") else str(value)[:10] if hasattr(value, "year") else value
