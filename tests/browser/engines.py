"""Firefox and WebKitGTK, driven by the commands of W3C WebDriver, because Playwright cannot drive Debian's builds.

Firefox takes the commands on a port of its own (Marionette), WebKitGTK through a program (``WebKitWebDriver``). Each
browser has its own folder, no add-ons and no updates, and is ended with its context, even after an error.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final, NamedTuple

import httpx

from patience import PATIENCE, until

Send = Callable[[str, dict[str, Any]], Any]
"""Send a command, by its name in WebDriver and with its parameters, and return its result."""

_ELEMENT: Final = "element-6066-11e4-a52e-4f735466cecf"
_LANGUAGE: Final = "en-GB"
_SIZE: Final = {"width": 1280, "height": 900}
_PREFERENCES: Final = {
    "app.update.disabledForTesting": True,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.update.enabled": False,
    "intl.accept_languages": _LANGUAGE,
    "marionette.port": 0,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "http://127.0.0.1:1",
    "toolkit.telemetry.enabled": False,
    "ui.prefersReducedMotion": 1,
}


class Window:
    """The window of a browser: what a user does in it, and what its page shows."""

    def __init__(self, send: Send) -> None:
        self._send = send

    def open(self, url: str) -> None:
        """Go to an address, and return when its page is loaded."""
        self._send("Navigate", {"url": url})

    def run(self, script: str, *values: Any) -> Any:
        """Return the value of an expression of JavaScript, in which ``arguments`` are the values."""
        return self._send("ExecuteScript", {"script": f"return ({script})", "args": list(values)})

    def click(self, selector: str, text: str = "") -> None:
        """Click the visible element with this selector whose text or label begins with ``text``, once there is one."""
        self._send("ElementClick", {"id": self._visible(selector, text)})

    def type(self, selector: str, keys: str) -> None:
        """Type into the element with this selector."""
        self._send("ElementSendKeys", {"id": self._visible(selector, ""), "text": keys})

    def fill(self, selector: str, value: str) -> None:
        """Set the value of a field at once, as a date picker does: engines handle keys in date fields differently."""
        self.run(
            """((e, value) => {
              Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(e, value)
              for (const type of ['input', 'change']) e.dispatchEvent(new Event(type, {bubbles: true}))
            })(document.querySelector(arguments[0]), arguments[1])""",
            selector,
            value,
        )

    def reads(self, script: str, expected: Any) -> None:
        """Wait until an expression has the expected value."""
        found: list[Any] = []

        def equals() -> bool:
            found[:] = [self.run(script)]
            return found == [expected]

        try:
            until(equals)
        except AssertionError:
            assert found == [expected]

    def _visible(self, selector: str, text: str) -> str:
        # In the middle of the window, where no sticky element covers it.
        find = """((selector, text) => {
          const found = [...document.querySelectorAll(selector)].find(e =>
            (e.getAttribute('aria-label') ?? e.textContent).trim().startsWith(text) && e.getClientRects().length > 0)
          found?.scrollIntoView({block: 'center'})
          return found ?? null
        })(arguments[0], arguments[1])"""
        found = until(lambda: self.run(find, selector, text))
        return str(found[_ELEMENT])


class Engine(NamedTuple):
    """A browser engine: the programs that it needs, Debian's packages of them, and how to start it."""

    name: str
    programs: Sequence[str]
    packages: Sequence[str]
    start: Callable[[Path], Any]

    def why_not(self) -> str | None:
        """Return why it cannot be driven here, None when it can."""
        missing = [one for one in self.programs if shutil.which(one) is None]
        if not missing:
            return None
        return f"{self.name} is not installed ({', '.join(missing)}): use `apt-get install {' '.join(self.packages)}`"


