"""The short form of ``python -m tests.chaos``; the long one runs for as long as it is told."""

from __future__ import annotations

from contextlib import closing

import pytest

from chaos.__main__ import run
from chaos.space import Space


@pytest.mark.long
def test_nothing_is_lost_while_everything_is_killed(capsys: pytest.CaptureFixture[str]) -> None:
    with closing(Space()) as space:
        assert run(space, 5, seed=3) == []
    assert " writes acknowledged, " in capsys.readouterr().out
