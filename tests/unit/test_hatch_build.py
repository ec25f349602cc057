"""The dashboard gets into the package: what is built, when again, and what is said when it cannot be."""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import hatch_build
import pytest
from hatch_build import NotBuilt, build, digest_of, is_wanted

from patience import PATIENCE, until

ROOT = Path(__file__).parents[2]
PAGE = "<!doctype html><title>a page that is long enough to be smaller when it is compressed</title>" * 9
BUILD = "node -e \"fs.cpSync('src', 'dist', {recursive: true}); fs.appendFileSync('../../built', '.')\""
has_node = hatch_build.node_of_path() or hatch_build.node_of_package()
needs_node = pytest.mark.skipif(not has_node, reason="there is no Node on this machine")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose dashboard is one page without dependencies, built by the real npm."""
    monkeypatch.delenv("TEAMKPI_BUILD_WEB", raising=False)
    root = tmp_path / "project"
    dashboard = root / "web" / "dashboard"
    (dashboard / "src" / "assets").mkdir(parents=True)
    (dashboard / "src" / "index.html").write_text(PAGE)
    (dashboard / "src" / ".notes").write_text("the builder's own")
    (dashboard / "src" / "assets" / "app-1.js").write_text("1")
    (dashboard / "test").mkdir()
    package = {"name": "dashboard", "version": "1.0.0", "scripts": {"build": BUILD}}
    (dashboard / "package.json").write_text(json.dumps(package))
    whole = {"name": "web", "private": True, "workspaces": ["dashboard"], "scripts": {"build": "npm run build -ws"}}
    (root / "web" / "package.json").write_text(json.dumps(whole))
    link = {"node_modules/dashboard": {"resolved": "dashboard", "link": True}}
    packages = {"": {"name": "web", "workspaces": ["dashboard"]}, "dashboard": {"version": "1.0.0"}, **link}
    lock = {"name": "web", "lockfileVersion": 3, "requires": True, "packages": packages}
    (root / "web" / "package-lock.json").write_text(json.dumps(lock))
    shutil.copy(ROOT / "web" / "compress.js", root / "web")
    for name in ("hatch_build.py", "LICENSE", "README.md", "pyproject.toml", ".gitignore"):
        shutil.copy(ROOT / name, root)
    (root / "src" / "teamkpi").mkdir(parents=True)
    (root / "src" / "teamkpi" / "__init__.py").touch()
    shutil.copy(ROOT / "src" / "teamkpi" / "program_version.py", root / "src" / "teamkpi")
    return root


EVERYTHING = "ci --ignore-scripts --no-progress"
FOR_THE_BUILD = f"{EVERYTHING} --omit=dev"


def is_free(project: Path) -> bool:
    """Return whether no process, nor this one, has the packages for itself."""
    with (project / "web" / ".for-build" / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


class Asked:
    """Takes the place of npm, Node and pip, notes what it is asked, and that no other process can disturb it."""

    def __init__(self, project: Path) -> None:
        self.project, self.notes = project, list[str]()
        self.failing = ""
        """The first word of what fails."""
        self.killed = ""
        """The first word of what ends when its work is half done."""
        self.has_node = False
        """Whether this Python has Node as a package."""

    def __call__(self, command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        web = self.project / "web"
        match command[1:]:
            case ["ci", *_]:
                if self.killed != "ci":
                    shutil.rmtree(web / "node_modules", ignore_errors=True)
                for folder in (web, web / "dashboard"):
                    (folder / "node_modules").mkdir(exist_ok=True)
                if self.killed == "ci":
                    raise KeyboardInterrupt
            case ["run", "build"]:
                self._build(web / "dashboard")
            case [_, made]:
                for form in ("index.html.br", "index.html.gz"):
                    (Path(made) / form).touch()
            case ["-m", "pip", "--disable-pip-version-check", "--no-input", "--quiet", verb, *rest]:
                assert not is_free(self.project)
                assert rest[-2:] == ["-r", str(self.project / "requirements-node.txt")]
                self.notes.append(f"pip {verb}")
                if self.failing == "pip":
                    return subprocess.CompletedProcess(command, 1)
                self.has_node = verb == "install"
        if command[0] == "npm":
            assert is_free(self.project) == (command[1] == "test")
            self.notes.append(" ".join(command[1:]))
        return subprocess.CompletedProcess(command, int(command[1] == self.failing), "the reason", "")

    def _build(self, dashboard: Path) -> None:
        shutil.copytree(dashboard / "src", dashboard / "dist", dirs_exist_ok=True)
        with (self.project / "built").open("a") as file:
            file.write(".")

    def by(self, *arguments: str, code: int = 0) -> list[str]:
        """Run the program where nothing is built, and return what npm was asked."""
        shutil.rmtree(self.project / "src" / "teamkpi" / "web", ignore_errors=True)
        self.notes.clear()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys, "argv", ["hatch_build.py", *arguments])
            assert hatch_build.main() == code
        return list(self.notes)


@pytest.fixture
def asked(project: Path, monkeypatch: pytest.MonkeyPatch) -> Asked:
    npm = Asked(project)
    monkeypatch.setattr(hatch_build, "__file__", str(project / "hatch_build.py"))
    monkeypatch.setattr(hatch_build, "node_of_path", lambda: hatch_build.Node("node", "npm"))
    monkeypatch.setattr(hatch_build, "subprocess", SimpleNamespace(run=npm))
    return npm


def times_built(project: Path) -> int:
    return len((project / "built").read_text())


def built_files(project: Path) -> set[str]:
    folder = project / "src" / "teamkpi" / "web" / "dashboard"
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@needs_node
def test_sources_are_built_once(project: Path) -> None:
    assert build(project)
    assert built_files(project) == {"index.html", "index.html.br", "index.html.gz", "assets/app-1.js"}
    assert build(project)
    assert times_built(project) == 1
    # Another page takes the place of all of the one before.
    source = project / "web" / "dashboard" / "src"
    (source / "assets" / "app-1.js").rename(source / "assets" / "app-2.js")
    shutil.rmtree(project / "web" / "dashboard" / "dist")
    assert build(project)
    assert times_built(project) == 2
    assert built_files(project) == {"index.html", "index.html.br", "index.html.gz", "assets/app-2.js"}


def test_the_build_installs_what_it_needs_and_development_all(project: Path, asked: Asked) -> None:
    web = project / "web"
    for _ in range(2):
        assert asked.by("--only-pages") == [FOR_THE_BUILD, "run build"]
        assert not (web / "node_modules").exists()
        assert not (web / "dashboard" / "node_modules").exists()
    # Built by the back end, they stay for an editable installation, of a developer, and for no other.
    for version in ("standard", "editable"):
        shutil.rmtree(project / "src" / "teamkpi" / "web")
        assert build(project)
        assert (web / "node_modules").exists()
        hook = hatch_build.CustomBuildHook(str(project), {}, None, None, "", "wheel")  # type: ignore[arg-type]
        hook.finalize(version, {}, "")
        assert (web / "node_modules").exists() == (version == "editable")
    assert asked.by() == [EVERYTHING, "run build"]
    hook.finalize("standard", {}, "")
    assert (web / "node_modules").exists()
    assert asked.by() == ["run build"]
    # What is installed for development is enough for the build, and stays; also if other packages are wanted later.
    for expected in (["run build"], [EVERYTHING, "run build"]):
        assert asked.by("--only-pages") == expected
        assert (web / "node_modules").exists()
        with (web / "package-lock.json").open("a") as file:
            file.write(" ")


def test_packages_that_were_installed_by_hand_stay(project: Path, asked: Asked) -> None:
    assert build(project)
    (project / "web" / "node_modules" / ".installed").unlink()  # as `npm ci` does
    for expected in ([EVERYTHING, "run build"], ["run build"]):
        assert asked.by("--only-pages") == expected
        assert (project / "web" / "node_modules").exists()


def test_an_installation_for_the_build_that_fails_is_not_a_developers(project: Path, asked: Asked) -> None:
    asked.failing = "ci"
    assert asked.by("--only-pages", code=1) == [FOR_THE_BUILD]
    asked.failing = ""
    assert asked.by("--only-pages") == [FOR_THE_BUILD, "run build"]
    assert not (project / "web" / "node_modules").exists()


@pytest.mark.parametrize("when", ["installing", "removing", "removing the note last"])
def test_what_is_interrupted_is_not_a_developers(
    project: Path, asked: Asked, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    """The mark that says so is outside of what is removed, in which the order of the files is not known."""
    packages = project / "web" / "node_modules"

    def rmtree(folder: Path, **_: object) -> None:
        if folder == packages:
            if when == "removing":
                (folder / ".installed").unlink()
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        if when == "installing":
            asked.killed = "ci"
        else:
            patch.setattr(hatch_build, "shutil", SimpleNamespace(**{**vars(shutil), "rmtree": rmtree}))
        with pytest.raises(KeyboardInterrupt):
            asked.by("--only-pages")
    assert packages.exists()
    asked.killed = ""
    assert asked.by("--only-pages") == [FOR_THE_BUILD, "run build"]
    assert not packages.exists()
    # What is installed by hand after a build is a developer's.
    for expected in ([EVERYTHING, "run build"], ["run build"]):
        packages.mkdir(exist_ok=True)
        assert asked.by("--only-pages") == expected
        assert packages.exists()


def test_an_installation_of_all_that_is_interrupted_is_a_developers(project: Path, asked: Asked) -> None:
    assert build(project)
    asked.killed = "ci"
    with pytest.raises(KeyboardInterrupt):
        asked.by()
    asked.killed = ""
    assert asked.by("--only-pages") == [EVERYTHING, "run build"]


def test_what_is_built_needs_no_lock(
    asked: Asked, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The folder may be one that cannot be written, or in which nothing can be locked."""

    def refused(*_: object) -> None:
        raise OSError("No locks available")

    for arguments in (["--only-pages"], []):
        asked.by(*arguments)
        with monkeypatch.context() as patch:
            patch.setattr(fcntl, "flock", refused)
            patch.setattr(sys, "argv", ["hatch_build.py", *arguments])
            assert hatch_build.main() == 0
            assert asked.by(*arguments, code=1) == []
        assert re.search(r"cannot be built here: No locks available\..*TEAMKPI_BUILD_WEB=off", capsys.readouterr().err)


