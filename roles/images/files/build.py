"""Build base images from Debian packages and push them: build.py MIRROR REGISTRY PYTHON_INDEX NAME=TAG...

stdin: JSON {"recipes": {NAME: {file name: text}}, "cas": [PEM]}. In a recipe `packages` names what is
extracted (never configured: no package's scripts run) and `keep` the paths that stay (`*` for any name,
a final `/` for a whole folder), with the libraries they load. `requirements.lock` is what is installed
of PyPI, by hash; `cas` are trusted on the way there. Its Dockerfile says the rest. Packages of all
images are extracted once. Prints each image it pushed.
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


def kept(root, patterns):
    """Every file and link that a recipe keeps, as its path inside the tree."""
    for pattern in patterns:
        found = list(root.glob(pattern.strip("/")))
        if not found:
            sys.exit(f"no package brings {pattern}")
        for one in found:
            within = sorted(one.rglob("*")) if pattern.endswith("/") else [one]
            names = (f"/{path.relative_to(root)}" for path in within)
            yield from (name for name in names if inside(root, name).is_file())


def carve(root, keep, rootfs):
    """A root file system with the kept paths only."""
    for directory in DIRECTORIES:
        (rootfs / directory).mkdir(parents=True)
    (rootfs / "tmp").mkdir()
    (rootfs / "tmp").chmod(0o1777)
    for name in MERGED:
        (rootfs / name).symlink_to(f"usr/{name}")
    paths = list(kept(root, keep))
    for path in sorted({*paths, *(found for one in paths for found in libraries(root, one))}):
        target = rootfs / path.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(inside(root, path), target)


def inside(root, path):
    """The file that a path of the tree leads to, links followed as that tree has them."""
    file = root / path.lstrip("/")
    while file.is_symlink():
        target = file.readlink()
        file = root / str(target).lstrip("/") if target.is_absolute() else file.parent / target
    return file


def install(root, lock, index, cas):
    """What the lock names, below /opt/opd: installed and compiled by the Python that will run it."""
    public = [one.read_text() for one in sorted(root.glob("usr/share/ca-certificates/mozilla/*.crt"))]
    trust = root / "etc" / "ssl" / "certs" / "ca-certificates.crt"
    trust.parent.mkdir(parents=True, exist_ok=True)
    trust.write_text("\n".join([*public, *cas]))
    (root / "etc" / "resolv.conf").write_text(Path("/etc/resolv.conf").read_text())
    (root / "requirements.lock").write_text(lock)
    (pip,) = root.glob("usr/share/python-wheels/pip-*.whl")
    python = ["chroot", root, "/usr/bin/python3", "-I"]
    run([*python, f"/{pip.relative_to(root)}/pip", "--quiet", "--disable-pip-version-check", "--no-cache-dir",
         "install", "--require-hashes", "--only-binary", ":all:", "--index-url", index,
         "--target", "/opt/opd", "--requirement", "/requirements.lock"])  # fmt: skip
    trust.write_text("\n".join(public))
    shutil.rmtree(root / "opt" / "opd" / "bin", ignore_errors=True)
    folders = ["/opt/opd", *(f"/{one.relative_to(root)}" for one in root.glob("usr/lib/python3.*"))]
    # Forced: what pip compiled goes by the time of its source, which a copy changes; it would be compiled at each start.
    run([*python, "-m", "compileall", "-q", "-f", "-j", "0", "--invalidation-mode", "unchecked-hash", *folders])


def build(root, recipe, image, context, python):
    """Carve, build, push; the tag appears in the registry when all of it is there."""
    if "requirements.lock" in recipe:
        install(root, recipe["requirements.lock"], *python)
    carve(root, recipe["keep"].split(), context / "rootfs")
    for name, text in recipe.items():
        (context / name).parent.mkdir(parents=True, exist_ok=True)
        (context / name).write_text(text)
    run(["docker", "build", "--quiet", "--network", "none", "--tag", image, context])
    run(["docker", "push", "--quiet", image])
    return image


def main():
    """Extract once, then build side by side."""
    mirror, registry, index, *wanted = sys.argv[1:]
    given = json.load(sys.stdin)
    recipes, python = given["recipes"], (index, given["cas"])
    tags = dict(pair.split("=", 1) for pair in wanted)
    packages = {package for name in tags for package in recipes[name]["packages"].split()}
    with tempfile.TemporaryDirectory(prefix="kominfo-images.", dir="/var/tmp") as folder:
        work = Path(folder)
        root = extract(mirror, packages, work)
        with ThreadPoolExecutor(len(tags)) as pool:
            jobs = [
                pool.submit(build, root, recipes[name], f"{registry}/base/{name}:{tag}", work / name, python)
                for name, tag in tags.items()
            ]
            for job in jobs:
                sys.stdout.write(f"{job.result()}\n")


main()
