"""`new`: a template, an OPD and a city become a site's source folder and its part, whole or not at all."""

from infra.scaffold.create import Created, new
from infra.scaffold.render import TEMPLATES

__all__ = ["TEMPLATES", "Created", "new"]
