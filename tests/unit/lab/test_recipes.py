"""An image is named by everything it is made of."""

from __future__ import annotations

from dataclasses import replace

from infra.backends.lab.machine import File
from infra.backends.lab.recipes import Recipe, server_recipe, world_recipe


def test_the_same_recipe_has_the_same_tag() -> None:
    assert server_recipe().tag == server_recipe().tag
    assert server_recipe().tag.startswith("kominfo/lab-server:")


def test_any_change_of_the_recipe_changes_the_tag() -> None:
    recipe = server_recipe()
    changed: list[Recipe] = [
        world_recipe(),
        server_recipe(mirror="http://mirror.example.test/debian"),
        replace(recipe, packages=(*recipe.packages, "vim")),
        replace(recipe, commands=recipe.commands[1:]),
        replace(recipe, files=(*recipe.files, File("etc/motd", b"hi"))),
        replace(recipe, files=tuple(replace(file, mode=0o600) for file in recipe.files)),
    ]
    assert len({recipe.tag, *(other.tag for other in changed)}) == len(changed) + 1
