"""What joins the parts of `aduan.yaml` and `wilayah.yaml`: each rule tells every place where it is broken."""

from __future__ import annotations

from collections.abc import Iterator

from opd.complaints.config.model import Areas, Settings
from opd.service.schema.faults import Path, known_are

Told = tuple[Path, str, str, str]
"""Where, what, why, what to do."""


def ensure_categories_name_units(settings: Settings) -> Iterator[Told]:
    for code, category in settings.kategori.items():
        if category.unit not in settings.unit:
            remedy = known_are(category.unit, settings.unit)
            yield ("kategori", code, "unit"), f"there is no unit `{category.unit}`", "", remedy


def ensure_oversight_is_a_unit(settings: Settings) -> Iterator[Told]:
    if settings.pengawasan not in settings.unit:
        fault = f"there is no unit `{settings.pengawasan}`"
        reason = "Complaints about conduct go to it alone, never to the office that they are about."
        yield ("pengawasan",), fault, reason, known_are(settings.pengawasan, settings.unit)


def ensure_oversight_has_no_category(settings: Settings) -> Iterator[Told]:
    """A category hands on what is not of its class, too."""
    for code, category in settings.kategori.items():
        if category.unit == settings.pengawasan and len(settings.unit) > 1:
            reason = "It receives complaints by their class; a category would send it all others as well."
            remedy = "Name the office whose work it is."
            yield ("kategori", code, "unit"), f"`{category.unit}` is the unit of oversight", reason, remedy


def ensure_lengths_leave_room(settings: Settings) -> Iterator[Told]:
    bounds = settings.batas
    if bounds.uraian_paling_sedikit >= bounds.uraian_paling_banyak:
        yield (
            ("batas", "uraian_paling_sedikit"),
            "it is not less than `uraian_paling_banyak`",
            "",
            "Lower it.",
        )


def ensure_shares_are_in_order(settings: Settings) -> Iterator[Told]:
    shares = settings.tenggat.ingatkan
    if list(shares) != sorted(set(shares)):
        remedy = "Write each once, from small to large, as [75, 90, 100]."
        yield ("tenggat", "ingatkan"), "the shares are not in order", "", remedy


def ensure_codes_are_once(areas: Areas) -> Iterator[Told]:
    seen: dict[str, str] = {}
    for district, names in areas.kecamatan.items():
        for code in names:
            if code in seen:
                fault = f"the code stands already in {seen[code]}"
                yield (
                    ("kecamatan", district, code),
                    fault,
                    "",
                    "Look it up again: codes are never counted out.",
                )
            seen.setdefault(code, district)


SETTINGS_RULES = (
    ensure_categories_name_units,
    ensure_oversight_is_a_unit,
    ensure_oversight_has_no_category,
    ensure_lengths_leave_room,
    ensure_shares_are_in_order,
)
AREAS_RULES = (ensure_codes_are_once,)
