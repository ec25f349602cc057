"""The look of a network: set and cleared by its owners, and shown on the pages of its own hosts alone."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection

from api.backoffice import OPERATOR, refused
from api.doorway import NOW, PASSWORD, Space, account, running
from patience import PATIENCE, until, until_waiting
from spaces import AUTHOR
from teamkpi import looks, networks
from teamkpi.accounts import keys, people
from teamkpi.accounts.role_sets import ROLE_SETS

LOOK = "/api/sys/look"
HERE, NORTH = "here.example", "north.example"
NOTHING = {"Name": None, "Accent": None, "AccentInDark": None, "Logo": None}
PICTURES = {
    "image/png": b"\x89PNG\r\n\x1a\n with <svg in its text",
    "image/jpeg": b"\xff\xd8\xff\xe0 a picture",
    "image/webp": b"RIFF0000WEBP a picture",
    "image/svg+xml": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
}
BUILT = (
    b'<!doctype html><html><head><title>teamkpi</title><link rel="icon" href="/dashboard/assets/icon-1.svg">'
    b"</head><body></body></html>"
)


def encoded(content: bytes) -> str:
    return b64encode(content).decode()


@pytest.fixture
def space(database_url: str, conn: Connection[Any], tmp_path: Path) -> Iterator[Space]:
    account(conn, OPERATOR, operator=True)
    networks.create(conn, "North", [NORTH])
    (tmp_path / "index.html").write_bytes(BUILT)
    with running(database_url, dashboard=tmp_path, space_name="The server's", space_accent=("#7a1f5c",)) as space:
        yield space


def ask(space: Space, method: str, *, token: str | None = None, **options: Any) -> Any:
    token = token or space.sign_in(OPERATOR, host=HERE)["access_token"]
    return space.ask(method, LOOK, token=token, headers={"Host": HERE}, **options)


def put(space: Space, **body: Any) -> Any:
    answer = ask(space, "PUT", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def page(space: Space, host: str = HERE) -> str:
    return str(space.get("/dashboard/", headers={"Host": host}).text)


def test_what_is_set_is_shown_from_the_next_page_on_and_cleared_by_null(space: Space, conn: Connection[Any]) -> None:
    assert ask(space, "GET").json() == NOTHING
    assert "<title>The server&#x27;s</title>" in page(space)
    shown = put(space, Name=" Harbour & Hive ", Accent="#0A6470", Logo=encoded(PICTURES["image/png"]))
    [path] = set(re.findall(r"/dashboard/(assets/space-logo-\w+\.png)", page(space)))
    logo = {"Path": f"/dashboard/{path}", "MediaType": "image/png", "Bytes": len(PICTURES["image/png"])}
    expected = {"Name": "Harbour & Hive", "Accent": "#0a6470", "AccentInDark": None, "Logo": logo}
    assert shown == ask(space, "GET").json() == expected
    found = page(space)
    assert "<title>Harbour &amp; Hive</title>" in found
    assert found.count(path) == 2
    assert "icon-1.svg" not in found
    [styles] = re.findall(r"/dashboard/assets/space-\w+\.css", found)
    assert "--tk-accent:light-dark(#0a6470,#67c8d4)" in space.get(styles, headers={"Host": HERE}).text
    # The next screens of the application are the same page.
    assert space.get("/console/access", headers={"Host": HERE}).text == found
    assert put(space, Name=None, Logo="") == {**expected, "Name": None, "Logo": None}
    assert "<title>The server&#x27;s</title>" in page(space)
    assert space.get(f"/dashboard/{path}", headers={"Host": HERE}).status_code == 404
    assert put(space, Accent=None) == NOTHING
    assert conn.execute("SELECT count(*) FROM space_look").fetchone() == (0,)
    assert "--tk-accent:light-dark(#7a1f5c,#67c8d4)" in styles_of(space)


def styles_of(space: Space) -> str:
    [styles] = re.findall(r"/dashboard/assets/space-\w+\.css", page(space))
    return str(space.get(styles, headers={"Host": HERE}).text)


@pytest.mark.parametrize("media_type", PICTURES)
def test_a_logo_is_served_as_what_it_is_and_can_run_nothing(space: Space, media_type: str) -> None:
    logo = put(space, Logo=encoded(PICTURES[media_type]))["Logo"]
    assert logo["MediaType"] == media_type
    answer = space.get(logo["Path"], headers={"Host": HERE})
    assert (answer.content, answer.headers["Content-Type"]) == (PICTURES[media_type], media_type)
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"].endswith("immutable")


def test_another_network_neither_shows_it_nor_serves_its_files(space: Space) -> None:
    before = page(space, NORTH)
    logo = put(space, Name="Harbour", AccentInDark="#e3a8cd", Logo=encoded(PICTURES["image/png"]))["Logo"]
    [styles] = re.findall(r"/dashboard/assets/space-\w+\.css", page(space))
    assert page(space, NORTH) == before
    for path in (logo["Path"], styles):
        assert space.get(path, headers={"Host": HERE}).status_code == 200
        assert space.get(path, headers={"Host": NORTH}).status_code == 404


def test_each_change_is_in_the_audit_trail_without_the_picture(space: Space, conn: Connection[Any]) -> None:
    put(space, Name="Harbour", Logo=encoded(PICTURES["image/png"]))
    put(space, Name="Harbour")  # no change
    put(space, Name=None)
    file = looks.checked_logo(PICTURES["image/png"]).file
    trail = "SELECT action_by, changes FROM audit_entry WHERE entity_short_name = 'Network' ORDER BY id"
    assert conn.execute(trail).fetchall() == [
        (OPERATOR, {"SpaceName": [None, "Harbour"], "Logo": [None, file]}),
        (OPERATOR, {"SpaceName": ["Harbour", None]}),
    ]


HARD_TO_READ = (
    "must not be {}: text in it would be hard to read in the {} theme. Its contrast is {}, and at least 4.5 is needed"
)


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, {"body": "has nothing to change"}),
        ({"Name": 5}, {"Name": "must be text"}),
        ({"Name": "H" * 101}, {"Name": "must have at most 100 characters, in UTF-8 and without control characters"}),
        ({"Name": "a\u202eb"}, {"Name": "must have at most 100 characters, in UTF-8 and without control characters"}),
        ({"Accent": "red"}, {"Accent": "must be a colour like #0a6470, not 'red'"}),
        ({"Accent": "#ffcc00"}, {"Accent": HARD_TO_READ.format("#ffcc00", "light", "1.3")}),
        ({"AccentInDark": "#7a1f5c"}, {"AccentInDark": HARD_TO_READ.format("#7a1f5c", "dark", "1.5")}),
        ({"Logo": "no base64!"}, {"Logo": "must be in base64"}),
        ({"Logo": encoded(b"GIF89a")}, {"Logo": "must be a picture: PNG, JPEG, WebP or SVG"}),
        ({"Logo": encoded(b"\x89PNG\r\n\x1a\n" + bytes(262_144))}, {"Logo": "must be a file of at most 256 KiB"}),
        ({"Logo": "A" * 400_000}, {"Logo": "must be a file of at most 256 KiB"}),
    ],
    ids=lambda one: "-".join(one) if isinstance(one, dict) else None,
)
def test_what_cannot_be_shown_is_refused_by_its_field(
    space: Space, body: dict[str, Any], wrong: dict[str, str]
) -> None:
    assert refused(ask(space, "PUT", json=body)) == wrong
    # Together with a valid field, neither is stored.
    assert ask(space, "PUT", json={"Name": "Harbour", **body}).status_code == (400 if body else 200)
    assert ask(space, "GET").json() == {**NOTHING, "Name": None if body else "Harbour"}


def test_only_owners_with_an_account_may(space: Space, conn: Connection[Any]) -> None:
    tokens = [keys.create(conn, [1], "sync", author=AUTHOR, now=NOW)]
    for name, roles in ROLE_SETS.items():
        if roles is not None:
            email = f"{name.lower()}@example.com"
            people.create(conn, 1, email, PASSWORD, operator=True, roles=list(roles), now=NOW)
            tokens.append(space.sign_in(email, host=HERE)["access_token"])
    for token in tokens:
        for method in ("GET", "PUT"):
            options: dict[str, Any] = {"json": {"Name": "Harbour"}} if method == "PUT" else {}
            answer = ask(space, method, token=token, **options)
            assert (answer.status_code, answer.json()["code"]) == (401, "missing_role")
    assert "Harbour" not in page(space)


@pytest.mark.parametrize("name", ["%00.png", "a%2f..%2fb.png", "0123456789ab.png", "0123456789ab.exe", ".css", ""])
def test_names_of_no_logo_are_not_found(space: Space, name: str) -> None:
    for start in ("space-logo-", "space-"):
        assert space.get(f"/dashboard/assets/{start}{name}", headers={"Host": HERE}).status_code == 404


def test_pages_look_as_the_settings_say_without_a_network_or_a_database(space: Space, conn: Connection[Any]) -> None:
    put(space, Name="Harbour")
    conn.execute("INSERT INTO network_host (host, network_id) VALUES (%s, 1)", (HERE,))
    assert "<title>Harbour</title>" in page(space)
    assert "<title>The server&#x27;s</title>" in page(space, "nowhere.example")
    conn.execute("ALTER TABLE space_look RENAME TO space_look_away")
    assert "<title>The server&#x27;s</title>" in page(space)
    conn.execute("ALTER TABLE space_look_away RENAME TO space_look")


def test_pages_for_one_address_leave_connections_to_others(space: Space, conn: Connection[Any]) -> None:
    token = space.sign_in(OPERATOR)["access_token"]
    pages: list[Any] = [("GET", "/dashboard/", {})] * 24
    space.ask_together(pages, token=token)  # the connections take their time to come
    with ThreadPoolExecutor(1) as thread:
        with conn.transaction():
            conn.execute("LOCK TABLE space_look IN ACCESS EXCLUSIVE MODE")
            asking = thread.submit(space.ask_together, pages, token=token)
            until_waiting(conn, 2)
            until(lambda: space.get("/api/sys/operator", token=token).status_code == 200)
            until_waiting(conn, 2)
        assert {one.status_code for one in asking.result(PATIENCE)} == {200}