@contextmanager
def _running(
    command: Sequence[str], folder: Path, environment: dict[str, str] | None = None, **options: Any
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program with a folder as its home, and end it with all processes that it started."""
    env = {**os.environ, "HOME": str(folder), "XDG_RUNTIME_DIR": str(folder), "LANG": "C.UTF-8", **(environment or {})}
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(
            command, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, **options
        )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


class _Marionette:
    """The port of a Firefox: each message is its length, a colon and JSON."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self._stream = self._socket.makefile("rb")
        self._number = 0
        self._read()  # Firefox introduces itself

    def __call__(self, command: str, parameters: dict[str, Any]) -> Any:
        self._number += 1
        message = json.dumps([0, self._number, f"WebDriver:{command}", parameters]).encode()
        self._socket.sendall(b"%d:%s" % (len(message), message))
        _, number, error, result = self._read()
        assert number == self._number
        assert error is None, f"{command} {parameters}: {error['error']}: {error['message']}"
        # Some results are alone in their object.
        return result["value"] if isinstance(result, dict) and list(result) == ["value"] else result

    def _read(self) -> Any:
        length = b""
        while (byte := self._stream.read(1)) != b":":
            assert byte, "Firefox has ended"
            length += byte
        return json.loads(self._stream.read(int(length)))


@contextmanager
def firefox(folder: Path) -> Iterator[Window]:
    """Run Firefox without a screen."""
    profile = folder / "profile"
    profile.mkdir()
    preferences = (f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in _PREFERENCES.items())
    (profile / "user.js").write_text("".join(preferences))
    port = profile / "MarionetteActivePort"
    command = ["firefox-esr", "--headless", "--marionette", "--no-remote", "--profile", str(profile)]
    with _running(command, folder, {"MOZ_CRASHREPORTER_DISABLE": "1"}) as process:

        def listening() -> str:
            assert process.poll() is None, (folder / "log").read_text()[-2000:]
            return port.read_text().strip() if port.exists() else ""

        send = _Marionette(int(until(listening)))
        send("NewSession", {"capabilities": {"alwaysMatch": {"acceptInsecureCerts": False}}})
        send("SetWindowRect", dict(_SIZE))
        yield Window(send)


class _Driver:
    """WebDriver over HTTP."""

    _PATHS: Final = {
        "Navigate": "/url",
        "ExecuteScript": "/execute/sync",
        "ElementClick": "/element/{id}/click",
        "ElementSendKeys": "/element/{id}/value",
        "SetWindowRect": "/window/rect",
    }

    def __init__(self, url: str) -> None:
        self._client = httpx.Client(base_url=url, timeout=PATIENCE)
        self._session = ""
        self._session = f"/session/{self._post('/session', {'capabilities': {}})['sessionId']}"

    def __call__(self, command: str, parameters: dict[str, Any]) -> Any:
        return self._post(self._session + self._PATHS[command].format(**parameters), parameters)

    def end(self) -> None:
        self._client.delete(self._session)
        self._client.close()

    def _post(self, path: str, body: dict[str, Any]) -> Any:
        value = self._client.post(path, json=body).json()["value"]
        assert not (isinstance(value, dict) and "error" in value), f"{path} {body}: {value}"
        return value


def _screen(log: Path) -> str:
    """Return the name of the screen of an Xvfb that writes its number into a file."""
    number = until(lambda: log.read_text().strip() if log.exists() and log.read_text().endswith("\n") else "")
    return f":{number}"


@contextmanager
def webkit(folder: Path) -> Iterator[Window]:
    """Run WebKitGTK's small browser on a screen in memory."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    number = folder / "display"
    with number.open("wb") as written:
        command = ["Xvfb", "-displayfd", str(written.fileno()), "-screen", "0", "1400x1000x24", "-nolisten", "tcp"]
        screen = _running(command, folder, pass_fds=[written.fileno()])
        with screen:
            environment = {
                "DISPLAY": _screen(number),
                "GDK_BACKEND": "x11",
                "GTK_A11Y": "none",
                "LANGUAGE": _LANGUAGE,
                "LIBGL_ALWAYS_SOFTWARE": "1",
                "NO_AT_BRIDGE": "1",
                "WEBKIT_DISABLE_DMABUF_RENDERER": "1",
            }
            with _running(["WebKitWebDriver", f"--port={port}"], folder, environment) as process:
                url = f"http://127.0.0.1:{port}"

                def listening() -> bool:
                    assert process.poll() is None, (folder / "log").read_text()[-2000:]
                    with suppress(httpx.TransportError):
                        return bool(httpx.get(f"{url}/status", timeout=PATIENCE).is_success)
                    return False

                until(listening)
                driver = _Driver(url)
                try:
                    driver("SetWindowRect", dict(_SIZE))
                    yield Window(driver)
                finally:
                    driver.end()


FIREFOX: Final = Engine("Firefox", ["firefox-esr"], ["firefox-esr"], firefox)
WEBKIT: Final = Engine("WebKitGTK", ["WebKitWebDriver", "Xvfb"], ["webkit2gtk-driver", "xvfb"], webkit)
