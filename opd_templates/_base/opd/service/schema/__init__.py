"""A service's schema: read, validated, every fault at once with its line and column.

It needs PyYAML, pydantic and the standard library, and Python 3.11: the control machine validates with it too.
"""

from opd.service.schema.faults import Fault, SchemaError
from opd.service.schema.fields import Field
from opd.service.schema.load import load
from opd.service.schema.model import Kind, Letter, Move, Schema, State
from opd.service.schema.numbering import Number

__all__ = ["Fault", "Field", "Kind", "Letter", "Move", "Number", "Schema", "SchemaError", "State", "load"]