def test_tests_of_the_pages_keep_no_build_waiting(asked: Asked) -> None:
    assert asked.by("npm", "test") == [EVERYTHING, "test"]


def test_two_at_once_build_once_and_remove_nothing_that_is_in_use(
    project: Path, asked: Asked, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The second process, which waits, builds nothing again, and removes the packages when the first has finished."""
    packages = project / "web" / "node_modules"
    monkeypatch.setattr(sys, "argv", ["hatch_build.py", "--only-pages"])
    said: list[str] = []

    def is_waiting() -> bool:
        said.append(capsys.readouterr().out)
        return "Waiting for another process" in "".join(said) or second.done()

    with ThreadPoolExecutor(1) as thread:
        for is_built in (False, True):  # when the second begins
            said.clear()
            with hatch_build._alone(project):
                hatch_build._install(hatch_build.Node("node", "npm"), project / "web", with_tools=False)
                second = thread.submit(hatch_build.main)
                until(is_waiting)
                assert not second.done()
                assert packages.exists()
                built = project / "src" / "teamkpi" / "web" / "dashboard"
                built.mkdir(parents=True, exist_ok=True)
                built.with_suffix(".digest").write_text(digest_of(project / "web"))
            assert second.result(PATIENCE) == 0
            assert not packages.exists()
            assert asked.notes == [FOR_THE_BUILD] * (1 + is_built)


@pytest.fixture
def without_node(asked: Asked, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No Node is on the PATH, and the environment is a new one."""
    monkeypatch.setattr(sys, "prefix", f"{tmp_path_factory.mktemp('environment')}")
    monkeypatch.setattr(hatch_build, "node_of_path", lambda: None)
    monkeypatch.setattr(
        hatch_build, "node_of_package", lambda: hatch_build.Node("node", "npm") if asked.has_node else None
    )


@pytest.mark.usefixtures("without_node")
def test_node_is_installed_for_the_build_and_removed_unless_developers_need_it(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert asked.by("--only-pages") == ["pip install", FOR_THE_BUILD, "run build", "pip uninstall"]
    assert asked.by() == ["pip install", EVERYTHING, "run build"]
    assert asked.by() == ["run build"]
    assert asked.by("--only-pages") == ["run build"]
    shutil.rmtree(asked.project / "web" / "node_modules")
    monkeypatch.setenv("TEAMKPI_BUILD_WEB", "off")
    assert asked.by("--only-pages") == []
    monkeypatch.delenv("TEAMKPI_BUILD_WEB")
    assert asked.by("--only-pages") == [FOR_THE_BUILD, "run build", "pip uninstall"]
    asked.has_node = True  # now by hand
    assert asked.by("--only-pages") == [FOR_THE_BUILD, "run build"]


@pytest.mark.usefixtures("without_node")
def test_node_that_was_installed_by_hand_is_enough_and_stays(asked: Asked) -> None:
    asked.has_node = True
    assert asked.by("--only-pages") == [FOR_THE_BUILD, "run build"]


@pytest.mark.usefixtures("without_node")
def test_node_in_another_environment_than_the_interrupted_build_s_stays(
    asked: Asked, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    asked.killed = "ci"
    with pytest.raises(KeyboardInterrupt):
        asked.by("--only-pages")
    asked.killed = ""
    monkeypatch.setattr(sys, "prefix", f"{tmp_path_factory.mktemp('environment')}")
    assert asked.has_node  # now by hand
    assert asked.by("--only-pages") == [FOR_THE_BUILD, "run build"]


@pytest.mark.usefixtures("without_node")
def test_without_pip_or_network_it_says_that_node_is_missing(asked: Asked, capsys: pytest.CaptureFixture[str]) -> None:
    asked.failing = "pip"
    assert asked.by("--only-pages", code=1) == ["pip install"]
    assert re.search(r"needs Node 20\.19 or newer[^$]*TEAMKPI_BUILD_WEB=off", capsys.readouterr().err)
    asked.has_node = True  # now by hand
    assert asked.by("--only-pages") == [FOR_THE_BUILD, "run build"]


def test_what_the_pages_import_is_installed_for_the_build() -> None:
    """The dashboard's own manifest lists the same, for those who build its package."""
    root = json.loads((ROOT / "web" / "package.json").read_text())["dependencies"]
    dashboard = json.loads((ROOT / "web" / "dashboard" / "package.json").read_text())["devDependencies"]
    sources = (ROOT / "web" / "dashboard").rglob("src/**/*.ts*")
    lines = "\n".join(path.read_text("utf-8") for path in [*sources, ROOT / "web" / "dashboard" / "vite.config.ts"])
    begins = r"^import (?!type)[^'\n]*|^\} from |\bimport\("
    imported = re.findall(rf"(?:{begins})'([^'.@][^'/]*|@[^'/]+/[^'/]+)", lines, re.MULTILINE)
    assert {one for one in imported if not one.startswith(("node:", "@teamkpi/"))} | {"typescript"} == set(root)
    assert {name: dashboard[name] for name in root if name in dashboard} == {
        name: wanted for name, wanted in root.items() if name != "typescript"
    }


def test_the_digest_is_that_of_the_sources(project: Path) -> None:
    web = project / "web"
    before = digest_of(web)
    for path in (
        "node_modules/x/index.js",
        "dashboard/dist/x.js",
        "dashboard/test/x.test.ts",
        "x.tsbuildinfo",
        ".for-build/lock",
    ):
        (web / path).parent.mkdir(parents=True, exist_ok=True)
        (web / path).write_text("anything")
        assert digest_of(web) == before
    seen = {before}
    for path in ("dashboard/src/index.html", "package-lock.json", "compress.js", "dashboard/src/new.ts"):
        with (web / path).open("a") as file:
            file.write(" ")
        seen.add(digest_of(web))
    (web / "dashboard/src/new.ts").rename(web / "dashboard/src/newer.ts")
    seen.add(digest_of(web))
    assert len(seen) == 6


@needs_node
def test_the_switch_leaves_it_out(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert build(project)
    monkeypatch.setenv("TEAMKPI_BUILD_WEB", "OFF")
    assert not build(project)
    assert built_files(project) == set()
    monkeypatch.setenv("TEAMKPI_BUILD_WEB", "on")
    assert build(project)
    assert times_built(project) == 2


@pytest.mark.parametrize(("switch", "expected"), [("", True), ("on", True), (" Off ", False)])
def test_the_switch_is_on_or_off(switch: str, expected: bool) -> None:
    assert is_wanted({"TEAMKPI_BUILD_WEB": switch}) is expected
    assert is_wanted({}) is True
    with pytest.raises(NotBuilt, match="must be on or off, not 'no'"):
        is_wanted({"TEAMKPI_BUILD_WEB": "no"})


@pytest.mark.parametrize(
    "version", ["echo v18.20.4", "echo v20.18.3", "echo nothing", "exit 1", "echo v22.0.0; exit 1"]
)
def test_without_a_node_that_is_new_enough(project: Path, monkeypatch: pytest.MonkeyPatch, version: str) -> None:
    for name in ("node", "npm"):
        program = project / "bin" / name
        program.parent.mkdir(exist_ok=True)
        program.write_text(f"#!/bin/sh\n{version}\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(project / "bin"))
    assert hatch_build.node_of_path() is None
    monkeypatch.setattr(sysconfig, "get_path", lambda _: str(project))  # no Python package brings one either
    with pytest.raises(NotBuilt, match=r"needs Node 20\.19 or newer"):
        build(project)


@needs_node
def test_when_npm_does_not_get_through_it_says_what_to_do(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9/")
    monkeypatch.setenv("npm_config_fetch_retries", "0")
    monkeypatch.setenv("npm_config_cache", str(project / "cache"))
    lock = project / "web" / "package-lock.json"
    content = json.loads(lock.read_text())
    content["packages"]["node_modules/left-out"] = {"version": "1.0.0", "integrity": "sha512-" + "A" * 86 + "=="}
    content["packages"]["dashboard"]["dependencies"] = {"left-out": "1.0.0"}
    lock.write_text(json.dumps(content))
    manifest = project / "web" / "dashboard" / "package.json"
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), "dependencies": {"left-out": "1.0.0"}}))
    with pytest.raises(NotBuilt, match=r"npm could not download the dashboard's packages[^$]*TEAMKPI_BUILD_WEB=off"):
        build(project)
    assert built_files(project) == set()


@needs_node
def test_a_build_that_fails_leaves_what_was_there(project: Path) -> None:
    assert build(project)
    before = built_files(project)
    manifest = project / "web" / "dashboard" / "package.json"
    failing = {**json.loads(manifest.read_text()), "scripts": {"build": "echo the reason; exit 3"}}
    manifest.write_text(json.dumps(failing))
    with pytest.raises(NotBuilt, match=r"the reason[^$]*`npm run build` failed"):
        build(project)
    assert built_files(project) == before


@needs_node
@pytest.mark.parametrize("is_on", [True, False])
def test_a_wheel_carries_it(project: Path, monkeypatch: pytest.MonkeyPatch, is_on: bool) -> None:
    """Also one that is made of a source distribution, which has the built files, so that it is made without Node."""
    assert build(project)
    monkeypatch.setenv("TEAMKPI_BUILD_WEB", "on" if is_on else "off")
    shutil.unpack_archive(backend(project, "build_sdist"), project / "unpacked")
    [unpacked] = (project / "unpacked").iterdir()
    forms = {"index.html", "index.html.br", "index.html.gz", "assets/app-1.js"} if is_on else set()
    assert built_files(unpacked) == forms
    monkeypatch.setattr(sysconfig, "get_path", lambda _: str(project))
    monkeypatch.setenv("PATH", str(project))
    assert not hatch_build.needs_node(unpacked)
    (project / ".gitignore").unlink()  # as where an image is built
    for root in (project, unpacked):
        with zipfile.ZipFile(backend(root, "build_wheel")) as wheel:
            assert {
                name.removeprefix("teamkpi/web/dashboard/") for name in wheel.namelist() if "/web/" in name
            } == forms


def test_an_archive_of_git_names_its_commit(tmp_path: Path) -> None:
    kept = (ROOT / ".git_archival.txt").read_text()
    (tmp_path / ".git_archival.txt").write_text(kept)
    assert hatch_build.commit_of(tmp_path) is None
    (tmp_path / ".git_archival.txt").write_text(kept.replace("$Format:%H$", "0123456789abcdef" * 2 + "01234567"))
    assert hatch_build.commit_of(tmp_path) == "0123456789abcdef" * 2 + "01234567"


@pytest.mark.parametrize("arguments", [[], ["--only-pages"], ["npm", "run", "build"]])
def test_ctrl_c_ends_it_with_one_line(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(hatch_build, "is_wanted", interrupted)
    monkeypatch.setattr(sys, "argv", ["hatch_build.py", *arguments])
    assert hatch_build.run() == 130
    assert capsys.readouterr().err == "Interrupted. The same command continues later.\n"


@pytest.mark.skipif(
    os.environ.get("TEAMKPI_PACKAGES") != "1",
    reason="builds six packages: set TEAMKPI_PACKAGES=1, or `make test-packages`",
)
def test_what_is_built_has_the_version_of_the_tag_and_the_commit(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEAMKPI_BUILD_WEB", "off")
    shutil.copy(ROOT / ".git_archival.txt", project)
    shutil.copy(ROOT / ".gitattributes", project)
    (project / ".gitignore").write_text("/archive/\n/made/\n/src/teamkpi/web/\n")
    fallback = "0.1.0"

    def git(*arguments: str) -> str:
        who = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"]
        return subprocess.run(["git", *who, *arguments], cwd=project, capture_output=True, text=True, check=True).stdout

    assert version_and_note(backend(project, "build_wheel")) == (fallback, None)  # as from a folder that was copied
    git("init", "--quiet")
    git("add", ".")
    git("commit", "--quiet", "--message", "Begin")
    first = git("rev-parse", "HEAD").strip()
    version, note = version_and_note(backend(project, "build_wheel"))
    assert (version.partition("+g")[0], note) == (fallback, first)
    assert first.startswith(version.partition("+g")[2])
    git("tag", "v3.2.1")
    assert version_and_note(backend(project, "build_wheel")) == ("3.2.1", first)
    # An archive by git, as forges offer for download, and a source distribution have no repository.
    (project / "archive").mkdir()
    git("archive", "--output", "archive/of.tar", "HEAD")
    shutil.unpack_archive(project / "archive" / "of.tar", project / "archive")
    assert version_and_note(backend(project / "archive", "build_wheel")) == ("3.2.1", first)
    shutil.unpack_archive(backend(project, "build_sdist"), project / "archive")
    assert version_and_note(backend(project / "archive" / "teamkpi-3.2.1", "build_wheel")) == ("3.2.1", first)
    (project / "README.md").write_text("changed")
    git("commit", "--quiet", "--all", "--message", "Change")
    second = git("rev-parse", "HEAD").strip()
    (project / "README.md").write_text("changed again")
    version, note = version_and_note(backend(project, "build_wheel"))
    assert note == second
    assert re.fullmatch(r"3\.2\.1\+g[0-9a-f]{7,40}\.d\d{8}", version)


def version_and_note(built: Path) -> tuple[str, str | None]:
    """Return the version of a wheel, and the commit that is noted in it."""
    with zipfile.ZipFile(built) as wheel:
        [metadata] = [name for name in wheel.namelist() if name.endswith(".dist-info/METADATA")]
        version = re.search("^Version: (.+)$", wheel.read(metadata).decode(), re.MULTILINE)
        note = wheel.read("teamkpi/commit.txt").decode().strip() if "teamkpi/commit.txt" in wheel.namelist() else None
    assert version
    return version[1], note


def backend(root: Path, hook: str) -> Path:
    """Call the build back end as pip does, in a process of its own in the project's folder."""
    call = f"from hatchling import build; print(build.{hook}('made'))"
    done = subprocess.run([sys.executable, "-c", call], cwd=root, capture_output=True, text=True, check=True)
    return root / "made" / done.stdout.split()[-1]
