"""The files for a hub on PostgreSQL: each is valid, names what is there, and does what it says."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from kiosk.cli.main import build_parser
from kiosk.ids import Mode
from sync.hub.rooms.address import postgresql_address, rooms_at
from sync.hub.rooms.roles import setup_sql
from sync.hub.setup import init_hub
from tests import postgres
from tests.postgres import Server

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "assets" / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
UNITS = sorted(path for path in (DEPLOY / "systemd").iterdir() if path.is_file())
DROP_IN = DEPLOY / "systemd" / "kiosk-hub.service.d" / "postgresql.conf"
HUB_UNIT = ROOT / "assets" / "device" / "hub" / "etc" / "systemd" / "system" / "kiosk-hub.service"


def commands_of(text: str) -> list[list[str]]:
    """Every command line of ours in a text, without the program."""
    joined = text.replace("\\\n", " ")
    lines = re.findall(r"(?:^|[\s=])(?:/opt/kiosk/bin/)?kiosk (hub [^\n|&`]+)", joined, flags=re.MULTILINE)
    return [shlex.split(line.rstrip(":.")) for line in lines if "…" not in line and "FILE" not in line]


def test_the_hubs_rooms_are_made_by_the_file_as_by_the_program() -> None:
    written = (DEPLOY / "database" / "rooms.sql").read_text(encoding="utf-8")
    assert written == "".join(f"{statement};\n" for statement in setup_sql("kiosk"))


@pytest.mark.skipif(shutil.which("psql") is None, reason="psql is not installed")
def test_a_new_database_is_ready_after_its_script(tmp_path: Path) -> None:
    with postgres.running_server() as server:
        server.administer("postgres", "CREATE DATABASE kiosk")
        password = tmp_path / "hub"
        password.write_text('it\'s "secret" \\ enough', encoding="utf-8")
        environment = {
            "PATH": os.environ["PATH"],
            "PGHOST": str(server.folder),
            "POSTGRES_USER": postgres.ADMINISTRATOR,
            "POSTGRES_DB": "kiosk",
            "KIOSK_ROOMS": str(DEPLOY / "database" / "rooms.sql"),
            "KIOSK_HUB_PASSWORD_FILE": str(password),
        }
        subprocess.run([DEPLOY / "database" / "10-kiosk.sh"], check=True, env=environment, timeout=60)
        hub, _ = init_hub(tmp_path / "hub folder", Mode.OFFICIAL, database=server.address("kiosk"))
        hub.close()


def test_the_server_of_compose_has_the_settings_of_the_tests(postgresql: Server) -> None:
    command = COMPOSE["services"]["database"]["command"]
    assert command[0] == "postgres"
    settings = dict(setting.split("=") for setting in command[2::2])
    assert set(command[1::2]) == {"-c"}
    for name in ("wal_recycle", "min_wal_size", "wal_keep_size", "max_connections"):
        assert settings[name] == postgres.SETTINGS[name]
    with postgresql.administrator("postgres") as connection:
        known = {row[0] for row in connection.execute("SELECT name FROM pg_settings")}
    assert set(settings) <= known


def test_compose_names_what_is_there() -> None:
    services = COMPOSE["services"]
    for service in services.values():
        for volume in service["volumes"]:
            source = volume.partition(":")[0]
            assert source in COMPOSE["volumes"] or source == "./backups" or (DEPLOY / source).exists()
        assert set(service["secrets"]) <= set(COMPOSE["secrets"])
    build = services["hub"]["build"]
    dockerfile = ROOT / build["dockerfile"]
    assert (DEPLOY / build["context"]).resolve() == ROOT
    for line in dockerfile.read_text(encoding="utf-8").splitlines():
        if line.startswith("COPY "):
            assert all((ROOT / name).exists() for name in line.split()[1:-1])
    arguments = build_parser().parse_args(services["hub"]["command"])
    assert arguments.processes == 4
    address = postgresql_address(services["hub"]["environment"]["KIOSK_HUB_DATABASE"])
    assert (address.username, address.host, address.password) == ("kiosk", "database", None)


@pytest.mark.parametrize("path", [*UNITS, DROP_IN, DEPLOY / "README.md"], ids=lambda path: path.name)
def test_every_command_exists(path: Path) -> None:
    found = commands_of(path.read_text(encoding="utf-8"))
    for command in found:
        build_parser().parse_args(command)
    assert found or path.suffix == ".timer"


def test_every_file_is_named_on_the_page_or_goes_with_its_folder() -> None:
    page = (DEPLOY / "README.md").read_text(encoding="utf-8") + (DEPLOY / "compose.yaml").read_text("utf-8")
    for path in DEPLOY.rglob("*"):
        if path.is_file() and path.parent.name != "kiosk-hub.service.d" and "secrets" not in path.parts:
            assert path.name in page or path.stem in page or path.name in ("README.md", "compose.yaml"), path


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
@pytest.mark.parametrize("name", ["kiosk-hub.service", "kiosk-hub-night.service", "kiosk-hub-night.timer"])
def test_systemd_takes_the_units(name: str, tmp_path: Path) -> None:
    shutil.copytree(DEPLOY / "systemd", tmp_path / "units")
    shutil.copy(HUB_UNIT, tmp_path / "units")
    for path in (tmp_path / "units").rglob("*.*"):
        if path.is_file():
            text = re.sub(
                r"^(Exec\w+=[+-]*)/\S+", r"\1/bin/true", path.read_text(encoding="utf-8"), flags=re.MULTILINE
            )
            path.write_text(text, encoding="utf-8")
    (tmp_path / "units" / "postgresql.service").write_text(
        "[Service]\nExecStart=/bin/true\n", encoding="utf-8"
    )
    verified = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", f"./{name}"],
        cwd=tmp_path / "units",
        env={"PATH": "/usr/bin:/bin", "SYSTEMD_UNIT_PATH": f"{tmp_path / 'units'}:"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (verified.returncode, verified.stderr) == (0, "")


def test_the_address_of_the_unit_is_one(tmp_path: Path) -> None:
    (written,) = set(re.findall(r"KIOSK_HUB_DATABASE=(\S+)", DROP_IN.read_text(encoding="utf-8")))
    rooms_at(tmp_path, written).close()
