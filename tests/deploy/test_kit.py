"""The deploy kit: its files are whole, and every command line in them is one that the program takes."""

from __future__ import annotations

import datetime
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tongyuan.services.settings import read_settings
from tongyuan.testing.serving import a_job_process, a_server

from .kit import KIT, NGINX, UNITS, command_lines, instructions, settings_of

HARDENED = {
    "NoNewPrivileges": "yes",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "CapabilityBoundingSet": "",
    "User": "tongyuan",
}
LINES = command_lines()
SERVED = {name: words for name, words in LINES.items() if words[0] == "serve"}


def run(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tongyuan", *words],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env=os.environ | variables,
    )


@pytest.mark.slow
@pytest.mark.parametrize("place", LINES)
def test_the_program_takes_every_command_line_of_the_kit(place: str) -> None:
    done = run(*LINES[place], "--help")
    assert done.returncode == 0, f"{place}: {done.stderr}"


def test_a_renamed_option_would_be_seen() -> None:
    assert run("serve", "--olny", "pages", "--help").returncode == 2


@pytest.mark.slow
@pytest.mark.parametrize("place", SERVED)
def test_every_server_of_the_kit_starts_and_is_ready(place: str, own_folder: Path) -> None:
    words = SERVED[place][1:]
    kept = [word for at, word in enumerate(words) if "--port" not in (word, words[max(0, at - 1)])]
    with a_server(own_folder, *kept, TONGYUAN_TRUSTED_HOSTS="tongyuan.example") as address:
        assert address


@pytest.mark.slow
def test_the_job_process_of_the_kit_ends_when_told(own_folder: Path) -> None:
    with a_job_process(own_folder) as process:
        assert process.poll() is None
    assert process.returncode in (0, -15)


@pytest.mark.slow
def test_what_is_done_before_serving_can_be_done(own_folder: Path) -> None:
    done = run(*LINES["tongyuan-prepare.service"], TONGYUAN_WORKSPACE=str(own_folder))
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "unit", [unit for unit in UNITS if unit.suffix == ".service"], ids=lambda unit: unit.name
)
def test_every_service_runs_with_as_little_as_it_needs(unit: Path) -> None:
    service = settings_of(unit)["Service"]
    assert {name: service[name] for name in HARDENED} == {name: [value] for name, value in HARDENED.items()}
    given = dict(line.split("=", 1) for line in service["Environment"])
    credentials = {line.split(":")[0] for line in service["LoadCredential"]}
    assert {value.removeprefix("%d/") for value in given.values()} <= credentials


def test_the_units_name_each_other_rightly() -> None:
    names = {unit.name for unit in UNITS}
    for unit in UNITS:
        for section in ("Unit", "Install"):
            for name, values in settings_of(unit).get(section, {}).items():
                if name not in ("Wants", "Requires", "After", "PartOf"):
                    continue
                for other in " ".join(values).split():
                    template = f"{other.partition('@')[0]}@.service" if "@" in other else other
                    assert template in names or not other.startswith("tongyuan"), f"{unit.name}: {other}"


def test_systemd_finds_no_fault_in_the_units(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not on this machine")
    program = shutil.which("true") or "/bin/true"
    for unit in UNITS:  # the program need not be installed where systemd looks for it
        text = unit.read_text(encoding="utf-8").replace("/opt/tongyuan/bin/tongyuan", program)
        (tmp_path / unit.name).write_text(text.replace("User=tongyuan\n", "").replace("Group=tongyuan\n", ""))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *(str(tmp_path / unit.name) for unit in UNITS)],
        capture_output=True,
        text=True,
        check=False,
    )
    ours = [line for line in done.stderr.splitlines() if "tongyuan" in line]
    if done.returncode != 0 and not ours:
        pytest.skip(f"systemd-analyze cannot work here: {done.stderr[:200]}")
    assert (done.returncode, ours) == (0, [])


def test_the_image_is_built_from_hashed_requirements_and_is_not_root() -> None:
    found = list(instructions())
    assert sum(name == "FROM" for name, _ in found) == 2
    installs = [words for name, words in found if name == "RUN" and "pip install" in words and "-r " in words]
    assert installs
    assert [words for words in installs if "--require-hashes" not in words] == []
    last = next(words for name, words in reversed(found) if name == "USER")
    assert last.split(":")[0] not in ("0", "root")
    root = KIT.parent
    for name, words in found:
        if name == "COPY" and "--from" not in words:
            *sources, _ = words.split()
            assert [source for source in sources if not (root / source).exists()] == []
        if name == "RUN" and "-r " in words:
            assert (root / words.split("-r ")[1].split()[0]).is_file()


def test_the_example_of_settings_can_be_read() -> None:
    text = (KIT / "tongyuan.env.example").read_text(encoding="utf-8")
    given = dict(line.split("=", 1) for line in text.splitlines() if line and not line.startswith("#"))
    settings = read_settings(given)
    assert settings.behind_https
    assert settings.proxies
    assert [name for name in given if "SECRET" in name or "TOKEN" in name or "DATABASE" in name] == []


def test_nginx_finds_no_fault_in_its_configuration(checked_nginx: Callable[[str], str]) -> None:
    assert "test is successful" in checked_nginx(NGINX.read_text(encoding="utf-8"))


def test_nginx_and_the_units_name_the_same_ports() -> None:
    text = NGINX.read_text(encoding="utf-8")
    for words in (LINES["tongyuan-pages@.service"], LINES["tongyuan-api.service"]):
        assert f"server 127.0.0.1:{words[words.index('--port') + 1]};" in text
    wanted = settings_of(KIT / "systemd" / "tongyuan.target")["Unit"]["Wants"][0].split()
    ports = [name.split("@")[1].removesuffix(".service") for name in wanted if "@" in name]
    assert [port for port in ports if f"server 127.0.0.1:{port};" not in text] == []


@pytest.fixture
def checked_nginx(tmp_path: Path) -> Callable[[str], str]:
    """Has nginx check a configuration, with a certificate of its own; skipped where there is no nginx."""
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if nginx is None:
        pytest.skip("nginx is not on this machine")

    def check(text: str) -> str:
        a_certificate(tmp_path)
        text = text.replace("/etc/tongyuan/tls", str(tmp_path)).replace("/var/cache/nginx", str(tmp_path))
        (tmp_path / "tongyuan.conf").write_text(text)
        whole = (
            f"pid {tmp_path}/pid; error_log stderr; events {{}} http {{ include {tmp_path}/tongyuan.conf; }}"
        )
        (tmp_path / "nginx.conf").write_text(whole)
        done = subprocess.run(
            [nginx, "-t", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")],
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stderr

    return check


def a_certificate(folder: Path) -> None:
    """Sign a certificate of a day for the host of the example."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "tongyuan.example")])
    today = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today)
        .not_valid_after(today + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    (folder / "fullchain.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
