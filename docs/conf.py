"""How the pages of this folder become a site: ``make site``, or ``sphinx-build -W docs build/site``."""

from __future__ import annotations

import re
from typing import Any

project = "teamkpi"
author = "the teamkpi authors"
copyright = "2026, the teamkpi authors"  # noqa: A001 - Sphinx's name for it
extensions = ["myst_parser", "sphinx_llms_txt"]
root_doc = "index"
myst_heading_anchors = 4
html_theme = "furo"
html_title = "teamkpi"
html_show_sphinx = False
llms_txt_title = "teamkpi"
llms_txt_summary = "What each member of a team in a coworking space owes, has left, and uses: a self-hosted service."


def with_contents(_app: Any, page: str, source: list[str]) -> None:
    """Give the pages that list others the site's contents: their lists of links, section by section."""
    if page not in {root_doc, "http-api"}:
        return
    for heading, section in re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", source[0], re.MULTILINE | re.DOTALL):
        pages = re.findall(r"\]\(([^)#]+)\.md\)", section)
        source[0] += f"\n```{{toctree}}\n:hidden:\n:caption: {heading}\n\n" + "\n".join(pages) + "\n```\n"


def setup(app: Any) -> None:
    """Register what this site adds to Sphinx."""
    app.connect("source-read", with_contents)
