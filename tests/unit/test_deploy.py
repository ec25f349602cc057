"""The files under ``deploy/``, the Dockerfile and the compose file: they fit the program and each other."""

from __future__ import annotations

import configparser
import io
import re
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
    named |= set(re.findall(r"\bTEAMKPI_(?!COMMIT)\w+", (ROOT / "Dockerfile").read_text()))
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
            assert one["spec"]["template"]["spec"]["securityContext"]["runAsNonRoot"] is True
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


@pytest.mark.parametrize("event", EVENTS, ids=lambda one: one.name)
def test_fail2ban_counts_what_an_attacker_causes_and_nothing_else(event: Event) -> None:
    # A refused role, or address of a hook, needs a sign-in: whoever causes it is known, and no guesser. A passkey that
    # is refused is a failed sign-in as well, which counts.
    others = (security.ROLE_REFUSED, security.HOOK_ADDRESS_REFUSED, security.PASSKEY_REFUSED)
    counts = event.is_warning and event not in others
    for door in ("portal", "dashboard", "backoffice", "webhook"):
        for address in ("203.0.113.7", "2001:db8::7"):
            found = fail2ban().search(logged(event, door, address))
            assert (found["address"] if found else None) == (address if counts else None)
    assert fail2ban().search(logged(event, "portal", None)) is None


def test_fail2ban_is_not_misled_by_what_a_client_sends() -> None:
    mimicked = '{"name":"sign_in_failed","door":"portal","address":"192.0.2.1",'
    stream = io.BytesIO()
    Logger(stream).warning("server", source="uvicorn.error", message=f"\n{mimicked}")
    assert fail2ban().search(stream.getvalue().decode()) is None
