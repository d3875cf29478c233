"""gunicorn, set up for many small apps on few servers."""

from __future__ import annotations

import gc
import os
import sys
import tempfile
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

from opd import environment

PORT = 8080
SHARED_METRICS = "PROMETHEUS_MULTIPROC_DIR"
GRACE_SECONDS = 60  # the edge waits as long for an answer
_worker: Any = None


class Alone(Arbiter):  # type: ignore[misc]  # gunicorn ships no types
    """The only worker, in this very process. One more that watches over it would keep nine megabytes for what is done
    anyway: the container's health is asked, and Swarm begins another when it ends.
    """

    def run(self) -> None:
        self.start()
        told = (self.LISTENERS, self.app, self.timeout / 2, self.cfg, self.log)
        worker = self.worker_class(1, os.getppid(), *told)
        worker.pid = os.getpid()
        try:
            worker.init_process()
        except Exception as error:
            self.log.exception("Exception in worker process")
            sys.exit(str(error))


class Server(BaseApplication):  # type: ignore[misc]
    """Several workers share the memory of an app that is loaded before they are forked."""

    def load_config(self) -> None:
        workers = environment.number("WORKERS", 1)
        if workers > 1:  # their figures are added up; before anything counts
            os.environ.setdefault(SHARED_METRICS, tempfile.mkdtemp(prefix="metrics."))
        settings: dict[str, Any] = {
            "bind": [f"0.0.0.0:{PORT}"],
            "workers": workers,
            "threads": environment.number("THREADS", 8),
            "worker_class": "gthread",
            "preload_app": workers > 1,
            "graceful_timeout": GRACE_SECONDS,
            "timeout": GRACE_SECONDS,
            "keepalive": 30,  # the edge keeps its connections
            "worker_tmp_dir": "/tmp",  # noqa: S108  # memory, inside the container
            "control_socket_disable": True,
            "logger_class": "opd.logs.Quiet",
            "forwarded_allow_ips": "*",  # only the edge reaches this port
            "post_worker_init": _begin,
        }
        for name, value in settings.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def run(self) -> None:
        if self.cfg.workers > 1:
            super().run()
        else:
            Alone(self).run()

    def load(self) -> Any:
        """Everything that a worker will need, before it is asked; an app's configuration may say what else is to be
        done (``serving``). The collector no longer walks through it: that would write to each page, and so take it from
        what processes share after a fork."""
        from django.apps import apps
        from django.core.wsgi import get_wsgi_application
        from django.urls import get_resolver

        app = get_wsgi_application()
        for config in apps.get_app_configs():
            getattr(config, "serving", lambda: None)()
        _ = get_resolver().url_patterns
        gc.collect()
        gc.freeze()
        return app


def stops() -> bool:
    """Whether this process was told to end: whoever answers for long (a stream) ends now."""
    return _worker is not None and not _worker.alive


def _begin(worker: Any) -> None:
    """In each worker, as threads do not survive a fork."""
    global _worker  # noqa: PLW0603  # a process has one
    from opd import nightly  # its models are there only after the app is loaded

    _worker = worker
    nightly.start()
