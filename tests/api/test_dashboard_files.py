"""The dashboard's files over HTTP: what is served as what, kept how long, compressed how, and nothing else."""

from __future__ import annotations

import gzip
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.doorway import Space, problem, running
from teamkpi.api.app import create_app
from teamkpi.api.dashboard.own_look import dressed, of_settings
from teamkpi.errors import DashboardNotBuilt, SettingsError
from teamkpi.settings import Settings

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
PAGE = b"<!doctype html><title>page</title>"
SCRIPT = b"console.log('a script that is long enough to be worth its compression');" * 20
FILES = {
    "index.html": PAGE,
    "favicon.svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "assets/app-a1b2.js": SCRIPT,
    "assets/app-a1b2.js.gz": gzip.compress(SCRIPT, mtime=0),
    "assets/app-a1b2.js.br": b"not really, but served as it is",
    "assets/app-c3d4.css": b"body { margin: 0 }",
    "assets/app-c3d4.css.gz": gzip.compress(b"body { margin: 0 }", mtime=0),
    "assets/text-e5f6.woff2": b"a font",
    "assets/logo-0000.png": b"a picture",
    "assets/data.bin": b"anything",
}
APP, SCRIPT_PATH = "/dashboard/", "/dashboard/assets/app-a1b2.js"
NOT_FOUND = problem("not_found", 404, "Not found", "There is nothing at this path.")


@pytest.fixture(scope="module")
def space(shared_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Space]:
    folder = tmp_path_factory.mktemp("above") / "dashboard"
    (folder.parent / "secret.txt").write_bytes(b"not to be read")
    for name, content in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    with running(shared_url, dashboard=folder) as space:
        yield space


@pytest.mark.parametrize(
    "path",
    [
        *("/dashboard", "/dashboard/", "/dashboard/team/55", "/dashboard/sign-in", "/dashboard/team/55/trends/x"),
        *("/console", "/console/", "/console/records/bookings", "/console/a.b"),
    ],
)
def test_the_page_is_served_for_every_address_of_the_application(space: Space, path: str) -> None:
    answer = space.get(path)
    assert (answer.status_code, answer.content) == (200, PAGE)
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers.get_list("Content-Security-Policy") == [POLICY]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("favicon.svg", "image/svg+xml"),
        ("assets/app-a1b2.js", "text/javascript; charset=utf-8"),
        ("assets/app-c3d4.css", "text/css; charset=utf-8"),
        ("assets/text-e5f6.woff2", "font/woff2"),
        ("assets/logo-0000.png", "image/png"),
        ("assets/data.bin", "application/octet-stream"),
    ],
)
def test_files_are_served_as_what_they_are(space: Space, path: str, media_type: str) -> None:
    answer = space.get(f"/dashboard/{path}", headers={"Accept-Encoding": "identity"})
    assert (answer.status_code, answer.content) == (200, FILES[path])
    assert answer.headers["Content-Type"] == media_type
    forever = "public, max-age=31536000, immutable"
    assert answer.headers["Cache-Control"] == (forever if path.startswith("assets/") else "no-cache")
    assert answer.headers["Vary"] == "Accept-Encoding"
    head = space.ask("HEAD", f"/dashboard/{path}", headers={"Accept-Encoding": "identity"})
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["Content-Length"] == str(len(FILES[path]))


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("GZIP", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0.5, gzip;q=0.8", "gzip"),
        ("br;q=0.8, gzip;q=0.8", "br"),
        ("*", "br"),
        ("br; q=0.000, *", "gzip"),
        ("*;q=0", None),
        ("identity", None),
        ("", None),
        ("zstd", None),
        ("br;q=0,gzip;q=0", None),
    ],
)
def test_compressed_forms_go_to_who_takes_them(space: Space, accepted: str, encoding: str | None) -> None:
    raw = ask_uncompressed(space, SCRIPT_PATH, accepted)
    ending = {"br": ".br", "gzip": ".gz", None: ""}[encoding]
    assert raw["body"] == FILES["assets/app-a1b2.js" + ending]
    assert raw["headers"].get("content-encoding") == encoding
    assert raw["headers"]["content-type"] == "text/javascript; charset=utf-8"
    assert raw["headers"]["content-length"] == str(len(raw["body"]))
    assert raw["headers"]["vary"] == "Accept-Encoding"


def test_a_file_without_that_form_is_sent_in_another(space: Space) -> None:
    css = ask_uncompressed(space, "/dashboard/assets/app-c3d4.css", "br, gzip")
    assert css["headers"]["content-encoding"] == "gzip"
    assert "content-encoding" not in ask_uncompressed(space, APP, "br, gzip")["headers"]


