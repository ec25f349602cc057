"""Measures what an installation takes: ``python tools/measure_install.py [demo]``.

Without an argument, it installs the committed program with and without the embedded server, each into an environment of
its own, and prints the sizes. With ``demo``, it runs ``make demo`` in a new clone with an empty home, as if the machine
had no Node, until the demo answers, and prints the time, and the size of all that is left. Both download everything and
remove it at the end.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
import venv
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
FORMS: Final = {"with the embedded server": "requirements.txt", "without it": "requirements-own-database.txt"}
_NODE: Final = {"node", "nodejs", "npm", "npx"}
_LONGEST: Final = 3600
_STOP: Final = 60


def megabytes(folder: Path) -> int:
    """Return the size of all files in a folder in megabytes, rounded up; a file with several names counts once."""
    found = {(one.st_dev, one.st_ino): one.st_blocks * 512 for one in _files(folder)}
    return -(-sum(found.values()) // 10**6)


def _files(folder: Path) -> Iterator[os.stat_result]:
    for above, _, names in os.walk(folder):
        for name in names:
            with suppress(FileNotFoundError):
                yield (Path(above) / name).lstat()


def clean_environment(home: Path) -> dict[str, str]:
    """Return an environment as of a new user: an empty home, no caches, no settings of this program."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("TEAMKPI_", "XDG_", "MAKE", "MFLAGS", "npm_", "VIRTUAL_ENV", "PIP_FIND_LINKS"))
    }
    return {**kept, "HOME": str(home), "PYTHONUNBUFFERED": "1"}


def path_without_node(folder: Path) -> str:
    """Return a PATH with the system's programs but Node, as links in a new folder."""
    folder.mkdir()
    for system in ("/usr/bin", "/bin", "/usr/sbin", "/sbin"):
        for program in Path(system).iterdir():
            if program.name not in _NODE and not (folder / program.name).is_symlink():
                (folder / program.name).symlink_to(program)
    return str(folder)


@contextmanager
def a_clone() -> Iterator[tuple[Path, dict[str, str]]]:
    """Yield a new clone of what is committed, and an environment with an empty home beside it."""
    with tempfile.TemporaryDirectory(prefix="teamkpi-measure-", ignore_cleanup_errors=True) as place:
        clone, home = Path(place) / "clone", Path(place) / "home"
        home.mkdir()
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)  # noqa: S603, S607
        yield clone, clean_environment(home)


def measure_forms() -> None:
    """Print the size of an environment with each list of packages, and the program in it."""
    with a_clone() as (clone, environment):
        web = ROOT / "src" / "teamkpi" / "web"
        if web.is_dir():  # built from the same sources, or else built again
            shutil.copytree(web, clone / "src" / "teamkpi" / "web")
        for form, packages in FORMS.items():
            place = clone.parent / Path(packages).stem
            began = time.monotonic()
            venv.create(place, with_pip=True)
            pip = [str(place / "bin" / "python"), "-m", "pip", "--quiet", "--disable-pip-version-check", "install"]
            subprocess.run([*pip, "--require-hashes", "-r", packages], cwd=clone, env=environment, check=True)  # noqa: S603
            subprocess.run([*pip, "--no-deps", "."], cwd=clone, env=environment, check=True)  # noqa: S603
            said = subprocess.run([str(place / "bin" / "teamkpi"), "--version"], check=True, capture_output=True)  # noqa: S603
            print(f"{said.stdout.decode().strip()} {form}: {megabytes(place)} MB, {time.monotonic() - began:.0f} s")


def measure_demo() -> None:
    """Print how long ``make demo`` takes until it answers, and the size of what it leaves."""
    with a_clone() as (clone, environment):
        home = Path(environment["HOME"])
        data = home / "data"
        environment |= {"PATH": path_without_node(clone.parent / "programs"), "TEAMKPI_DATA_DIR": str(data)}
        began = time.monotonic()
        with subprocess.Popen(
            ["make", "demo"],  # noqa: S607
            cwd=clone,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        ) as demo:
            try:
                seconds = _until_it_answers(demo, began)
            finally:
                with suppress(ProcessLookupError):
                    os.killpg(demo.pid, signal.SIGINT)
                demo.wait(_STOP)
        print(f"make demo: {seconds:.0f} s until it answered")
        whole = megabytes(clone) + megabytes(home)
        parts = {
            ".venv": clone / ".venv",
            "web/node_modules": clone / "web" / "node_modules",
            "the demo's database": data.with_name("data-demo"),
            "npm's cache": home / ".npm",
            "pip's cache": home / ".cache" / "pip",
        }
        for name, folder in parts.items():
            print(f"  {name}: {megabytes(folder)} MB")
        print(f"  all of it, with the repository: {whole} MB")


def _until_it_answers(demo: subprocess.Popen[str], began: float) -> float:
    """Return the seconds until the dashboard that the demo prints the address of is served."""
    assert demo.stdout is not None  # noqa: S101
    address = None
    for line in demo.stdout:
        if named := re.search(r"http://(?:127\.0\.0\.1|localhost):\d+", line):
            address = named[0]
            break
    if address is None:
        raise SystemExit("make demo ended without printing an address")
    # What it prints later must not fill the pipe.
    threading.Thread(target=demo.stdout.read, daemon=True).start()
    while time.monotonic() < began + _LONGEST:
        with suppress(urllib.error.URLError, ConnectionError):
            urllib.request.urlopen(f"{address}/dashboard", timeout=10).close()  # noqa: S310
            return time.monotonic() - began
        time.sleep(0.2)
    raise SystemExit("the demo did not answer")


if __name__ == "__main__":
    if sys.argv[1:] not in ([], ["demo"]):
        raise SystemExit(__doc__)
    measure_demo() if sys.argv[1:] else measure_forms()
