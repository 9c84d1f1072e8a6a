"""A plan kept in YAML and articles kept in Markdown into a public site."""

from typing import Any


def define_env(env: Any) -> None:
    """Give mkdocs-macros the macros of content/; what draws them is imported once MkDocs asks."""
    from .render.author_macros import add_macros

    add_macros(env)
