"""How the pages of this folder become a site: ``make site``, or ``sphinx-build -W docs build/site``."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from sphinx.environment.adapters.toctree import global_toctree_for_doc
from sphinx.search.en import SearchEnglish

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


class SearchEnglishOnce(SearchEnglish):
    """Look for the stem of a word once, not on each page that has it."""

    def __init__(self, options: dict[str, str]) -> None:
        super().__init__(options)
        self.stem = cache(super().stem)  # type: ignore[method-assign]


def with_navigation(app: Any, page: str, _template: str, context: dict[str, Any], _tree: Any) -> None:
    """Make the list of all pages once for each folder, as a page of another name there would show it.

    Made for each page, it takes half of the time of the build. ``with_mark`` marks the page in what the theme makes of
    the list.
    """
    lists: dict[str, str] = app.builder.__dict__.setdefault("lists_of_pages", {})

    def listed(**options: Any) -> str:
        neighbour = _neighbour(page)
        if neighbour not in lists:
            tree = global_toctree_for_doc(app.env, neighbour, app.builder, tags=app.tags, **options)
            lists[neighbour] = str(app.builder.render_partial(tree)["fragment"])
        return lists[neighbour]

    context["toctree"] = listed


def with_mark(app: Any, page: str, _template: str, context: dict[str, Any], _tree: Any) -> None:
    """Mark the page in the list of all pages, and unfold the part of the list that the page is in."""

    def address(name: str) -> str:
        return re.escape(str(app.builder.get_relative_uri(_neighbour(page), name)))

    tree = context["furo_navigation_tree"]
    for parent, pages in app.env.toctree_includes.items():
        if parent != root_doc and page in {parent, *pages}:
            folded = rf'(<li class="[^"]*)("><a [^>]*href="{address(parent)}">.*?</a><input [^>]*?) class="'
            tree = re.sub(folded, r'\1 current\2 checked="" class="', tree)
    entry = rf'(<li class="[^"]*)"><a class="reference internal" href="{address(page)}">'
    context["furo_navigation_tree"] = re.sub(
        entry, r'\1 current current-page"><a class="current reference internal" href="#">', tree
    )


def _neighbour(page: str) -> str:
    """Return the name of a page that is not there, in the folder of one that is."""
    return f"{page.rpartition('/')[0]}/-".lstrip("/")


def setup(app: Any) -> None:
    """Register what this site adds to Sphinx."""
    app.connect("source-read", with_contents)
    app.add_search_language(SearchEnglishOnce)
    app.connect("html-page-context", with_navigation, priority=400)  # the theme's own has 500
    app.connect("html-page-context", with_mark, priority=600)
