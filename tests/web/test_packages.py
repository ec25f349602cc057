"""The npm packages as they would be published: what is in them, and that Node can load and render them."""

from __future__ import annotations

import json
import re
import tarfile
from pathlib import Path

import pytest

import portals

pytestmark = pytest.mark.skipif(bool(portals.WHY_NOT), reason=portals.WHY_NOT)
SECTIONS = ["AttendanceSection", "TeamKpiSection", "TrendsSection"]


@pytest.mark.parametrize("react", portals.REACTS)
def test_node_loads_the_packages_and_renders_each_section(packages: Path, react: str) -> None:
    assert portals.NODE is not None
    said = json.loads(portals.run(portals.NODE.program, "server.mjs", cwd=packages / react))
    assert said["react"].startswith(react.removeprefix("react-"))
    assert set(SECTIONS) <= set(said["html"])
    for html in said["html"].values():
        assert html.startswith('<div class="teamkpi" lang="es">')
        assert "Cargando" in html


@pytest.mark.parametrize(
    ("name", "built"),
    [
        ("client", ["dist/index.js", "dist/index.js.map", "dist/index.d.ts", "dist/index.d.ts.map", "src/index.ts"]),
        ("dashboard", ["dist-embed/index.js", "dist-embed/index.js.map", "dist-embed/style.css", "src/embed.ts"]),
    ],
)
def test_a_package_has_what_belongs_in_it(packages: Path, name: str, built: list[str]) -> None:
    with tarfile.open(packages / f"teamkpi-{name}-0.1.0.tgz") as tarball:
        names = {one.removeprefix("package/") for one in tarball.getnames()}
        licence = tarball.extractfile("package/LICENSE")
        assert licence is not None
        assert licence.read() == (portals.WEB.parent / "LICENSE").read_bytes()
        described = tarball.extractfile("package/package.json")
        assert described is not None
        assert json.load(described)["repository"] == {
            "type": "git",
            "url": "git+https://example.com/teamkpi/teamkpi.git",
            "directory": f"web/{name}",
        }
    assert {"package.json", "README.md", *built} <= names
    strangers = [
        one for one in names if not re.match(r"(dist|dist-embed|src)/|(package\.json|README\.md|LICENSE)$", one)
    ]
    assert strangers == []


def test_the_address_of_the_repository_is_read_from_what_git_has() -> None:
    assert portals.NODE is not None
    of_git = {
        "git@host.example:team/teamkpi.git": "git+https://host.example/team/teamkpi.git",
        "https://someone:token@host.example/team/teamkpi": "git+https://host.example/team/teamkpi.git",
        "ssh://git@host.example:2222/team/teamkpi.git/": "git+https://host.example/team/teamkpi.git",
        "git+https://host.example/team/teamkpi.git": "git+https://host.example/team/teamkpi.git",
        "/srv/git/teamkpi.git": None,
        "file:///srv/git/teamkpi": None,
        "C:/git/teamkpi": None,
        "": None,
    }
    read = "import('./portal/packages.js').then(({ repositoryAddress }) => console.log(JSON.stringify(\
        JSON.parse(process.argv[1]).map((address) => repositoryAddress(address) ?? null))))"
    said = portals.run(portals.NODE.program, "--eval", read, json.dumps(list(of_git)))
    assert json.loads(said) == list(of_git.values())


def test_the_styles_of_sections_are_about_their_own_element(packages: Path) -> None:
    styles = (packages / "react-19/node_modules/@teamkpi/dashboard/dist-embed/style.css").read_text(encoding="utf-8")
    assert re.findall(r":root|\bhtml\b|\bbody\b|@page|[\d.]+[sld]?v(?:w|h|i|b|min|max)\b", styles) == []
    assert re.findall(r"@media[^{]*(?:width|height)[^{]*", styles) == []
    assert "@container teamkpi" in styles
