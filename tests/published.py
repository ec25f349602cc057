"""The published vectors: a ledger, a team and an instant, each with the answer that must come out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from teamkpi.kpi import FIGURES

PATHS = sorted((Path(__file__).parent / "vectors").glob("*.json"))


def vector(name: str) -> dict[str, Any]:
    """Return a vector. Its file leaves out figures that are zero; in ``expect`` they are there, in the wire's order."""
    read: dict[str, Any] = json.loads((Path(__file__).parent / "vectors" / f"{name}.json").read_text("utf-8"))
    unknown = {name for row in read["expect"]["Kpi"] for name in row} - {figure.wire for figure in FIGURES}
    assert not unknown
    read["expect"]["Kpi"] = [
        {figure.wire: row.get(figure.wire, 0) for figure in FIGURES} for row in read["expect"]["Kpi"]
    ]
    return read


VECTORS = [path.stem for path in PATHS]
SEED = vector("seed-example")