def ask_uncompressed(space: Space, path: str, accepted: str, etag: str | None = None) -> dict[str, Any]:
    """Ask as the application answers, for the client would undo the compression."""
    headers = [(b"accept-encoding", accepted.encode())] if accepted else []
    if etag:
        headers.append((b"if-none-match", etag.encode()))
    found = space.ask_raw("GET", path, b"", token="x", more_headers=headers)
    found["headers"] = {name.decode(): value.decode() for name, value in found["headers"]}
    return found


def test_who_holds_a_form_is_told_so(space: Space) -> None:
    etags = {}
    for accepted in ("", "gzip", "br"):
        etag = ask_uncompressed(space, SCRIPT_PATH, accepted)["headers"]["etag"]
        etags[accepted] = etag
        held = ask_uncompressed(space, SCRIPT_PATH, accepted, etag)
        assert (held["status"], held["body"], held["headers"]["etag"]) == (304, b"", etag)
        assert held["headers"]["cache-control"].endswith("immutable")
    assert len(set(etags.values())) == 3
    assert ask_uncompressed(space, SCRIPT_PATH, "", etags["br"])["status"] == 200


@pytest.mark.parametrize(
    "path",
    [
        "/dashboard/assets/app-none.js",
        "/dashboard/assets/",
        "/dashboard/assets",
        "/dashboard/nothing.png",
        "/dashboard/assets/app-a1b2.js.br",
        "/dashboard/assets/app-a1b2.js.gz",
        "/dashboard/../secret.txt",
        "/dashboard/%2e%2e/secret.txt",
        "/dashboard/..%2fsecret.txt",
        "/dashboard/assets/..%2f..%2f..%2fsecret.txt",
        "/dashboard/%2fetc/passwd.txt",
        "/dashboard/assets\\..\\secret.txt",
        "/dashboard/favicon.svg%00.js",
    ],
)
def test_what_is_no_file_of_the_dashboard_is_not_found(space: Space, path: str) -> None:
    for asked in (space.get(path), ask_as_written(space, path)):
        assert (asked.status_code, asked.json()) == (404, NOT_FOUND)


def ask_as_written(space: Space, path: str) -> httpx.Response:
    """Ask for a path that the client does not tidy first."""
    found = space.ask_raw("GET", path, b"", token="x")
    return httpx.Response(found["status"], content=found["body"])


def test_the_root_leads_to_the_dashboard(space: Space) -> None:
    answer = space.get("/")
    assert (answer.status_code, answer.headers["Location"], answer.content) == (307, "/dashboard/", b"")


@pytest.mark.parametrize("path", ["/dashboard", "/dashboard/", "/dashboard/team/55", "/dashboard/assets/app.js"])
def test_an_installation_without_it_says_so(shared_url: str, tmp_path: Path, path: str) -> None:
    for folder in (tmp_path / "missing", tmp_path):
        with running(shared_url, dashboard=folder) as space:
            answer = space.get(path)
            assert (answer.status_code, answer.json()) == (
                404,
                problem("not_found", 404, "Not found", str(DashboardNotBuilt())),
            )


def test_its_paths_are_in_the_log_as_one(space: Space, run: Callable[..., Space]) -> None:
    del run
    space.get("/dashboard/team/55?search=Jane")
    assert space.log_lines()[-1]["route"] == "/dashboard/{path}"
    assert "Jane" not in space.log_text()


LOGO = b"<svg xmlns='http://www.w3.org/2000/svg'/>"
BUILT = (
    b'<!doctype html><html><head><title>teamkpi</title><link rel="icon" href="/dashboard/assets/icon-1.svg">'
    b"</head><body></body></html>"
)


NAME = "TEAMKPI_SPACE_NAME must have at most 100 characters, in UTF-8 and without control characters"
UNREADABLE = (
    "TEAMKPI_SPACE_ACCENT must not be {}: text in it would be hard to read in the {} theme. Its contrast is {}, "
    "and at least 4.5 is needed"
)


