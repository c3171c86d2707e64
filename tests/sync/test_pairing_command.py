"""`kiosk pair` as it is typed: with a PIN from a file, and not at all without one."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.claims.codes import printed
from kiosk.cli.main import main
from kiosk.staff.desk import StaffDesk
from kiosk.tablet import Tablet
from sync.demo import make_demo
from sync.hub.fleet import new_pairing_code
from sync.hub.server import embedded

PIN = "407391"


def test_a_tablet_is_paired_with_its_pin_and_never_without(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    demo = make_demo(tmp_path / "city")
    code, _ = new_pairing_code(demo.store)
    config, pin = tmp_path / "kiosk.toml", tmp_path / "pin.txt"
    config.write_text('[tablet]\ndata = "data"\n', encoding="utf-8")
    with embedded(demo.store) as address:
        command = ["pair", "--hub", address, "--code", printed(code), "--config", str(config)]
        assert main(command) == 2, "nobody is at a terminal"
        assert "--pin-file" in capsys.readouterr().err
        pin.write_text("111111\n", encoding="utf-8")
        assert main([*command, "--pin-file", str(pin)]) == 2
        assert "easy to guess" in capsys.readouterr().err
        assert not (tmp_path / "data").exists()
        assert demo.store.tablets() == []
        pin.write_text(f"{PIN}\n", encoding="utf-8")
        assert main([*command, "--pin-file", str(pin)]) == 0
        assert PIN not in capsys.readouterr().out
    demo.store.close()
    tablet = Tablet(tmp_path / "data" / "test")
    assert StaffDesk.enter(tablet, PIN).account.id == "administrateur-local"
    tablet.close_files()
