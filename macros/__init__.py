"""科普咸安: a plan kept in YAML and articles kept in Markdown into a public site."""

from .render.author_macros import define_env

__all__ = ["define_env"]
