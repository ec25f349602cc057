"""The Helm chart: what it renders fits the published schemas, the program's settings, and the plain manifests.

Needs Helm; ``tools/get_helm.py`` puts it into the environment.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from unit.test_deploy import NEWEST_KUBERNETES, OLDEST_KUBERNETES, ROOT, VARIABLES, manifests

CHART = ROOT / "deploy" / "helm" / "teamkpi"
EVERYTHING = """
image: {repository: registry.example.com/teamkpi, tag: 1.2.3, pullSecrets: [registry]}
host: kpi.example.com
ingress: {className: nginx, annotations: {cert-manager.io/cluster-issuer: letsencrypt}}
secret: {smtpPassword: smtp-password, metricsToken: metrics-token, bounceSecret: bounce-secret}
trustedProxies: [10.0.0.0/8, "fd00::/8"]
mail: {url: "smtp://teamkpi@mail.example.com?starttls=required"}
otel: {endpoint: "http://collector:4318", samplerArg: "1"}
settings: {TEAMKPI_MIRROR: off, TEAMKPI_MAX_BODY_BYTES: 2097152, TEAMKPI_LOG_LEVEL: warning}
backup: {enabled: true, storageClass: fast}
nodeSelector: {kubernetes.io/arch: arm64}
tolerations: [{key: space, operator: Exists}]
"""


def run(*arguments: str, values: str = "{}") -> subprocess.CompletedProcess[str]:
    helm = shutil.which("helm", path=f"{Path(sys.executable).parent}:{Path(sys.prefix) / 'bin'}") or shutil.which(
        "helm"
    )
    if helm is None:
        pytest.skip("needs Helm; tools/get_helm.py installs it")
    command = [helm, *arguments, "--values", "-"]
    return subprocess.run(command, input=values, capture_output=True, text=True, check=False)


def rendered(values: str = "{}", release: str = "teamkpi") -> dict[str, dict[str, Any]]:
    """Everything that the chart makes, by its kind; the job of the backup is a ``CronJob``."""
    result = run("template", release, str(CHART), values=values)
    assert result.returncode == 0, result.stderr
    found = [one for one in yaml.safe_load_all(result.stdout) if one]
    assert len({one["kind"] for one in found}) == len(found)
    return {one["kind"]: one for one in found}


def pods(of: dict[str, dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for kind in ("Job", "Deployment"):
        yield of[kind]["spec"]["template"]["spec"]
    if "CronJob" in of:
        yield of["CronJob"]["spec"]["jobTemplate"]["spec"]["template"]["spec"]


@pytest.mark.parametrize("values", ["{}", EVERYTHING])
def test_helm_finds_nothing_to_complain_about(values: str) -> None:
    result = run("lint", "--strict", str(CHART), values=values)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("version", [OLDEST_KUBERNETES, NEWEST_KUBERNETES])
@pytest.mark.parametrize(("values", "count"), [("{}", 5), (EVERYTHING, 8)])
def test_what_it_renders_fits_the_published_schemas(values: str, count: int, version: str) -> None:
    import kubernetes_validate  # noqa: PLC0415 - takes seconds, in every worker of a run

    found = rendered(values).values()
    assert [kubernetes_validate.utils.validate(one, version, strict=True) for one in found] == [version] * count


def test_it_renders_what_the_plain_manifests_are() -> None:
    plain = {one["kind"]: one for one in manifests()}
    chart = rendered("host: kpi.example.com")
    assert set(chart) == set(plain)
    for kind, one in chart.items():
        assert without_names(one) == without_names(plain[kind]), kind


def without_names(one: Any) -> Any:
    """A manifest without what Helm adds: labels, the default of a policy, and the end of the job's name."""
    if isinstance(one, list):
        return [without_names(part) for part in one]
    if not isinstance(one, dict):
        return one
    left = {name: value for name, value in one.items() if name not in {"labels", "matchLabels", "imagePullPolicy"}}
    if one.get("kind") == "Job":
        left["metadata"] = {"name": left["metadata"]["name"][: len("teamkpi-migrate")]}
    if one.get("kind") == "Service":
        left["spec"] = {**left["spec"], "selector": "its pods"}
    return {name: without_names(value) for name, value in left.items() if value != {}}


