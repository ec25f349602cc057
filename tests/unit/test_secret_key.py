"""The key of second factors: as a setting, and as a file beside the embedded database."""

from __future__ import annotations

import threading
from base64 import b64encode, urlsafe_b64encode
from pathlib import Path

import pytest

from patience import PATIENCE
from teamkpi.accounts import Seal
from teamkpi.db.secret_key import key_of_folder
from teamkpi.errors import DatabaseUnusable, SettingsError
from teamkpi.settings import Settings

RAW = bytes([251] * 32)  # in base64 with the letters that differ between the alphabets
KEY, URL_KEY = b64encode(RAW).decode(), urlsafe_b64encode(RAW).decode()


def test_a_key_may_be_in_either_alphabet() -> None:
    assert KEY != URL_KEY
    sealed = Seal([KEY]).close("secret", "1/2")
    assert Seal([URL_KEY]).open(sealed, "1/2") == "secret"


def test_keys_are_read_from_the_environment_and_never_shown() -> None:
    settings = Settings.from_environment({"TEAMKPI_SECRET_KEY": f" {KEY} , {URL_KEY} "})
    assert settings.secret_key == (KEY, URL_KEY)
    assert KEY not in repr(settings)
    for wrong in ("short", KEY[:-4], KEY + KEY, "é" * 44, KEY[:-1]):
        with pytest.raises(SettingsError, match="TEAMKPI_SECRET_KEY: key 2 is not 32 bytes in base64") as caught:
            Settings.from_environment({"TEAMKPI_SECRET_KEY": f"{KEY},{wrong}"})
        assert wrong not in str(caught.value)


def test_a_folder_gets_a_key_once(tmp_path: Path) -> None:
    assert key_of_folder(tmp_path, make=False) is None
    assert list(tmp_path.iterdir()) == []
    key = key_of_folder(tmp_path, make=True)
    assert key
    assert Settings(secret_key=(key,)).secret_key == (key,)
    assert [key_of_folder(tmp_path, make=make) for make in (False, True)] == [key, key]
    [file] = tmp_path.iterdir()
    assert (file.name, oct(file.stat().st_mode & 0o777)) == ("secret-key", "0o600")


def test_many_at_once_get_the_same_key(tmp_path: Path) -> None:
    keys: list[str | None] = []
    start = threading.Barrier(8)

    def get() -> None:
        start.wait(PATIENCE)
        keys.append(key_of_folder(tmp_path, make=True))

    threads = [threading.Thread(target=get) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert len(keys) == 8
    assert len(set(keys)) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["secret-key"]


@pytest.mark.parametrize("content", [b"", b"\n", b"not a key\n", b"\xff", KEY[:-4].encode()])
def test_a_file_that_holds_no_key_is_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "secret-key").write_bytes(content)
    with pytest.raises(DatabaseUnusable, match="secret-key does not contain a key; restore it from a backup"):
        key_of_folder(tmp_path, make=True)
    assert (tmp_path / "secret-key").read_bytes() == content
