"""The examples of docs/hooks.md accept what is sent, and refuse what is old or changed."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import time
from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import hatch_build
import pytest

from teamkpi.hooks.signing import Keys, headers_of

DOCS = (Path(__file__).parents[2] / "docs" / "hooks.md").read_text(encoding="utf-8")
BODY = '{"type":"alert.fired","data":{"Name":"é"}}'.encode()
NODE = hatch_build.node_of_path() or hatch_build.node_of_package()
needs_node = pytest.mark.skipif(not NODE, reason="there is no Node on this machine")
PHP = shutil.which("php")
needs_php = pytest.mark.skipif(not PHP, reason="there is no PHP on this machine")
Case = tuple[str, dict[str, str], bytes]


def example(language: str) -> str:
    [code] = re.findall(rf"```{language}\n(.*?)```", DOCS, re.DOTALL)
    return str(code)


def in_python(cases: list[Case], _folder: Path) -> list[bool]:
    names: dict[str, Any] = {}
    exec(example("python"), names)  # noqa: S102 - our own example
    return [names["is_genuine"](*case) for case in cases]


def in_typescript(cases: list[Case], folder: Path) -> list[bool]:
    assert NODE is not None
    # Types are the only thing in the example that Node.js of any version cannot run.
    code = re.sub(
        r"\((secret): string, (headers): .*?, (body): Buffer\): boolean", r"(\1, \2, \3)", example("typescript")
    )
    given = json.dumps([[secret, headers, body.hex()] for secret, headers, body in cases])
    calls = f"console.log(JSON.stringify({given}.map(([s, h, b]) => isGenuine(s, h, Buffer.from(b, 'hex')))))"
    file = folder / "example.mjs"
    file.write_text(f"{code}\n{calls}\n", encoding="utf-8")
    found: list[bool] = json.loads(
        subprocess.run([NODE.program, file], check=True, capture_output=True, text=True).stdout
    )
    return found


def in_php(cases: list[Case], folder: Path) -> list[bool]:
    assert PHP is not None
    (folder / "cases.json").write_text(
        json.dumps([[secret, headers, b64encode(body).decode()] for secret, headers, body in cases]), encoding="utf-8"
    )
    calls = (
        "$found = array_map(fn ($case) => is_genuine($case[0], $case[1], base64_decode($case[2])), "
        "json_decode(file_get_contents(__DIR__ . '/cases.json'), true));\necho json_encode($found);"
    )
    file = folder / "example.php"
    file.write_text(f"<?php\n{example('php')}\n{calls}\n", encoding="utf-8")
    found: list[bool] = json.loads(subprocess.run([PHP, file], check=True, capture_output=True, text=True).stdout)
    return found


@pytest.mark.parametrize(
    "run",
    [in_python, pytest.param(in_typescript, marks=needs_node), pytest.param(in_php, marks=needs_php)],
)
def test_the_examples_accept_what_is_sent_and_nothing_else(
    run: Callable[[list[Case], Path], list[bool]], tmp_path: Path
) -> None:
    now = datetime.fromtimestamp(int(time.time()), UTC)
    keys, others = Keys.new(), Keys.new()
    sent = headers_of("an-id", BODY, [keys], now=now)
    rotated = headers_of("an-id", BODY, [others, keys], now=now)
    old, early = (headers_of("an-id", BODY, [keys], now=now + timedelta(hours=by)) for by in (-1, 1))
    secret = keys.shared_secret
    good: list[Case] = [(secret, sent, BODY), (secret, rotated, BODY), (others.shared_secret, rotated, BODY)]
    bad: list[Case] = [
        (secret, old, BODY),
        (secret, early, BODY),
        (others.shared_secret, sent, BODY),
        (secret, sent, BODY + b" "),
        (secret, {**sent, "webhook-id": "another"}, BODY),
        (secret, {**sent, "webhook-timestamp": str(int(sent["webhook-timestamp"]) + 1)}, BODY),
        (secret, {**sent, "webhook-signature": "v1,"}, BODY),
    ]
    assert run(good, tmp_path) == [True] * len(good)
    assert run(bad, tmp_path) == [False] * len(bad)
