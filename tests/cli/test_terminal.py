"""What a terminal is told: nothing of what names may hold."""

from __future__ import annotations

import os
import pty
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teamkpi.cli.terminal import Table, hand_over, printable, say, show_table

PROGRAM = """
from teamkpi.cli.terminal import Table, hand_over, say, show_table
name = "a\\x1b[31m\\x9b5n\\r\\x07b"
say(name)
table = Table("name")
table.add_row(name)
show_table(table)
hand_over('{"Name":"a\\x9b5n"}'.encode())
"""


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Nguyễn Thị Lan 東京 😀", "Nguyễn Thị Lan 東京 😀"),
        ("a\u00a0b", "a\u00a0b"),
        ("क्\u200dष 👩\u200d💻", "क्\u200dष 👩\u200d💻"),
        ("a\x1b[31mb", "a\ufffd[31mb"),
        ("a\x9b31mb", "a\ufffd31mb"),
        ("a\u202eb\u2028c\nd", "a\ufffdb\ufffdc\ufffdd"),
    ],
)
def test_a_name_is_shown_without_what_steers(text: str, shown: str) -> None:
    assert printable(text) == shown


@given(st.text(max_size=20))
def test_nothing_that_is_said_steers_a_terminal(text: str) -> None:
    shown = printable(text)
    assert len(shown) == len(text)
    assert not any(sign < " " or "\x7f" <= sign <= "\x9f" or sign in "\u2028\u2029\u202e" for sign in shown)
    assert printable(shown) == shown


def test_on_a_terminal_every_way_of_printing_is_guarded() -> None:
    leader, follower = pty.openpty()
    subprocess.run([sys.executable, "-c", PROGRAM], stdout=follower, check=True, env={**os.environ, "TERM": "dumb"})
    os.close(follower)
    said = os.read(leader, 10_000).decode().replace("\r\n", "\n")
    os.close(leader)
    name = "a\ufffd[31m\ufffd5n\ufffd\ufffdb"
    assert [line.rstrip() for line in said.splitlines()] == [name, "name", name, '{"Name":"a\\u009b5n"}']


def test_elsewhere_data_goes_out_byte_for_byte(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    hand_over("\x9b".encode())
    hand_over(b"a\r\n", end=b"")
    say("b\x1b")
    table = Table("c")
    table.add_row("d\x1b")
    show_table(table)
    assert capfdbinary.readouterr().out.split(b"\n")[:2] == ["\x9b".encode(), b"a\r"]


PARTS = """
from teamkpi.cli import terminal
terminal._SECONDS_BETWEEN_LINES = 0
with terminal.watched("copying", total=None) as watch:
    for done in (1000, 1500):
        watch.part(f"bookings: {done:,} of 2,000, about 2 min left", done, 2000)
"""


def test_elsewhere_the_progress_of_a_part_is_a_line_now_and_then() -> None:
    done = subprocess.run([sys.executable, "-c", PARTS], stderr=subprocess.PIPE, text=True, check=True)
    assert done.stderr.splitlines() == [f"bookings: {count} of 2,000, about 2 min left" for count in ("1,000", "1,500")]


def test_on_a_terminal_the_progress_of_a_part_is_a_bar_of_its_length() -> None:
    leader, follower = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "160", "NO_COLOR": "1"}
    subprocess.run([sys.executable, "-c", PARTS], stderr=follower, check=True, env=environment)
    os.close(follower)
    said = os.read(leader, 10_000).decode()
    os.close(leader)
    shown = next(part for part in said.split("\x1b[2K") if "1,500" in part)
    assert f"bookings: 1,500 of 2,000, about 2 min left {30 * '━'} " in shown  # three quarters of 40
    assert " 1,500 records " in shown
