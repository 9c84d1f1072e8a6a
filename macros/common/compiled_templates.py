"""What templates are compiled to, kept from run to run in a folder of this user alone: compiling takes a tenth of a small build.

Not in the project, since what stands there is run as it is: a project that came from somebody else must not bring it along.
"""

from __future__ import annotations

from types import CodeType

import jinja2
from jinja2.bccache import Bucket

from .files.kept import Kept, user_cache
from .packages import program


class CompiledTemplates(jinja2.BytecodeCache):
    """Templates by file and words, for as long as the program runs; `save` keeps them for the next run."""

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

    def save(self) -> None:
        self.kept.save()
