"""Devices as far as a machine without a printer has them: a socket, a terminal, a file, a pipe."""

from __future__ import annotations

import os
import pty
import select
import socket
import termios
import threading
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from kiosk.cli.main import main
from kiosk.errors import PrinterError
from kiosk.printing import trial
from kiosk.printing.printer import PaperState, Printer
from kiosk.printing.sheet import Text
from kiosk.printing.wire import WHOLE_SECONDS, Wire, opened
from kiosk.settings import PrinterSettings
from tests.kiosk.printing.paper import read_back

SHEET = [Text("Reçu K7QM-3F9T-X2")]
LETTERS = "Reçu K7QM-3F9T-X2".encode("cp1252")


class NetworkPrinter(threading.Thread):
    """A printer with a port: answers the paper question, keeps the rest, and chatters as some do."""

    def __init__(self, answer: bytes, chatter: bytes = b"") -> None:
        super().__init__(daemon=True)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._answer, self._chatter, self.received = answer, chatter, b""

    def run(self) -> None:
        """Serve one connection to its end."""
        connection, _ = self._listening.accept()
        with connection:
            while content := connection.recv(4096):
                if b"\x10\x04\x04" in content and self._answer:
                    connection.sendall(self._answer)
                elif self._chatter:
                    connection.sendall(self._chatter)
                self.received += content

    def stop(self) -> None:
        """Wait for the connection's end."""
        self.join(20)
        self._listening.close()


@pytest.mark.parametrize(("answer", "chatter"), [(b"\x12", b""), (b"", b""), (b"\x12", b"\x14\x00\x00\x0f")])
def test_a_sheet_reaches_a_network_printer_whole(answer: bytes, chatter: bytes) -> None:
    printer = NetworkPrinter(answer, chatter)
    printer.start()
    Printer(PrinterSettings(connection="network", address="127.0.0.1", port=printer.port)).print(SHEET)
    printer.stop()
    assert LETTERS in printer.received
    assert printer.received.endswith(b"\x1dV\x01")


def test_a_printer_without_paper_prints_nothing_and_says_so() -> None:
    printer = NetworkPrinter(b"\x72")
    printer.start()
    with pytest.raises(PrinterError, match="no paper"):
        Printer(PrinterSettings(connection="network", address="127.0.0.1", port=printer.port)).print(SHEET)
    printer.stop()
    assert printer.received == b"\x10\x04\x04"


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (b"\x12", PaperState.ENOUGH),
        (b"\x1e", PaperState.NEAR_END),
        (b"\x7e", PaperState.OUT),
        (b"", PaperState.UNKNOWN),
        (b"hello", PaperState.UNKNOWN),
    ],
)
def test_the_paper_is_known_only_where_the_printer_tells(answer: bytes, state: PaperState) -> None:
    printer = NetworkPrinter(answer)
    printer.start()
    look = Printer(PrinterSettings(connection="network", address="127.0.0.1", port=printer.port)).look
    assert look() is state
    printer.stop()


def test_a_port_where_nobody_listens_is_said_in_words() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(PrinterError, match=f"127.0.0.1:{port} does not answer: is it on"):
        Printer(PrinterSettings(connection="network", address="127.0.0.1", port=port)).print(SHEET)


@pytest.fixture
def serial() -> Iterator[tuple[int, str]]:
    """Our end of a terminal, and the path of its other end: a serial line to whoever opens it."""
    ours, theirs = pty.openpty()
    yield ours, os.ttyname(theirs)
    os.close(ours)
    os.close(theirs)


def test_a_serial_line_carries_every_byte_as_it_is_at_the_speed_that_is_set(serial: tuple[int, str]) -> None:
    ours, path = serial
    with opened(PrinterSettings(connection="serial", device=path, baud=38400)) as way:
        way.send(b"\n\r\x03\x1b@\xe9\x1dV\x01")
        assert select.select([ours], [], [], 5)[0]
        assert os.read(ours, 100) == b"\n\r\x03\x1b@\xe9\x1dV\x01"
        assert termios.tcgetattr(ours)[4:6] == [termios.B38400, termios.B38400]


def test_what_is_no_serial_line_is_refused(tmp_path: Path) -> None:
    (tmp_path / "note").touch()
    with pytest.raises(PrinterError, match="not a serial line"):
        opened(PrinterSettings(connection="serial", device=str(tmp_path / "note")))


def test_a_device_that_is_not_there_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(PrinterError, match=r"There is no printer at .*lp0: No such file"):
        Printer(PrinterSettings(connection="usb", device=str(tmp_path / "lp0"))).print(SHEET)


def test_a_file_takes_one_sheet_after_another_and_is_nobody_else_s(tmp_path: Path) -> None:
    file = tmp_path / "paper"
    printer = Printer(PrinterSettings(connection="file", device=str(file)))
    printer.print(SHEET)
    printer.print(SHEET)
    assert file.read_bytes().count(LETTERS) == 2
    assert file.stat().st_mode & 0o777 == 0o600
    assert printer.look() is PaperState.UNKNOWN


def test_a_printer_that_takes_no_byte_is_given_up_in_words() -> None:
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    with (
        pytest.raises(PrinterError, match="takes nothing: is it on, and has it paper"),
        Wire(writing, "here") as way,
    ):
        way.send(bytes(1_000_000), stall_seconds=0.01)
    os.close(reading)


def test_a_printer_that_takes_a_byte_now_and_then_is_given_up_as_well() -> None:
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    ticks = count(0.0, WHOLE_SECONDS / 3)
    taken = 0
    with (
        pytest.raises(PrinterError, match="takes nothing"),
        Wire(writing, "here", monotonic=lambda: next(ticks)) as way,
    ):
        way.send(bytes(1_000_000), stall_seconds=0.01)
    while select.select([reading], [], [], 0)[0] and (content := os.read(reading, 65536)):
        taken += len(content)
    os.close(reading)
    assert 0 < taken <= 3 * 4096


def test_a_printer_that_is_pulled_out_is_said_in_words() -> None:
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    os.close(reading)
    with pytest.raises(PrinterError, match="cannot be written to: Broken pipe"), Wire(writing, "here") as way:
        way.send(b"x")


def test_the_doctor_prints_a_sheet_that_shows_how_the_printer_is_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["doctor", "--print"]) == 2
    (tmp_path / "kiosk.toml").write_text(
        f'[printer]\nconnection = "file"\ndevice = "{tmp_path}/paper"\ncolumns = 48\n', encoding="utf-8"
    )
    assert main(["doctor", "--print"]) == 0
    assert "Sent." in capsys.readouterr().err
    sheet = read_back((tmp_path / "paper").read_bytes())
    assert " ".join(trial.LETTERS.split()) in sheet.flat
    assert sheet.codes == ["K7QM-3F9T-X2"]
    assert max(len(line) for _, line in sheet.lines) == 48
    (tmp_path / "paper").unlink()
    (tmp_path / "paper").mkdir()
    assert main(["doctor", "--print"]) == 1
    assert "There is no printer at" in capsys.readouterr().err
