"""Build base images from Debian packages and push them: build.py MIRROR REGISTRY NAME=TAG...

stdin: JSON {NAME: {file name: text}}, the recipes. In a recipe `packages` names what is extracted (never
configured: no package's scripts run) and `keep` the paths that stay, with the libraries those programs load;
its Dockerfile says the rest. Packages of all images are extracted once. Prints each image it pushed.
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

SUITE = "trixie"
KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
DIRECTORIES = ["dev", "etc", "proc", "run", "sys", "usr/bin", "usr/sbin", "usr/lib", "usr/lib64"]
MERGED = ["bin", "sbin", "lib", "lib64"]


def run(argv):
    """Standard output; a failure ends the program with what the command said."""
    done = subprocess.run(argv, check=False, capture_output=True, text=True)
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        sys.exit("\n".join([f"{' '.join(map(str, argv[:3]))} failed:", *said[-15:]]))
    return done.stdout


def sources(mirror):
    """The archive and, where the mirror has Debian's own layout, its security updates."""
    archives = [(mirror, SUITE)]
    if mirror.rstrip("/").endswith("/debian"):
        archives.append((mirror.rstrip("/") + "-security", f"{SUITE}-security"))
    return "".join(f"deb [signed-by={KEYRING}] {url} {suite} main\n" for url, suite in archives)


def extract(mirror, packages, work):
    """All packages with what they depend on, in one tree."""
    listing = work / "sources.list"
    listing.write_text(sources(mirror))
    run(["mmdebstrap", "--quiet", "--variant=extract", "--format=directory",
         '--aptopt=Apt::Install-Recommends "false"', f"--include={','.join(sorted(packages))}",
         SUITE, work / "root", listing])  # fmt: skip
    return work / "root"


def libraries(root, program):
    """What the tree's own loader would load for it; nothing for data and static programs."""
    loader = next(root.glob("usr/lib64/ld-linux*.so.*"), None) or next(root.glob("usr/lib/ld-linux*.so.*"))
    inside = f"/{loader.relative_to(root)}"
    listed = subprocess.run(
        ["chroot", root, inside, "--list", program], check=False, capture_output=True, text=True
    )
    return re.findall(r"(/\S+) \(0x", listed.stdout) if listed.returncode == 0 else []


def carve(root, keep, rootfs):
    """A root file system with the kept paths only."""
    for directory in DIRECTORIES:
        (rootfs / directory).mkdir(parents=True)
    (rootfs / "tmp").mkdir()
    (rootfs / "tmp").chmod(0o1777)
    for name in MERGED:
        (rootfs / name).symlink_to(f"usr/{name}")
    for path in sorted({*keep, *(found for kept in keep for found in libraries(root, kept))}):
        target = rootfs / path.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(root / path.lstrip("/"), target)


def build(root, recipe, image, context):
    """Carve, build, push; the tag appears in the registry when all of it is there."""
    carve(root, recipe["keep"].split(), context / "rootfs")
    for name, text in recipe.items():
        (context / name).write_text(text)
    run(["docker", "build", "--quiet", "--network", "none", "--tag", image, context])
    run(["docker", "push", "--quiet", image])
    return image


def main():
    """Extract once, then build side by side."""
    mirror, registry, *wanted = sys.argv[1:]
    recipes = json.load(sys.stdin)
    tags = dict(pair.split("=", 1) for pair in wanted)
    packages = {package for name in tags for package in recipes[name]["packages"].split()}
    with tempfile.TemporaryDirectory(prefix="kominfo-images.", dir="/var/tmp") as folder:
        work = Path(folder)
        root = extract(mirror, packages, work)
        with ThreadPoolExecutor(len(tags)) as pool:
            jobs = [
                pool.submit(build, root, recipes[name], f"{registry}/base/{name}:{tag}", work / name)
                for name, tag in tags.items()
            ]
            for job in jobs:
                sys.stdout.write(f"{job.result()}\n")


main()
