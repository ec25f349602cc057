"""Which new passwords are refused because they are guessed first."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examples import examples
from teamkpi.accounts.guessable import COMMON, OWN, why_guessable

JANE = ["jane.smith@techinnovators.com", "Jane Ann Smith", "Tech Innovators Ltd", "Harbour & Hive", "Müller-Höhle"]


@pytest.mark.parametrize(
    "password",
    [
        *(
            "password",
            "12345678",
            "123456789",
            "qwertyuiop",
            "iloveyou",
            "Football",
            "liverpool",
            "letmein!!",
            "dragon1234",
        ),
        *("Password1!", "P@ssw0rd", "p@$$w0rd123", "PASSWORD", "passwort1", "1q2w3e4r", "zxcvbnm,.", "welcome123"),
        *("aaaaaaaa", "abcdefgh", "11111111", "hunter2hunter2", "trustno1!", "sunshine1", "abcabcabc", "87654321"),
        *(
            "  password  ",
            "\tpassword\n",
            "\uff50\uff41\uff53\uff53\uff57\uff4f\uff52\uff44",
            "        ",
            "!!!!!!!!",
            "qwerty qwerty qwerty qwerty qwerty",
        ),
        *("P@ssw0rd2024!", "Summer2026!!", "Password 1 2 3", "!!2026Liverpool"),
        "password" * 40,
    ],
)
def test_common_passwords_and_what_people_make_of_them_are_refused(password: str) -> None:
    assert why_guessable(password) == COMMON
    assert why_guessable(password, JANE) == COMMON


@pytest.mark.parametrize(
    "password",
    [
        *(
            "janesmith",
            "JaneSmith19850312",
            "HarbourAndHive26",
            "JaneSmith1",
            "Jane Smith 2024",
            "smith.jane",
            "jane.smith@techinnovators.com",
            "Jane-Ann!Smith",
        ),
        *("techinnovators", "TechInnovators99", "harbourhive", "Harbour & Hive", " harbour & hive 1 ", "  JANESMITH  "),
        *("jane harbour", "müller höhle", "mu\u0308ller-ho\u0308hle", "teamkpi2026", "teamkpi teamkpi"),
    ],
)
def test_what_is_made_of_its_owner_s_own_names_is_refused(password: str) -> None:
    assert why_guessable(password, JANE) == OWN


@pytest.mark.parametrize(
    ("password", "name"),
    [
        ("Nguyenthilan1", "Nguyễn Thị Lan"),
        ("nguyễn thị lan", "Nguyen Thi Lan"),
        ("siobhan.oconnor", "Siobhán O'Connor"),
        ("LukaszWalesa1", "Łukasz Wałęsa"),
        ("sorenkierkegard", "Søren Kierkegård"),
        ("ibrahimyilmaz", "\u0130brahim Y\u0131lmaz"),
    ],
)
def test_accents_make_no_other_name(password: str, name: str) -> None:
    assert why_guessable(password, [name]) == OWN


@pytest.mark.parametrize(
    "password",
    [
        *(
            "correct horse 42",
            "correct horse battery staple",
            "battery staple",
            "demo-teamkpi-55",
            "purple monkey dishwasher",
        ),
        *("jane keeps seven tame geese", "harbour lights at half past nine", "smithereens of old tea", "a5#kQz!w"),
        *("密码学很有意思吗", "köşedeki yeşil bisiklet", "anne of green gables, 1908", "com.example"),
    ],
)
def test_others_are_not(password: str) -> None:
    assert why_guessable(password, JANE) is None
    assert why_guessable(f"  {password} ", JANE) is None


@settings(max_examples=examples(200), deadline=None)
@given(
    password=st.text(st.characters(codec=None), max_size=60) | st.text("aA4@1!|lL$5sS0oO7t+ ", max_size=60),
    own=st.lists(st.text(max_size=20), max_size=4),
)
def test_every_text_has_an_answer_whatever_blanks_and_capitals(password: str, own: list[str]) -> None:
    found = why_guessable(password, own)
    assert found in {None, COMMON, OWN}
    assert why_guessable(f" {password}\u3000", own) == found
    if len(password.strip()) >= 3 and password.strip().isalnum():
        assert why_guessable(password, [password]) in {OWN, COMMON}
