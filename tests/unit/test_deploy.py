"""The files under ``deploy/``, the Dockerfile and the compose file: they fit the program and each other."""

from __future__ import annotations

import configparser
import io
import re
import shutil
import subprocess
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import yaml

from teamkpi.accounts import security
from teamkpi.accounts.security import Event, line_of
from teamkpi.api.log import Logger
from teamkpi.settings import Settings, variable_of

ROOT = Path(__file__).parent.parent.parent
MANIFEST = ROOT / "deploy" / "kubernetes" / "teamkpi.yaml"
OLDEST_KUBERNETES, NEWEST_KUBERNETES = "1.29", "1.37"
EVENTS = [one for one in vars(security).values() if isinstance(one, Event)]
IN_THE_JOURNAL = "debian teamkpi[812]: "
"""How a line begins as fail2ban reads it from the journal, which is what our jail tells it to do."""
VARIABLES = {variable_of(one.name) + ending for one in fields(Settings) for ending in ("", "_FILE")}


def manifests() -> list[dict[str, Any]]:
    return list(yaml.safe_load_all(MANIFEST.read_text()))


@pytest.mark.parametrize("version", [OLDEST_KUBERNETES, NEWEST_KUBERNETES])
def test_the_manifests_fit_the_published_schemas(version: str) -> None:
    import kubernetes_validate  # noqa: PLC0415 - takes seconds, in every worker of a run

    assert [kubernetes_validate.utils.validate(one, version, strict=True) for one in manifests()] == [version] * 6


def containers() -> list[dict[str, Any]]:
    return [
        container
        for one in manifests()
        if one["kind"] in {"Job", "Deployment"}
        for container in one["spec"]["template"]["spec"]["containers"]
    ]


def test_every_variable_that_is_set_is_a_setting() -> None:
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text())
    named = {one["name"] for container in containers() for one in container["env"]}
    named |= {
        name
        for service in compose["services"].values()
        for name in service["environment"]
        if name.startswith("TEAMKPI_")
    }
    named |= set(re.findall(r"\bTEAMKPI_(?!COMMIT|TAG)\w+", (ROOT / "Dockerfile").read_text()))
    assert named
    assert named <= VARIABLES


def test_no_container_runs_as_root_or_writes_to_its_image() -> None:
    for container in containers():
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
    for one in manifests():
        if one["kind"] in {"Job", "Deployment"}:
            pod = one["spec"]["template"]["spec"]
            assert pod["securityContext"]["runAsNonRoot"] is True
            assert pod["enableServiceLinks"] is False  # otherwise TEAMKPI_PORT is an address
    assert re.findall(r"^USER (.+)$", (ROOT / "Dockerfile").read_text(), re.MULTILINE) == ["10001:0"]


def test_no_secret_has_a_default() -> None:
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text())
    assert all(set(one) == {"file"} for one in compose["secrets"].values())
    for service in compose["services"].values():
        secret = [name for name in service["environment"] if re.search("PASSWORD|SECRET|URL", name)]
        assert secret
        assert all(name.endswith("_FILE") for name in secret)


def test_what_the_image_is_built_from_is_sent_to_the_builder() -> None:
    ignore = (ROOT / ".dockerignore").read_text().splitlines()
    kept = {line[1:] for line in ignore if line.startswith("!")}
    copied = re.findall(r"^COPY (?!--from)(.+) \./?$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert {name for line in copied for name in line.split()} - {"."} <= kept
    assert all((ROOT / name).exists() for name in kept)


def test_the_image_says_what_it_is_and_which_build() -> None:
    image = (ROOT / "Dockerfile").read_text().rpartition("FROM ${BASE}")[2]
    labels = dict(re.findall(r'org\.opencontainers\.image\.(\w+)="(.+)"', image))
    assert set(labels) == {"title", "description", "licenses", "version", "revision"}
    # An argument of an earlier stage is empty in this one unless it is declared again.
    used = set(re.findall(r"\$\{(\w+)\}", " ".join(labels.values())))
    assert used == set(re.findall(r'^ARG (\w+)=""$', image, re.MULTILINE)) == {"TEAMKPI_COMMIT", "TEAMKPI_TAG"}


def fail2ban() -> re.Pattern[str]:
    parser = configparser.RawConfigParser()
    parser.read(ROOT / "deploy" / "fail2ban" / "filter.d" / "teamkpi.conf")
    return re.compile(parser["Definition"]["failregex"].replace("<ADDR>", r"(?P<address>[0-9a-f.:]+)"))


def logged(event: Event, door: str, address: str | None) -> str:
    stream = io.BytesIO()
    more: dict[str, Any] = dict.fromkeys(event.fields, "x")
    line = line_of(event, door, 1, None, address=address, request_id="r", **more)
    Logger(stream).warning("security", **line)
    return stream.getvalue().decode()


def is_guess(event: Event) -> bool:
    """A refused role, or address of a hook, needs a sign-in: whoever causes it is known, and no guesser. A passkey that
    is refused is a failed sign-in as well, which counts.
    """
    return event.is_warning and event not in (
        security.ROLE_REFUSED,
        security.HOOK_ADDRESS_REFUSED,
        security.PASSKEY_REFUSED,
    )


@pytest.mark.parametrize("event", EVENTS, ids=lambda one: one.name)
def test_fail2ban_counts_what_an_attacker_causes_and_nothing_else(event: Event) -> None:
    counts = is_guess(event)
    for door in ("portal", "dashboard", "backoffice", "webhook"):
        for address in ("203.0.113.7", "2001:db8::7"):
            found = fail2ban().search(logged(event, door, address))
            assert (found["address"] if found else None) == (address if counts else None)
            found = fail2ban().search(IN_THE_JOURNAL + logged(event, door, address))
            assert (found["address"] if found else None) == (address if counts else None)
    assert fail2ban().search(logged(event, "portal", None)) is None


def test_the_real_fail2ban_reads_every_event(tmp_path: Path) -> None:
    """The filter as it is, dates included: each event has an address of its own, for two doors."""
    program = shutil.which("fail2ban-regex")
    if program is None:
        pytest.skip("needs fail2ban-regex, which the package fail2ban of Debian and Ubuntu contains")
    log, expected = tmp_path / "log", set()
    with log.open("w") as lines:
        for number, event in enumerate(EVENTS):
            addresses = {"portal": f"203.0.113.{number}", "backoffice": f"2001:db8::1:{number}"}
            lines.write(logged(event, "portal", addresses["portal"]))
            lines.write(IN_THE_JOURNAL + logged(event, "backoffice", addresses["backoffice"]))
            lines.write(logged(event, "portal", None))
            expected |= set(addresses.values()) if is_guess(event) else set()
    command = [program, "--out", "ip", str(log), str(ROOT / "deploy" / "fail2ban" / "filter.d" / "teamkpi.conf")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert sorted(done.stdout.split()) == sorted(expected), done.stderr
    said = subprocess.run([program, *command[3:]], capture_output=True, text=True, check=False).stdout
    # Every line has a date in the form that the filter names.
    assert re.search(rf'\[{3 * len(EVENTS)}\] .*"timestamp":"', said), said


def test_fail2ban_is_not_misled_by_what_a_client_sends() -> None:
    mimicked = '{"name":"sign_in_failed","door":"portal","address":"192.0.2.1",'
    stream = io.BytesIO()
    Logger(stream).warning("server", source="uvicorn.error", message=f"\n{mimicked}\n{IN_THE_JOURNAL}{mimicked}")
    assert fail2ban().search(stream.getvalue().decode()) is None
    assert fail2ban().search(IN_THE_JOURNAL + stream.getvalue().decode()) is None
