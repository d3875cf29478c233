"""Whatever is in the files, `load_city` answers with a City or with problems a person can read."""

from __future__ import annotations

import string
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from infra.errors import KominfoError
from infra.home import CHECKOUT
from infra.model import load_city
from infra.model.document import path_text
from tests.unit.model.cities_on_disk import lay_out

RELAXED = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
VALID = {
    name: (CHECKOUT / "tests/unit/model/cities/valid" / name).read_bytes()
    for name in ("datacenter.yaml", "dinkes.yaml")
}


class Answers:
    """The valid city, with one file replaced at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def to(self, name: str, content: bytes) -> tuple[str, ...]:
        """The problems told; none when the city is accepted."""
        (self.folder / name).write_bytes(content)
        try:
            load_city(self.folder)
        except KominfoError as error:
            problems = error.problems
        else:
            return ()
        finally:
            (self.folder / name).write_bytes(VALID[name])
        assert problems
        assert all(problem.fault for problem in problems)
        told = tuple(map(str, problems))
        assert all(line.isprintable() for text in told for line in text.split("\n"))
        return told


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    return Answers(lay_out("valid", tmp_path_factory.mktemp("answers")))


@RELAXED
@given(st.sampled_from(sorted(VALID)), st.binary(max_size=400))
def test_any_bytes_are_answered(answers: Answers, name: str, content: bytes) -> None:
    assert answers.to(name, content)


YAML_MARKS = st.sampled_from(
    [*"-:,?[]{}&*#|>'\"%@` \n\t<!~=.", "no", "0o7", "<<: *a", "&a", "*a", "\x00", "é", "null", "---", "..."]
)


@RELAXED
@given(st.sampled_from(sorted(VALID)), st.data())
def test_mutated_yaml_is_answered(answers: Answers, name: str, data: st.DataObject) -> None:
    text = VALID[name].decode()
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text)))
        cut = data.draw(st.integers(0, 12))
        text = text[:at] + data.draw(YAML_MARKS) + text[at + cut :]
    answers.to(name, text.encode("utf-8", "surrogatepass"))


ODD = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=True)
    | st.text(max_size=20)
    | st.sampled_from(["@", "*", "10 mail", "lab", "ssh", "4G", "10.0.0.0/8", "SHA256:", "../x", "{{x}}"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def _places(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, item in items for place in _places(item, (*path, key)))]


@RELAXED
@given(st.sampled_from(sorted(VALID)), st.data())
def test_any_value_in_any_place_is_answered(answers: Answers, name: str, data: st.DataObject) -> None:
    whole = yaml.safe_load(VALID[name])
    *way, last = data.draw(st.sampled_from(_places(whole)[1:]))
    inner = whole
    for step in way:
        inner = inner[step]
    inner[last] = data.draw(ODD)
    answers.to(name, yaml.safe_dump(whole, allow_unicode=True).encode("utf-8", "surrogatepass"))


HOSTILE = [
    "{{ cookiecutter.x }}",
    "{% raw %}",
    "../../etc/passwd",
    "/etc/passwd",
    "a\nb",
    "a\r\nHost: x",
    "a\x00b",
    "d\u0456nkes",
    "dinkes\u200b",
    "\u202esekned",
    "$(reboot)",
    "`reboot`",
    "a;b",
    "-rf",
    "' or 1=1",
    "x" * 5000,
]
SPOTS = {
    "datacenter.yaml": [
        ("city",),
        ("domain",),
        ("tls", "contact"),
        ("tls", "extra_names", 0),
        ("dns", "records", 0, "name"),
        ("servers", "siantar-1", "address"),
        ("servers", "siantar-1", "roles", 0),
        ("overlay_pool",),
        ("timezone",),
        ("mirror",),
    ],
    "dinkes.yaml": [
        ("opd",),
        ("name",),
        ("sites", 0, "label"),
        ("sites", 0, "source"),
        ("sites", 0, "aliases", 0),
        ("sites", 0, "image"),
        ("sites", 0, "git"),
        ("sites", 0, "commit"),
        ("sites", 0, "memory"),
    ],
}


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda text: ascii(text[:20]))
@pytest.mark.parametrize("name", sorted(SPOTS))
def test_hostile_strings_are_refused_everywhere(answers: Answers, name: str, hostile: str) -> None:
    whole = yaml.safe_load(VALID[name])
    for *way, last in SPOTS[name]:
        inner = whole
        for step in way:
            inner = inner[step]
        inner[last] = hostile
    told = answers.to(name, yaml.safe_dump(whole).encode())
    for path in SPOTS[name]:
        assert any(f": {path_text(path)}: " in problem for problem in told), path
    assert max(map(len, told)) < 600


def test_ten_megabytes_are_refused_unread(answers: Answers) -> None:
    (told,) = answers.to("dinkes.yaml", VALID["dinkes.yaml"] + b"x: " + b"y" * (10 * 1024 * 1024))
    assert told.split("\n")[0].endswith("dinkes.yaml: the file is larger than 256 KiB")


@given(st.text(alphabet=string.ascii_letters + string.digits + "_./-\0é ", min_size=1, max_size=30))
@settings(max_examples=50, deadline=None)
def test_a_city_that_is_not_there_is_said_so(name: str) -> None:
    with (
        TemporaryDirectory() as temporary,
        pytest.raises(KominfoError, match=r"there is no such city|there is no datacenter"),
    ):
        load_city(Path(temporary) / "stacks" / name.lstrip("/."))


def test_places_are_relative_to_the_checkout() -> None:
    with pytest.raises(KominfoError) as caught:
        load_city(CHECKOUT / "tests/unit/model/cities/no_source_or_two")
    assert str(caught.value).startswith("tests/unit/model/cities/no_source_or_two: ")


def test_problems_come_in_reading_order(tmp_path: Path) -> None:
    folder = lay_out("valid", tmp_path)
    lines = "".join(f"key{number}: 1\n" for number in range(12))
    (folder / "dinkes.yaml").write_bytes(VALID["dinkes.yaml"] + lines.encode())
    with pytest.raises(KominfoError) as caught:
        load_city(folder)
    places = [int(problem.place.split(":")[1]) for problem in caught.value.problems]
    assert places == list(range(11, 23))


def test_parts_that_are_not_asked_for_are_not_read(tmp_path: Path) -> None:
    folder = lay_out("valid", tmp_path)
    (folder / "diskominfo.yaml").write_text("opd: [")
    with pytest.raises(KominfoError):
        load_city(folder)
    city = load_city(folder, {"datacenter", "dinkes"})
    assert city.parts == ("datacenter", "dinkes")
