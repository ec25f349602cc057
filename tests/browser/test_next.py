"""The packed sections in a project of Next.js: it is built, its page rendered on a server, and continued in Chromium.

Next.js comes from the registry of npm, half a minute and 350 MB of it, so this runs only where ``TEAMKPI_NEXT`` is 1.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Route, expect

import loopback
import portals
from browser.conftest import OpenContext
from browser.demo_server import TEAM_ID, DemoServer
from browser.team_page import numbers_of

pytestmark = [
    pytest.mark.skipif(bool(portals.WHY_NOT), reason=portals.WHY_NOT),
    pytest.mark.skipif(os.environ.get("TEAMKPI_NEXT") != "1", reason="installs Next.js; `make test-next` runs it"),
]
PAGE = f"/portal?team={TEAM_ID}"
PROJECT = portals.WEB / "portal" / "next"
# What its page takes from the portal, and that it runs in the browser: both are the portal's to say.
FIRST_LINES = "'use client'\ndeclare const myPortal: { accessToken(): string }\n"


@pytest.fixture(scope="module")
def next_url(packages: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of Next.js with a built project that has installed the packages from their tarballs."""
    node = portals.NODE
    assert node is not None
    project = tmp_path_factory.mktemp("next") / "portal"
    shutil.copytree(PROJECT, project)
    documented = (packages / "react-19" / "documented.tsx").read_text(encoding="utf-8")
    (project / "app" / "documented.tsx").write_text(FIRST_LINES + documented, encoding="utf-8")
    environment = {**node.environment(), "NEXT_TELEMETRY_DISABLED": "1"}
    tarballs = [str(one) for one in packages.glob("teamkpi-*.tgz")]
    program = [node.program, "node_modules/next/dist/bin/next"]
    for command in ([node.npm, "install", "--no-audit", "--no-fund", *tarballs], [*program, "build"]):
        done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with subprocess.Popen(
        [*program, "start", "--hostname", "127.0.0.1", "--port", str(port)],
        cwd=project,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as server:
        assert server.stdout
        lines = iter(server.stdout.readline, "")
        assert any("Ready" in line for line in lines)
        yield f"http://127.0.0.1:{port}"
        server.terminate()


def test_a_page_of_next_is_rendered_on_its_server_and_continued_in_a_browser(
    next_url: str, open_context: OpenContext, demo: DemoServer
) -> None:
    rendered = loopback.get(next_url + PAGE).raise_for_status().text
    assert '<div class="teamkpi"' in rendered
    assert "Loading figures" in rendered

    def answer(route: Route) -> None:
        route.fulfill(response=route.fetch(url=route.request.url.replace(demo.url, next_url)))

    # An error on the console fails the test: React reports there whatever it could not hydrate.
    context = open_context()
    context.route(f"{demo.url}/portal**", answer)
    context.route(f"{demo.url}/portal/**", answer)
    context.add_init_script(f"window.myPortal = {{ accessToken: () => '{demo.token()}' }}")
    page = context.new_page()
    page.goto(PAGE)
    members = demo.read(f"/api/public/teams/{TEAM_ID}/kpi")["Kpi"]
    lines = page.locator("[data-member]")
    expect(lines).to_have_count(len(members))
    shown = {
        int(line.get_attribute("data-member") or 0): numbers_of(line)["BookedTimeThisMonth"] for line in lines.all()
    }
    assert shown == {one["CoworkerId"]: one["BookedTimeThisMonth"] for one in members}
    # What the server rendered reacts.
    page.get_by_label("Used nothing this month").click()
    idle = [one for one in members if one["BookedTimeThisMonth"] == one["CheckedTimeThisMonth"] == 0]
    expect(lines).to_have_count(len(idle))