def test_the_page_has_the_name_logo_and_colour_of_the_space(shared_url: str, tmp_path: Path) -> None:
    built, logo = tmp_path / "built", tmp_path / "Our Logo.SVG"
    built.mkdir()
    (built / "index.html").write_bytes(BUILT)
    (built / "index.html.gz").write_bytes(gzip.compress(BUILT))
    logo.write_bytes(LOGO)
    own: dict[str, Any] = {
        "space_name": 'Harbour & "Hive"',
        "space_logo": str(logo),
        "space_accent": ("#7a1f5c", "#e3a8cd"),
    }
    with running(shared_url, dashboard=built, **own) as space:
        answer = space.get(APP)
        assert "Content-Encoding" not in answer.headers
        assert answer.headers.get_list("Content-Security-Policy") == [POLICY]
        [logo_path] = set(re.findall(r"/dashboard/(assets/space-logo-\w+\.svg)", answer.text))
        [styles_path] = re.findall(r"/dashboard/(assets/space-\w+\.css)", answer.text)
        assert answer.text == (
            "<!doctype html><html><head><title>Harbour &amp; &quot;Hive&quot;</title>"
            '<meta name="teamkpi-space" content="Harbour &amp; &quot;Hive&quot;" />'
            f'<meta name="teamkpi-logo" content="/dashboard/{logo_path}" />'
            f'<link rel="stylesheet" href="/dashboard/{styles_path}" />'
            f'<link rel="icon" href="/dashboard/{logo_path}" />'
            "</head><body></body></html>"
        )
        picture = space.get(f"/dashboard/{logo_path}")
        assert (picture.content, picture.headers["Content-Type"]) == (LOGO, "image/svg+xml")
        # An SVG may contain a script, which must not run when the logo is opened by itself.
        policy = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
        assert picture.headers.get_list("Content-Security-Policy") == [policy]
        assert picture.headers["Cache-Control"].endswith("immutable")
        styles = space.get(f"/dashboard/{styles_path}")
        assert styles.headers["Content-Type"] == "text/css; charset=utf-8"
        assert "--tk-accent:light-dark(#7a1f5c,#e3a8cd)" in styles.text


@pytest.mark.parametrize(
    ("own", "reason"),
    [
        ({"space_logo": "logo.gif"}, "TEAMKPI_SPACE_LOGO must be a file that ends in .svg, .png, .webp, .jpg or .jpeg"),
        ({"space_logo": "/nowhere/logo.svg"}, "TEAMKPI_SPACE_LOGO: the file cannot be read: No such file or directory"),
        ({"space_logo": "~no-such-user/logo.svg"}, "TEAMKPI_SPACE_LOGO: there is no such user's home directory"),
        ({"space_name": "Caf\udce9"}, NAME),  # Latin-1, as a settings file may have it
        ({"space_name": "Harbour\nHive"}, NAME),
        ({"space_name": "Harbour \u202eeviH"}, NAME),
        ({"space_name": "H" * 101}, NAME),
        ({"space_accent": ("red",)}, "TEAMKPI_SPACE_ACCENT must be a colour like #0a6470, not 'red'"),
        ({"space_accent": ("#ffcc00",)}, UNREADABLE.format("#ffcc00", "light", "1.3")),
        ({"space_accent": ("#7a1f5c", "#7a1f5c")}, UNREADABLE.format("#7a1f5c", "dark", "1.5")),
        (
            {"space_accent": ("#7a1f5c", "#e3a8cd", "#000000")},
            "TEAMKPI_SPACE_ACCENT must be one colour, or two separated by a comma",
        ),
    ],
)
def test_invalid_looks_are_refused(own: dict[str, Any], reason: str) -> None:
    with pytest.raises(SettingsError) as caught:
        create_app(Settings(**own), "postgresql://nowhere")
    assert str(caught.value) == reason


def test_a_logo_that_is_too_large_is_refused(tmp_path: Path) -> None:
    logo = tmp_path / "logo.png"
    logo.write_bytes(bytes(256 * 1024 + 1))
    with pytest.raises(SettingsError, match="must be a file of at most 256 KiB"):
        create_app(Settings(space_logo=str(logo)), "postgresql://nowhere")


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.svg", b"", "must be a picture"),
        ("a.webp", b"<html>", "must be a picture"),
        ("a.SVG", b"\x89PNG", "must be a picture"),
        ("a.png", LOGO, "the file ends in .png, but its content is of another kind"),
        ("a.jpeg", LOGO, "the file ends in .jpeg, but its content is of another kind"),
    ],
)
def test_a_logo_of_another_kind_than_its_name_says_is_refused(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    logo = tmp_path / name
    logo.write_bytes(content)
    with pytest.raises(SettingsError, match=reason):
        create_app(Settings(space_logo=str(logo)), "postgresql://nowhere")


def test_a_logo_that_is_no_ordinary_file_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "logo.svg")
    with pytest.raises(SettingsError, match="it is not an ordinary file"):
        create_app(Settings(space_logo=str(tmp_path / "logo.svg")), "postgresql://nowhere")


@pytest.mark.parametrize("name", ["مساحة العمل", "Caf\u00e9 \u200c\u0645\u06cc", "  Hub  "])
def test_names_of_every_script_are_shown(name: str) -> None:
    found = dressed(BUILT, of_settings(Settings(space_name=name))[0]).decode()
    assert f"<title>{name.strip()}</title>" in found