def test_all_pods_are_found_by_what_selects_them() -> None:
    chart = rendered(release="space")
    labels = chart["Deployment"]["spec"]["template"]["metadata"]["labels"]
    selects = [
        chart["Deployment"]["spec"]["selector"]["matchLabels"],
        chart["Service"]["spec"]["selector"],
        chart["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"],
    ]
    assert all(one == labels for one in selects)
    assert chart["Job"]["spec"]["template"]["metadata"]["labels"].items() != labels.items()
    assert chart["Service"]["metadata"]["name"] == "space-teamkpi"


def test_every_variable_is_a_setting_and_no_secret_is_in_one() -> None:
    for pod in pods(rendered(EVERYTHING)):
        variables = {one["name"]: one["value"] for one in pod["containers"][0]["env"]}
        assert {name for name in variables if not name.startswith("OTEL_")} <= VARIABLES
        secrets = {name for name in variables if name.endswith("_FILE")}
        assert len(secrets) == 5
        assert all(variables[name].startswith("/run/secrets/teamkpi/") for name in secrets)
        assert variables["TEAMKPI_SMTP_PASSWORD_FILE"] == "/run/secrets/teamkpi/smtp-password"
        assert variables["TEAMKPI_TRUSTED_PROXIES"] == "10.0.0.0/8,fd00::/8"
        # Read by YAML as a boolean and a floating-point number.
        assert variables["TEAMKPI_MIRROR"] == "off"
        assert variables["TEAMKPI_MAX_BODY_BYTES"] == "2097152"


def test_no_pod_runs_as_root_or_writes_to_its_image() -> None:
    for pod in pods(rendered(EVERYTHING)):
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["automountServiceAccountToken"] is False
        assert pod["enableServiceLinks"] is False  # otherwise TEAMKPI_PORT is an address
        assert pod["nodeSelector"] == {"kubernetes.io/arch": "arm64"}
        for container in pod["containers"]:
            assert container["image"] == "registry.example.com/teamkpi:1.2.3"
            assert container["securityContext"] == {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            }


def test_a_job_that_would_have_to_change_has_another_name() -> None:
    def job(values: str) -> str:
        return str(rendered(values)["Job"]["metadata"]["name"])

    assert job("{}") == job("replicas: 3")
    others = [job("{}"), job("image: {tag: 0.2.0}"), job("settings: {TEAMKPI_LOG_LEVEL: warning}")]
    assert len(set(others)) == len(others)
    assert all(len(name) <= 63 for name in others)


def test_backups_are_made_by_the_program_and_outlive_the_chart() -> None:
    chart = rendered(EVERYTHING)
    container = chart["CronJob"]["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"][0]
    assert container["args"] == ["backup", "--verify", "--keep", "14", "/data"]
    assert {"name": "backups", "mountPath": "/data"} in container["volumeMounts"]
    assert chart["PersistentVolumeClaim"]["metadata"]["annotations"] == {"helm.sh/resource-policy": "keep"}
    mine = rendered("backup: {enabled: true, existingClaim: mine}")
    assert "PersistentVolumeClaim" not in mine
    volumes = mine["CronJob"]["spec"]["jobTemplate"]["spec"]["template"]["spec"]["volumes"]
    assert volumes[-1]["persistentVolumeClaim"] == {"claimName": "mine"}


def test_a_single_pod_does_not_hold_up_a_node_that_is_drained() -> None:
    assert "PodDisruptionBudget" not in rendered("replicas: 1")


@pytest.mark.parametrize(
    "values",
    [
        "image: {repository: ''}",
        "replicas: 0",
        "replica: 3",
        "secret: {databaseUrl: ''}",
        "mail: {url: 'smtp://teamkpi:password@mail.example.com'}",
        "settings: {TEAMKPI_SECRET_KEY: AAAA}",
        "settings: {LOG_LEVEL: info}",
        "host: https://kpi.example.com",
    ],
)
def test_values_that_cannot_be_used_are_refused(values: str) -> None:
    result = run("template", "teamkpi", str(CHART), values=values)
    assert result.returncode != 0
    assert "schema" in result.stderr


def test_its_version_is_that_of_the_image_in_the_plain_manifests() -> None:
    chart = yaml.safe_load((CHART / "Chart.yaml").read_text())
    images = {pod["containers"][0]["image"] for pod in pods({one["kind"]: one for one in manifests()})}
    assert images == {f"teamkpi:{chart['appVersion']}"}
