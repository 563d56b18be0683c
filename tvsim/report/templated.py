"""Pages made of templates."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template


@cache
def template(package: str, name: str) -> Template:
    """Load a page from the folder ``templates`` of a package; all that is put into it is escaped."""
    return Environment(loader=PackageLoader(package), autoescape=True, undefined=StrictUndefined).get_template(name)
