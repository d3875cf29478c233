"""HAProxy as kominfo-edge meets it: it is asked what it thinks of a configuration, and told to load one."""

import os
import socket
import subprocess

from kominfo_routes import RefusedError

DOCKER_ITSELF_FAILED = 125  # and above: no such image, a container that ended meanwhile


def write(path, text):
    """Whole or not at all, even when the power goes."""
    new = path.with_name(f".{path.name}.new")
    with new.open("w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.chmod(0o644)
    new.replace(path)


def running_container(edge):
    """Id of this server's edge container, or None before the service exists."""
    argv = ["docker", "ps", "--quiet", "--filter", f"label={edge.label}", "--filter", "status=running"]
    found = subprocess.run(argv, check=False, capture_output=True, text=True, timeout=30)
    return next(iter(found.stdout.split()), None)


def validate(edge, base, folder):
    """HAProxy itself reads `base` and the generation, with the user and the files it will serve with."""
    haproxy = ["/usr/sbin/haproxy", "-c", "-f", str(base), "-f", str(folder)]
    setting = ["--env", f"EDGE_LIVE={folder}"]
    mount = f"{edge.home}:{edge.home}:ro"
    sandbox = ["docker", "run", "--rm", "--network", "none", "--read-only", "--cap-drop", "ALL"]
    attempts = [[*sandbox, "--volume", mount, *setting, edge.image, *haproxy]]
    if container := running_container(edge):
        attempts.insert(0, ["docker", "exec", *setting, container, *haproxy])
    for argv in attempts:
        done = subprocess.run(argv, check=False, capture_output=True, text=True, timeout=120)
        if done.returncode < DOCKER_ITSELF_FAILED:
            break
    if done.returncode:
        said = [
            line
            for line in (done.stdout + done.stderr).splitlines()
            if line.strip() and "[NOTICE]" not in line
        ]
        raise RefusedError(
            f"HAProxy refuses the configuration: {' | '.join(said[:4]) or 'it did not say why'}"
        )


def ask(path, command):
    """The answer of one of HAProxy's sockets, or None when nobody listens on it."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as link:
            link.settimeout(30)
            link.connect(str(path))
            link.sendall(command.encode() + b"\n")
            return b"".join(iter(lambda: link.recv(65536), b"")).decode()
    except (FileNotFoundError, ConnectionRefusedError):
        return None


def reload(edge):
    """Swap HAProxy's worker for one that reads `live`; no connection is refused meanwhile.

    The new worker learns the addresses of the sites from a file written just before: asking Docker's resolver
    again takes a second of 503s. The file is removed at once, since a later start could find those addresses
    given to another site.
    """
    servers = ask(edge.state / "admin.sock", "show servers state")
    if servers is None:
        return
    memory = edge.state / "servers"
    write(memory, servers)
    answer = ask(edge.state / "master.sock", "reload")
    memory.unlink()
    if answer is not None and not answer.startswith("Success=1"):
        raise RefusedError(f"HAProxy did not reload: {' '.join(answer.split())[:400]}")
