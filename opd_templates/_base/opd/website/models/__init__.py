"""What a site is made of: pages, files, who the OPD is, and what citizens ask of its information officers."""

from opd.website import lean

lean.begin()

# ruff: noqa: E402  # after what is put off is put off
from opd.website.models.agenda import AgendaPage, EventPage
from opd.website.models.documents import DocumentsPage, PublicDocument
from opd.website.models.gallery import GalleriesPage, GalleryPage, GalleryPicture
from opd.website.models.home import HomePage
from opd.website.models.news import AnnouncementPage, AnnouncementsPage, NewsIndexPage, NewsPage
from opd.website.models.organisation import Official, OfficialsPage, Position, StructurePage
from opd.website.models.pictures import Picture, Rendition
from opd.website.models.ppid import Contact, InformationRequest, Objection, PublicInformation, Step
from opd.website.models.services import ServicePage, ServicesPage
from opd.website.models.site import SiteProfile
from opd.website.models.statistics import StatisticPage, StatisticsPage
from opd.website.models.text import ContactPage, SectionPage, TextPage

__all__ = [
    "AgendaPage",
    "AnnouncementPage",
    "AnnouncementsPage",
    "Contact",
    "ContactPage",
    "DocumentsPage",
    "EventPage",
    "GalleriesPage",
    "GalleryPage",
    "GalleryPicture",
    "HomePage",
    "InformationRequest",
    "NewsIndexPage",
    "NewsPage",
    "Objection",
    "Official",
    "OfficialsPage",
    "Picture",
    "Position",
    "PublicDocument",
    "PublicInformation",
    "Rendition",
    "SectionPage",
    "ServicePage",
    "ServicesPage",
    "SiteProfile",
    "StatisticPage",
    "StatisticsPage",
    "Step",
    "StructurePage",
    "TextPage",
]
