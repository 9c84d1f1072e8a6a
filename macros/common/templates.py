"""Templates of pages: compiled once and for all, and what they import made once for all pages.

What they are compiled to is kept from run to run in a folder of this user alone, since what stands there is run as it is:
a project that came from somebody else must not bring it along.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, MutableMapping
from functools import lru_cache, partial
from types import BuiltinFunctionType, CodeType, FunctionType, MethodType
from typing import Any

import jinja2
from jinja2.bccache import Bucket
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, Macro
from markupsafe import Markup, escape

from .files.kept import Kept, user_cache
from .packages import program

_PLAIN = (FunctionType, MethodType, BuiltinFunctionType, partial)

_words = lru_cache(maxsize=1 << 14)(escape)
"""Escaped words; most stand on many pages."""


def _escaped(value: Any) -> str:
    """What `escape` says, for the outputs of a template: no need to ask of what is text what it is."""
    kind = type(value)
    return _words(value) if kind is str else value if kind is Markup else escape(value)


class _Drawing(threading.local):
    """What the template at work in this thread is given, the macros known to it, by the file that they stand in."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        self.macros: dict[str | None, TemplateModule] = {}


class PageTemplate(jinja2.Template):
    """A template of which the macros see all that the page is drawn from: `import` needs no `with context`.

    Jinja itself would make them again for every page. A file of macros holds nothing else but imports: what it looks
    up on its own is what the first page had.
    """

    environment: PageEnvironment

    def draw(self, values: Mapping[str, Any]) -> str:
        """The template filled in with these values."""
        drawing, env = self.environment.drawing, self.environment
        outer = drawing.values.copy()
        drawing.values.clear()
        drawing.values.update(env.globals)
        drawing.values.update(values)
        try:
            return "".join(self.root_render_func(self.new_context(drawing.values, shared=True)))
        except Exception:
            env.handle_exception()
        finally:
            drawing.values.clear()
            drawing.values.update(outer)

    @classmethod
    def _from_namespace(
        cls, environment: jinja2.Environment, namespace: MutableMapping[str, Any], globals: MutableMapping[str, Any]
    ) -> jinja2.Template:
        namespace["escape"] = _escaped
        return super()._from_namespace(environment, namespace, globals)

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        drawing = self.environment.drawing
        if (known := drawing.macros.get(self.name)) is None:
            known = drawing.macros[self.name] = self.make_module(drawing.values, shared=True)
        return known


class PageContext(Context):
    """What a template knows."""

    def call(self, called: Any, /, *given: Any, _block_vars: Any = None, _loop_vars: Any = None, **named: Any) -> Any:
        """Call something from a template; without the questions that Jinja asks of what may be of any kind."""
        if type(called) is Macro:
            return called(self.eval_ctx, *given, **named)
        if type(called) in _PLAIN and not hasattr(called, "jinja_pass_arg"):
            return called(*given, **named)
        return super().call(called, *given, _block_vars=_block_vars, _loop_vars=_loop_vars, **named)


class PageEnvironment(jinja2.Environment):
    template_class = PageTemplate
    context_class = PageContext

    def __init__(self, **options: Any) -> None:
        super().__init__(cache_size=-1, **options)  # no project has so many that some would have to be forgotten
        self.drawing = _Drawing()

    def draw(self, template: str, values: Mapping[str, Any]) -> str:
        """A template filled in with these values."""
        found = self.get_template(template)
        assert isinstance(found, PageTemplate)
        return found.draw(values)


MOST_KEPT = 200
"""How many of the templates of runs before stay, for other projects too: two or three sets of them."""


class CompiledTemplates(jinja2.BytecodeCache):
    """Templates by name and words, wherever their files lie, for as long as the program runs; `save` keeps them for the next run."""

    def __init__(self) -> None:
        self.known: dict[str, CodeType] = {}
        self._kept: Kept | None = None

    @property
    def kept(self) -> Kept:
        self._kept = self._kept or Kept(user_cache(), program(), "templates")
        return self._kept

    def load_bytecode(self, bucket: Bucket) -> None:
        name = f"{bucket.key} {bucket.checksum}"
        if name in self.known:
            bucket.code = self.known[name]
        elif content := self.kept.get(name):
            bucket.bytecode_from_string(content)

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code:
            name = f"{bucket.key} {bucket.checksum}"
            self.known[name] = bucket.code
            self.kept.put(name, bucket.bytecode_to_string())

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        return name

    def get_bucket(self, environment: jinja2.Environment, name: str, filename: str | None, source: str) -> Bucket:
        bucket = super().get_bucket(environment, name, filename, source)
        if bucket.code and filename:  # what is wrong in it is to be told of this file
            bucket.code = bucket.code.replace(co_filename=filename)
        return bucket

    def save(self) -> None:
        for name in list(self.kept.names)[:MOST_KEPT]:
            self.kept.keep(name)
        self.kept.save()
