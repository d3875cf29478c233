"""Wagtail without what only editors need, and without its remote API, which no site of ours offers: its libraries
(pydantic, ninja) would cost every site some twenty megabytes.

Each app's ``ready`` adds its part to that API. Here those parts are stand-ins while it runs, and gone afterwards.
Other modules take something of a large library that pages seldom ask for: they get a stand-in that loads it with its
first use. Where a later Wagtail no longer asks for them, nothing happens.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from types import ModuleType
from typing import Any

from django.utils.connection import BaseConnectionHandler

PUT_OFF = {
    "wagtail.coreutils": ("django.test", "RequestFactory"),  # of previews
    "wagtail.utils.text": ("bs4", "BeautifulSoup"),
    "wagtail.api.rich_text": ("draftjs_exporter", "MarkdownParseError"),
    "wagtail.images.checks": ("willow.image", "Image"),
    "wagtail.images.models": ("willow", "Image"),  # pictures are made smaller once, when they are first shown
}
"""For a module, what it takes of which other."""


class _Later:
    """What ``name`` in ``module`` is, loaded when something is asked of it."""

    def __init__(self, module: str, name: str) -> None:
        self._module, self._name = module, name

    def _real(self) -> Any:
        return getattr(import_module(self._module), self._name)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real(), name)

    def __call__(self, *args: Any, **options: Any) -> Any:
        return self._real()(*args, **options)


class _Nothing(ModuleType):
    """Has whatever is asked of it, and does nothing."""

    def __getattr__(self, name: str) -> _Nothing:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *_: Any, **__: Any) -> _Nothing:
        return self


class _Subscripts(ModuleType):
    """For ``django_tasks``, which makes half of Django's classes subscriptable (feeds, its editors' part …) for one."""

    @staticmethod
    def monkeypatch() -> None:
        BaseConnectionHandler.__class_getitem__ = classmethod(lambda cls, _: cls)


class _Package(ModuleType):
    """Its modules can be had at once; what the package itself holds is loaded when it is asked for."""

    _lock = threading.RLock()
    _loading = False

    def __getattr__(self, name: str) -> Any:
        with _Package._lock:
            if type(self) is _Package:
                if self._loading or name.startswith("__"):
                    raise AttributeError(name)
                self._loading = True
                self.__spec__.loader.exec_module(self)  # type: ignore[union-attr]
                self.__class__ = ModuleType  # type: ignore[assignment]
        return getattr(self, name)


@contextmanager
def _instead(stand_ins: dict[str, Any]) -> Iterator[None]:
    """Modules that are not loaded yet are others within."""
    added = {name: module for name, module in stand_ins.items() if name not in sys.modules}
    sys.modules.update(added)
    try:
        yield
    finally:
        for name in added:
            del sys.modules[name]


def _without(*names: str) -> Any:
    return _instead({name: _Nothing(name) for name in names})


def _put_off(module: str) -> None:
    source, name = PUT_OFF[module]
    stand_in = ModuleType(source)
    setattr(stand_in, name, _Later(source, name))
    with _instead({source: stand_in}):
        import_module(module)


def begin() -> None:
    """Before our models, which load Wagtail's. Its lists of objects quote their keys as Django's own editors' part
    does, which no site of ours has."""
    if "django.contrib.admin" not in sys.modules and (spec := find_spec("django.contrib.admin")):
        package = module_from_spec(spec)
        package.__class__ = _Package
        sys.modules[spec.name] = package
    for module in PUT_OFF:
        _put_off(module)
    with _instead({"django_stubs_ext": _Subscripts("django_stubs_ext")}):
        import_module("django_tasks")


def complete() -> None:
    """For editors, everything is as Wagtail wrote it."""
    for module, (source, name) in PUT_OFF.items():
        holder, real = import_module(module), import_module(source)
        held = (source, real) if source in vars(holder) else (name, getattr(real, name))
        setattr(holder, *held)
    import_module("django_stubs_ext").monkeypatch()


_put_off("wagtail.images.checks")

from wagtail.contrib.redirects.apps import WagtailRedirectsAppConfig  # noqa: E402
from wagtail.documents.apps import WagtailDocsAppConfig  # noqa: E402
from wagtail.images.apps import WagtailImagesAppConfig  # noqa: E402


class Redirects(WagtailRedirectsAppConfig):
    def ready(self) -> None:
        with _without("wagtail.api.v3.api", "wagtail.contrib.redirects.api.v3"):
            super().ready()


class Images(WagtailImagesAppConfig):
    def ready(self) -> None:
        with _without("wagtail.api.v3.api", "wagtail.images.api.v3.registry", "wagtail.images.api.v3.router"):
            super().ready()


class Documents(WagtailDocsAppConfig):
    def ready(self) -> None:
        with _without(
            "wagtail.api.v3.api", "wagtail.documents.api.v3.registry", "wagtail.documents.api.v3.router"
        ):
            super().ready()
