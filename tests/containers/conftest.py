"""An engine, and images of this program for it. All of it only when ``TEAMKPI_CONTAINERS`` is 1: it takes minutes."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from containers.engine import ROOT, Engine, engine_in, ensure_base, require_able

IMAGE = "localhost/teamkpi"


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    """One with a store that is thrown away, or kept in the folder that ``TEAMKPI_CONTAINER_STORE`` names."""
    if os.environ.get("TEAMKPI_CONTAINERS") != "1":
        pytest.skip(
            "builds and starts images, which takes minutes: set TEAMKPI_CONTAINERS=1, or `make test-containers`"
        )
    with tempfile.TemporaryDirectory(prefix="teamkpi-engine-", ignore_cleanup_errors=True) as passing:
        folder = Path(os.environ.get("TEAMKPI_CONTAINER_STORE") or passing)
        folder.mkdir(parents=True, exist_ok=True)
        with engine_in(folder) as engine:
            yield engine


@pytest.fixture(scope="session")
def base(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> str:
    """An image of Debian with Python."""
    name = ensure_base(engine, tmp_path_factory.mktemp("base"))
    require_able(engine, name)
    return name


@pytest.fixture(scope="session")
def image(engine: Engine, base: str) -> str:
    """The image, built from this checkout as the documentation says."""
    engine.build(IMAGE, ROOT, f"--build-arg=BASE={base}", "--build-arg=TEAMKPI_COMMIT=0123456789abcdef")
    return IMAGE
