"""A migration suits the release that runs beside it (ADR 7): it adds what that one need not know, and takes
nothing away."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

LIBRARY = Path(__file__).resolve().parents[2] / "opd_templates" / "_base" / "opd"
LATER = sorted(path for path in LIBRARY.rglob("migrations/0*.py") if not path.name.startswith("0001"))
ADDS, TAKES = (
    {"AddField", "AlterField"},
    {"RemoveField", "RenameField", "DeleteModel", "RenameModel", "AlterModelTable"},
)
SQL = re.compile(r"\b(DROP\s+(TABLE|COLUMN)|RENAME\s+(TO|COLUMN)|SET\s+NOT\s+NULL)\b", re.IGNORECASE)
SUITS = {
    "website/0006_requests_lapse.py: AlterField informationrequest.status": "longer choices alone",
    "website/0006_requests_lapse.py: AlterField objection.decision": "longer choices alone",
}
"""What the rule forbids and the former release bears, each with the reason."""


def _faults(source: str) -> list[str]:
    tree = ast.parse(source)
    named = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    (listed,) = (
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "operations"
    )
    return [told for one in _operations(listed) if (told := _fault(one, named))]


def _operations(listed: ast.expr) -> Iterator[ast.Call]:
    """What changes the database."""
    assert isinstance(listed, ast.List), "operations are no list that can be read"
    for one in listed.elts:
        assert isinstance(one, ast.Call), ast.unparse(one)
        if _kind(one) != "SeparateDatabaseAndState":
            yield one
        elif (inner := _argument(one, 0, "database_operations")) is not None:
            yield from _operations(inner)


def _fault(one: ast.Call, named: dict[str, ast.expr]) -> str:
    kind = _kind(one)
    if kind == "RunSQL":
        sql = _argument(one, 0, "sql")
        text = ast.unparse(named.get(sql.id, sql) if isinstance(sql, ast.Name) else sql) if sql else ""
        return f"{kind} {found[0]}" if (found := SQL.search(text)) else ""
    if kind in TAKES or (kind in ADDS and not _is_borne(_argument(one, 2, "field"))):
        names = [_argument(one, 0, "model_name"), _argument(one, 1, "name")]
        return f"{kind} " + ".".join(str(name.value) for name in names if isinstance(name, ast.Constant))
    return ""


def _is_borne(field: ast.expr | None) -> bool:
    """Whether who does not know the column may insert rows: it may be null, or the database fills it in."""
    assert isinstance(field, ast.Call), "a field that cannot be read"
    given = {one.arg: one.value for one in field.keywords}
    null = given.get("null")
    return "db_default" in given or (isinstance(null, ast.Constant) and null.value is True)


def _kind(one: ast.Call) -> str:
    return ast.unparse(one.func).rpartition(".")[2]


def _argument(one: ast.Call, place: int, name: str) -> ast.expr | None:
    if len(one.args) > place:
        return one.args[place]
    return next((given.value for given in one.keywords if given.arg == name), None)


@pytest.mark.parametrize("path", LATER, ids=lambda path: f"{path.parent.parent.name}-{path.stem}")
def test_a_migration_suits_the_former_release(path: Path) -> None:
    name = f"{path.parent.parent.name}/{path.name}"
    assert [told for one in _faults(path.read_text()) if (told := f"{name}: {one}") not in SUITS] == []


def test_each_exception_is_still_needed() -> None:
    found = {
        f"{path.parent.parent.name}/{path.name}: {one}" for path in LATER for one in _faults(path.read_text())
    }
    assert SUITS.keys() <= found


@pytest.mark.parametrize(
    ("operation", "told"),
    [
        ('AddField("a", "b", models.TextField())', "AddField a.b"),
        ('AddField(model_name="a", name="b", field=models.TextField(default=""))', "AddField a.b"),
        ('AddField("a", "b", models.TextField(null=False))', "AddField a.b"),
        ('AlterField("a", "b", models.DateField())', "AlterField a.b"),
        ('RemoveField("a", "b")', "RemoveField a.b"),
        ('RenameField("a", "b", "c")', "RenameField a.b"),
        ('migrations.DeleteModel("a")', "DeleteModel a"),
        ('migrations.RenameModel("a", "b")', "RenameModel a.b"),
        ('RunSQL("ALTER TABLE a DROP  COLUMN b")', "RunSQL DROP  COLUMN"),
        ("RunSQL(GONE, RunSQL.noop)", "RunSQL DROP TABLE"),
        ('SeparateDatabaseAndState(database_operations=[RemoveField("a", "b")])', "RemoveField a.b"),
        ('SeparateDatabaseAndState([RemoveField("a", "b")])', "RemoveField a.b"),
        ('AddField("a", "b", models.TextField(db_default=""))', ""),
        ('AddField("a", "b", models.DateField(null=True))', ""),
        ('CreateModel("a", [("b", models.TextField())])', ""),
        ('SeparateDatabaseAndState(state_operations=[RemoveField("a", "b")])', ""),
        ('RemoveConstraint("a", "b")', ""),
    ],
)
def test_the_rule_itself(operation: str, told: str) -> None:
    source = f'GONE = "drop table a"\nclass Migration:\n    operations = [{operation}]'
    assert [one.upper() for one in _faults(source)] == ([told.upper()] if told else [])
