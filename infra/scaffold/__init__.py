"""`new`: a template, an OPD and a city become a site's source folder and its part, whole or not at all.

``update`` brings what is newer in a template to such a folder.
"""

from infra.scaffold.create import Created, new
from infra.scaffold.render import TEMPLATES

__all__ = ["TEMPLATES", "Created", "new"]
