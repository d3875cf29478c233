"""Made-up content: news with drawn pictures, a gallery, documents, requests of people who do not exist."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pydyf
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from PIL import Image, ImageDraw
from wagtail.models import Site
from wagtail.rich_text import RichText

from opd import content
from opd.website import ppid
from opd.website.models import (
    GalleriesPage,
    GalleryPage,
    GalleryPicture,
    InformationRequest,
    NewsIndexPage,
    NewsPage,
    Picture,
    PublicDocument,
    SiteProfile,
)
from opd.website.models.documents import KINDS, SAKIP
from opd.website.models.news import today

NEWS = (
    ("Taman Contoh Dibuka Kembali untuk Warga", "Jalur kursi roda dan penerangan sudah diperbaiki."),
    ("Kerja Bakti Bersama Warga Kelurahan Rekaan", "Lebih dari seratus warga ikut membersihkan saluran air."),
    (
        "Loket Baru bagi Lansia dan Penyandang Disabilitas",
        "Antrean didahulukan dan petugas pendamping tersedia.",
    ),
    ("Hasil Survei Kepuasan Masyarakat Diumumkan", "Tiga hal yang paling dikeluhkan dan tindak lanjutnya."),
    (
        "Pelatihan Petugas Layanan Tahap Kedua",
        "Dua puluh petugas berlatih menjawab dengan bahasa yang jelas.",
    ),
)
SKIES = ("#bcd7e8", "#f3d9b1", "#d7e3c4", "#e6d3df", "#cfe0dd")
REQUESTS = 4


def fill() -> int:
    """How many things were made; none where they are there already."""
    site = Site.objects.get(is_default_site=True)
    news = NewsIndexPage.objects.descendant_of(site.root_page).first()
    if news is None or NewsPage.objects.child_of(news).filter(title=NEWS[0][0]).exists():
        return 0
    collection = SiteProfile.for_site(site).collection
    pictures = [_picture(title, number, collection) for number, (title, _) in enumerate(NEWS)]
    for number, (title, summary) in enumerate(NEWS):
        page = NewsPage(
            title=title,
            summary=summary,
            date=today() - timedelta(days=3 * number + 1),
            author="Tim Redaksi (contoh)",
            picture=pictures[number],
            body=[
                ("text", RichText(f"<p>{summary} Kabar ini rekaan, untuk menunjukkan bentuk halaman.</p>"))
            ],
        )
        _publish(news, page)
    for galleries in GalleriesPage.objects.descendant_of(site.root_page):
        gallery = GalleryPage(title="Kegiatan tahun ini", summary="Gambar rekaan.")
        gallery.pictures = [
            GalleryPicture(picture=each, alt=each.description, caption=each.title, sort_order=at)
            for at, each in enumerate(pictures)
        ]
        _publish(galleries, gallery)
    documents = [_document(kind, collection) for kind in SAKIP]
    for number in range(REQUESTS):
        _request(site, number)
    return 2 * len(NEWS) + 1 + len(documents) + REQUESTS


def _publish(parent: Any, page: Any) -> None:
    parent.add_child(instance=page)
    page.save_revision().publish()


def _picture(title: str, number: int, collection: Any) -> Picture:
    """Hills under a sky, another one each time."""
    width, height = 1200, 800
    drawn = Image.new("RGB", (width, height), SKIES[number % len(SKIES)])
    brush = ImageDraw.Draw(drawn)
    sun = 250 + 150 * number
    brush.ellipse((sun, 130, sun + 150, 280), fill="#f2c14e")
    for step, shade in enumerate(("#5b8a72", "#3f6b57", "#274a3b")):
        top = 380 + 110 * step
        crest = [(x, top + ((x // 100 + number + step) % 3) * 45) for x in range(0, width + 200, 200)]
        brush.polygon([(0, height), *crest, (width, height)], fill=shade)
    into = io.BytesIO()
    drawn.save(into, "JPEG", quality=80)
    into.seek(0)
    made = Picture(
        title=title,
        file=ImageFile(into, f"contoh-{number + 1}.jpg"),
        description=f"Gambar rekaan: matahari di atas tiga lapis bukit, nomor {number + 1}.",
        collection=collection,
    )
    made._set_image_file_metadata()  # noqa: SLF001  # as Wagtail's own form does
    made.save()
    return made


def _document(kind: str, collection: Any) -> PublicDocument:
    told = dict(KINDS)[kind]
    made = PublicDocument(
        title=f"{told} (contoh)",
        kind=kind,
        year=today().year,
        number=f"{len(kind):03d}/CONTOH/{today().year}",
        collection=collection,
        is_checked=True,
    )
    made.file.save(f"{kind}-contoh.pdf", ContentFile(_pdf()), save=False)
    made._set_document_file_metadata()  # noqa: SLF001  # as above
    made.save()
    return made


def _pdf() -> bytes:
    """One empty page."""
    pdf = pydyf.PDF()
    pdf.add_page(
        pydyf.Dictionary(
            {"Type": "/Page", "Parent": pdf.pages.reference, "MediaBox": pydyf.Array([0, 0, 595, 842])}
        )
    )
    into = io.BytesIO()
    pdf.write(into)
    return into.getvalue()


def _request(site: Site, number: int) -> InformationRequest:
    nobody = content.person(number + 1)
    made = InformationRequest(
        site=site,
        name=nobody["name"],
        identity=nobody["nik"],
        address=nobody["address"],
        email=nobody["email"],
        information=f"Salinan Rencana Kerja tahun {today().year - number} beserta lampirannya.",
        purpose="Bahan penelitian (permohonan rekaan).",
    )
    ppid.file(made)
    return made
