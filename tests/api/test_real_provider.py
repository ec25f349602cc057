"""Signing in with a real OpenID provider: the package oidc-provider, on loopback, with its own login page."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

import httpx
import pytest
from psycopg import Connection

from api.doorway import PASSWORD, Space, account, store
from api.test_provider_sign_in import ACCOUNT, BY, HERE, JANE, KEY, Tab
from teamkpi import clock
from teamkpi.accounts import Seal, providers
from teamkpi.accounts.providers import NewProvider

ROOT = Path(__file__).parents[2]
PACKAGES = ROOT / "web" / "node_modules"
REDIRECT = "http://teamkpi.test/dashboard/signed-in"
NODE = shutil.which("node")

needs_provider = pytest.mark.skipif(
    NODE is None or not (PACKAGES / "oidc-provider").exists(), reason="the packages of web/ are not installed"
)
pytestmark = needs_provider


@contextmanager
def running_provider(redirect: str) -> Iterator[str]:
    """Run a provider that knows one client, and yield its issuer."""
    command = [NODE or "node", str(ROOT / "tests" / "oidc" / "provider.js"), str(PACKAGES), redirect, "teamkpi", "s"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.stdin.close()


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with running_provider(REDIRECT) as issuer:
        yield issuer


def signed_in_there(location: str, name: str) -> dict[str, str]:
    """Fill in the provider's pages; return what it sends the browser back with."""
    with httpx.Client(verify=False) as browser:  # noqa: S501 - it is asked over http
        form: dict[str, str] | None = None
        for _ in range(20):
            answer = browser.get(location) if form is None else browser.post(location, data=form)
            if answer.is_redirect:
                location, form = urljoin(location, answer.headers["location"]), None
                if location.startswith(REDIRECT):
                    return dict(parse_qsl(urlsplit(location).query))
                continue
            action = re.search(r'action="([^"]+)"', answer.text)
            prompt = re.search(r'name="prompt" value="(\w+)"', answer.text)
            assert action, answer.text
            assert prompt, answer.text
            location = urljoin(location, action[1])
            form = {"prompt": prompt[1], "login": name, "password": "any"}
        raise AssertionError(location)


def test_a_real_provider_signs_in_connects_and_refuses_a_code_that_was_used(
    conn: Connection[Any], run: Callable[..., Space], issuer: str
) -> None:
    store(conn, {"coworkers": [{"Id": 101, "FullName": "Jane Smith", "Email": JANE}]})
    account(conn, JANE)
    space = run(**HERE)
    new = NewProvider("acme", "Acme", issuer, "teamkpi", "s")
    providers.add(conn, 1, new, seal=Seal([KEY]), author=BY, now=clock.now())

    def answered(tab: Tab, name: str, location: str | None = None) -> dict[str, str]:
        space.set_clock(clock.now())
        form = signed_in_there(location or tab.begin(), name)
        space.set_clock(clock.now())
        assert form["iss"] == issuer  # it announces RFC 9207, so without it the answer is refused
        return form

    tab = Tab(space)
    assert tab.finish(answered(tab, "unverified@techinnovators.com")) == "not_connected"
    form = answered(tab, JANE)
    del form["iss"]
    assert tab.finish(form) == "provider_not_trusted"
    form = answered(tab, JANE)
    assert tab.finish(form) == "confirmation_required"
    assert tab.finish({"state": form["state"], "password": PASSWORD}) == "signedIn"
    assert tab.email() == JANE
    again = Tab(space)
    form = answered(again, JANE)
    assert again.finish(form) == "signedIn"
    # The same code in another sign-in: the provider refuses it.
    other = Tab(space)
    own = answered(other, JANE)
    assert other.finish({**own, "code": form["code"]}) == "provider_not_trusted"
    token = tab.token()
    [held] = space.get(ACCOUNT, token=token).json()["Providers"]
    assert held["ConnectedOn"] is not None
