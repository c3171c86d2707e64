"""API credentials come from a file or the environment, and show up nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.secret_file import write_secret
from sync.decidim.credentials import FILE, Credentials, load_credentials
from sync.decidim.errors import CredentialsRefused


def test_the_file_has_the_key_and_its_secret(tmp_path: Path) -> None:
    write_secret(tmp_path / FILE, b"a-key\nthe-secret\n")
    assert load_credentials(tmp_path, {}) == Credentials("a-key", "the-secret")


def test_the_environment_comes_first_and_needs_both_halves(tmp_path: Path) -> None:
    write_secret(tmp_path / FILE, b"a-key\nthe-secret\n")
    both = {"KIOSK_DECIDIM_KEY": "other", "KIOSK_DECIDIM_SECRET": "words"}
    assert load_credentials(tmp_path, both) == Credentials("other", "words")
    with pytest.raises(CredentialsRefused, match="KIOSK_DECIDIM_SECRET"):
        load_credentials(tmp_path, {"KIOSK_DECIDIM_KEY": "other"})


MALFORMED = [b"", b"one line\n", b"a\nb\nc\n", b"key\nwith \xc3\xa9\n", b"\xff\xfe\n\n"]


def test_no_file_is_no_credentials(tmp_path: Path) -> None:
    assert load_credentials(tmp_path, {}) is None


@pytest.mark.parametrize("content", MALFORMED)
def test_a_malformed_file_is_refused_without_showing_it(tmp_path: Path, content: bytes) -> None:
    write_secret(tmp_path / FILE, content)
    with pytest.raises(CredentialsRefused) as caught:
        load_credentials(tmp_path, {})
    assert "with" not in str(caught.value)


def test_a_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"a-key\nthe-secret\n")
    (tmp_path / FILE).chmod(0o640)
    with pytest.raises(CredentialsRefused, match="chmod 600"):
        load_credentials(tmp_path, {})


def test_credentials_do_not_show_themselves() -> None:
    assert "secret" not in repr(Credentials("a-key", "the-secret"))
    assert "a-key" not in repr(Credentials("a-key", "the-secret"))
