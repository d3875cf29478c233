"""The lab's images: made from Debian packages, cached by their recipe's hash, imported where missing."""

from __future__ import annotations

import shlex
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import docker
from docker.errors import APIError, ImageNotFound

from infra.backends.lab.daemon import docker_of_host
from infra.backends.lab.machine import archive
from infra.backends.lab.progress import Progress
from infra.backends.lab.recipes import MIRROR, SUITE, Recipe, server_recipe, world_recipe
from infra.errors import KominfoError, Problem
from infra.files import locked
from infra.home import Home, private_directory

CHANGES = ['CMD ["/usr/local/sbin/lab-init"]']


def ensure_server_image(progress: Progress, mirror: str = MIRROR) -> str:
    """The tag of the bare server's image, made or imported when this machine's docker lacks it."""
    return ensure_image(server_recipe(mirror), progress)


def ensure_world_image(progress: Progress, mirror: str = MIRROR) -> str:
    """The same for the outside world's image."""
    return ensure_image(world_recipe(mirror), progress)


def remove_images(progress: Progress) -> None:
    """Remove the images from docker, but those another lab runs on, or another image stands on.

    Their cached archives stay.
    """
    with docker_of_host("the lab's images") as host:
        bases = {one["ParentId"] for one in host.api.images(all=True)}
        for recipe in (server_recipe(), world_recipe()):
            for image in host.images.list(name=recipe.tag.partition(":")[0]):
                tags = ", ".join(image.tags)
                if host.containers.list(all=True, filters={"ancestor": str(image.id)}):
                    progress(f"image {tags} stays: another lab runs on it")
                elif image.id in bases:
                    progress(f"image {tags} stays: another image is made of it")
                else:
                    progress(f"removing image {tags}")
                    host.images.remove(str(image.id), force=True)


def remove_image(tag: str) -> None:
    """Remove it from docker, if it is there; its cached archive stays."""
    with docker_of_host(tag) as host, suppress(ImageNotFound):
        host.images.remove(tag, force=True)


def ensure_image(recipe: Recipe, progress: Progress) -> str:
    """The tag of the recipe's image, made or imported when this machine's docker lacks it."""
    cache = private_directory(Home.find().cache / "images")
    with docker_of_host(recipe.tag) as host:
        if _has(host, recipe.tag):
            return recipe.tag
        with locked(cache / ".lock"):
            # Another run may have made it while we waited.
            if not _has(host, recipe.tag):
                _import(host, recipe, cache, progress)
    return recipe.tag


def _has(host: docker.DockerClient, tag: str) -> bool:
    try:
        host.images.get(tag)
    except ImageNotFound:
        return False
    return True


def _import(host: docker.DockerClient, recipe: Recipe, cache: Path, progress: Progress) -> None:
    """Import the cached archive; one that docker cannot read is made again, once."""
    archive_file = cache / f"{recipe.name}-{recipe.digest}.tar"
    if archive_file.exists():
        try:
            _load(host, recipe, archive_file, progress)
        except APIError:
            progress(f"the cached {recipe.name} image is damaged: making it again")
            archive_file.unlink()
        else:
            return
    _make(recipe, archive_file, progress)
    _load(host, recipe, archive_file, progress)


def _load(host: docker.DockerClient, recipe: Recipe, archive_file: Path, progress: Progress) -> None:
    progress(f"importing the lab's {recipe.name} image")
    repository, _, tag = recipe.tag.partition(":")
    host.api.import_image_from_file(str(archive_file), repository=repository, tag=tag, changes=CHANGES)
    if not _has(host, recipe.tag):
        raise APIError(f"import of {archive_file} left no image")


def _make(recipe: Recipe, archive_file: Path, progress: Progress) -> None:
    """Write the archive of a fresh Debian, whole or not at all; older archives of the same name go."""
    progress(f"making the lab's {recipe.name} image: Debian 13 with {len(recipe.packages)} chosen packages")
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix=f"{recipe.name}-", dir=archive_file.parent) as folder:
        overlay, fresh = Path(folder) / "overlay.tar", Path(folder) / "root.tar"
        overlay.write_bytes(archive(recipe.files))
        done = subprocess.run(
            _mmdebstrap(recipe, overlay, fresh), capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise _failed(recipe, done.stderr)
        fresh.replace(archive_file)
    for older in archive_file.parent.glob(f"{recipe.name}-*.tar"):
        if older != archive_file:
            older.unlink()
    progress(f"the lab's {recipe.name} image took {time.monotonic() - start:.0f} s to make")


def _mmdebstrap(recipe: Recipe, overlay: Path, fresh: Path) -> list[str]:
    commands = [f'chroot "$1" {shlex.join(command)}' for command in recipe.commands]
    hooks = [f"tar-in {shlex.quote(str(overlay))} /", *commands]
    return [
        "mmdebstrap",
        "--variant=minbase",
        "--format=tar",
        f"--include={','.join(recipe.packages)}",
        *(f"--customize-hook={hook}" for hook in hooks),
        SUITE,
        str(fresh),
        f"deb {recipe.mirror} {SUITE} main",
    ]


def _failed(recipe: Recipe, said: str) -> KominfoError:
    reasons = [line.strip() for line in said.splitlines() if line.startswith(("E:", "Err:", "W:"))]
    return KominfoError(
        Problem(
            f"the lab's {recipe.name} image",
            "",
            "cannot be made",
            "; ".join(reasons[-3:]) or " ".join(said.split())[-300:],
            f"check that {recipe.mirror} can be reached and holds {SUITE}, and that the disk is not full",
        )
    )
