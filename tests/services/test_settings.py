"""Settings: one table, read once, every wrong value told, no secret shown."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tongyuan.services.setting_types import WORDS
from tongyuan.services.settings import Settings, read_settings, settings_table, within
from tongyuan.vocabulary.problems import InputError

SOURCES = Path(__file__).parents[2] / "src"


def test_each_row_of_the_table_is_a_field_and_each_field_a_row() -> None:
    assert [row["name"].lower() for row in settings_table()] == list(Settings.model_fields)


def test_each_row_has_a_known_type_and_its_meaning_in_both_languages() -> None:
    for row in settings_table():
        assert row["type"].partition(":")[0] in WORDS
        assert row["secret"] in ("yes", "no")
        assert row["meaning_zh"]
        assert row["meaning_en"]


def test_an_empty_environment_gives_the_defaults_of_a_folder_on_this_machine() -> None:
    settings = read_settings({})
    assert (settings.host, settings.port, settings.database) == ("127.0.0.1", 8080, None)
    assert settings.trusted_hosts == ()


def test_every_wrong_value_is_told_at_once() -> None:
    wrong = {
        "TONGYUAN_PORT": "eighty",
        "TONGYUAN_WORKERS": "-1",
        "TONGYUAN_METRICS": "perhaps",
        "TONGYUAN_LOG_FORMAT": "xml",
        "TONGYUAN_PROXIES": "10.0.0.1/8",
        "TONGYUAN_SERVER": "ftp://x",
        "TONGYUAN_HSOT": "0.0.0.0",
    }
    with pytest.raises(InputError) as caught:
        read_settings(wrong)
    assert {problem.values["name"] for problem in caught.value.problems} == set(wrong)
    for language in ("zh", "en"):
        assert "TONGYUAN_HOST" in caught.value.text(language)  # the name that was meant


def test_a_secret_is_read_from_a_file_and_never_shown(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("s3cret-token\n")
    settings = read_settings(
        {"TONGYUAN_TOKEN_FILE": str(file), "TONGYUAN_DATABASE": "postgresql+psycopg://u:s3cret@h/d"}
    )
    assert settings.token is not None
    assert settings.token.get_secret_value() == "s3cret-token"
    assert settings.database_address == "postgresql+psycopg://u:s3cret@h/d"
    assert "s3cret" not in f"{settings!r} {settings} {settings.model_dump_json()}"


def test_a_secret_given_twice_or_in_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="both TONGYUAN_TOKEN"):
        read_settings({"TONGYUAN_TOKEN": "a", "TONGYUAN_TOKEN_FILE": str(tmp_path)})
    with pytest.raises(InputError, match="cannot be read"):
        read_settings({"TONGYUAN_TOKEN_FILE": str(tmp_path / "none")})


def test_sign_in_by_the_organisation_needs_its_client_and_the_address_to_return_to() -> None:
    with pytest.raises(InputError) as caught:
        read_settings({"TONGYUAN_OIDC_ISSUER": "https://id.example"})
    assert {problem.values["needs"] for problem in caught.value.problems} == {
        "TONGYUAN_OIDC_CLIENT_ID",
        "TONGYUAN_PUBLIC_ADDRESS",
    }


def test_settings_do_not_change() -> None:
    with pytest.raises(ValueError, match="frozen"):
        read_settings({}).port = 1


@pytest.mark.parametrize(
    ("address", "held"),
    [
        ("10.1.2.3", True),
        ("::ffff:10.1.2.3", True),
        ("11.0.0.1", False),
        ("::1", False),
        ("testclient", False),
    ],
)
def test_an_address_lies_in_a_network_or_not(address: str, held: bool) -> None:
    assert within(address, read_settings({"TONGYUAN_PROXIES": "10.0.0.0/8"}).proxies) is held


def test_every_variable_that_the_code_reads_is_in_the_table() -> None:
    known = {f"TONGYUAN_{row['name']}" for row in settings_table()}
    read = {
        name.removesuffix("_FILE")
        for path in SOURCES.rglob("*.py")
        for name in re.findall(r"TONGYUAN_[A-Z0-9_]*[A-Z0-9]", path.read_text(encoding="utf-8"))
    }
    assert read - known == set()


def test_every_setting_is_read_by_something() -> None:
    texts = [
        path.read_text(encoding="utf-8")
        for part in (SOURCES, Path(__file__).parents[1])
        for path in part.rglob("*.py")
        if path.name not in ("settings.py", "test_settings.py")
    ]
    unread = [
        name
        for name in Settings.model_fields
        if not any(f".{name}" in text or f"TONGYUAN_{name.upper()}" in text for text in texts)
    ]
    assert unread == []
