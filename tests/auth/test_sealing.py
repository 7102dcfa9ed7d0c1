"""Sealed texts: only the same key and purpose open them, for a time; the key is made once, whoever comes first."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stdgraph.auth import sealing
from stdgraph.auth.sealing import KEY_FILE, Broken, Seal, seal_for
from stdgraph.errors import BadInput, Unavailable
from stdgraph.settings import Settings, load_settings
from tests.engines import embedded_settings

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
SEAL = Seal("k" * 32, "test")
CONTENT = b"what a browser keeps"
SEALED = SEAL.seal(CONTENT, NOW)


@pytest.fixture(autouse=True)
def _forgets() -> None:
    """Read keys as a process that starts does."""
    sealing._key_in.cache_clear()


def opened(seal: Seal, text: str, at: datetime = NOW) -> bytes | None:
    try:
        return seal.open(text, HOUR, at)
    except Broken:
        return None


@given(content=st.binary(max_size=300), age=st.integers(0, 3600))
def test_what_is_sealed_opens_and_a_cookie_can_hold_it(content: bytes, age: int) -> None:
    text = SEAL.seal(content, NOW)
    assert opened(SEAL, text, NOW + timedelta(seconds=age)) == content
    assert not set(text) - set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=")


@given(place=st.integers(0, len(SEALED) - 1), other=st.characters())
def test_what_was_altered_does_not_open_as_anything_else(place: int, other: str) -> None:
    assert opened(SEAL, SEALED[:place] + other + SEALED[place + 1 :]) in (None, CONTENT)


@given(st.text(max_size=200))
def test_no_other_text_opens(text: str) -> None:
    assert opened(SEAL, text) is None


@pytest.mark.parametrize("seal", [Seal("k" * 33, "test"), Seal("k" * 32, "other")], ids=["key", "purpose"])
def test_another_key_or_purpose_opens_nothing(seal: Seal) -> None:
    assert opened(seal, SEALED) is None


def test_it_opens_for_a_time() -> None:
    assert opened(SEAL, SEALED, NOW + HOUR) == CONTENT
    assert opened(SEAL, SEALED, NOW + HOUR + timedelta(seconds=1)) is None
    assert opened(SEAL, SEALED, NOW - HOUR) is None  # sealed by a clock that is ahead


def test_processes_that_start_at_once_share_the_key_that_one_of_them_makes(tmp_path: Path) -> None:
    folder, at_once = tmp_path / "new", Barrier(8)

    def key(_: int) -> str:
        at_once.wait()
        return sealing._key_in.__wrapped__(folder)

    with ThreadPoolExecutor(8) as starting:
        keys = set(starting.map(key, range(8)))
    assert len(keys) == 1
    assert [file.name for file in folder.iterdir()] == [KEY_FILE]
    assert stat.S_IMODE((folder / KEY_FILE).stat().st_mode) == 0o600
    assert len(keys.pop()) == 64


def test_a_key_of_the_settings_is_used_in_place_of_the_file(tmp_path: Path) -> None:
    stated = embedded_settings(tmp_path, session_key="s" * 32)
    sealed = seal_for(stated, "test").seal(CONTENT, NOW)
    assert opened(seal_for(embedded_settings(tmp_path / "elsewhere", session_key="s" * 32), "test"), sealed) == CONTENT
    assert not (tmp_path / KEY_FILE).exists()
    assert opened(seal_for(embedded_settings(tmp_path), "test"), sealed) is None


def test_a_key_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / KEY_FILE).write_bytes(b"short\n")
    with pytest.raises(Unavailable, match=r"session\.key holds no key: remove it"):
        seal_for(embedded_settings(tmp_path), "test")
    (tmp_path / KEY_FILE).write_bytes("钥".encode() * 32)
    with pytest.raises(Unavailable, match="it is not text"):
        seal_for(embedded_settings(tmp_path), "test")
    (tmp_path / "file").touch()
    with pytest.raises(Unavailable, match=r"File exists \(see STDGRAPH_SESSION_KEY\)$"):
        seal_for(embedded_settings(tmp_path / "file"), "test")


def test_a_key_of_the_settings_is_long_and_is_not_shown() -> None:
    with pytest.raises(BadInput, match=r"STDGRAPH_SESSION_KEY\): expected at least 32 characters") as told:
        load_settings(session_key="hunter2" * 4)
    assert "hunter2" not in str(told.value)
    assert "hunter2" not in repr(Settings(session_key="hunter2" * 5))
