"""The addresses of a queue: ``path("", include("opd.queue.urls"))`` in a project's ``urls.py``."""

from __future__ import annotations

from datetime import date, datetime, time

from django.urls import include, path, register_converter

from opd.queue.views import board, desk, kiosk, placing, public, report, rooms, settings, tracking


class Letter:
    regex = "[A-Z]"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class Day:
    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()


class Clock:
    regex = "[0-9]{4}"

    def to_python(self, value: str) -> time:
        return datetime.strptime(value, "%H%M").time()  # noqa: DTZ007  # a time of day

    def to_url(self, value: time) -> str:
        return f"{value:%H%M}"


for name, converter in (("letter", Letter), ("day", Day), ("clock", Clock)):
    register_converter(converter, name)

citizens = [
    path("", public.home, name="beranda"),
    path("pesan/", public.offers, name="pesan"),
    path("pesan/tanda-terima/", public.receipt, name="tanda-terima"),
    path("pesan/<letter:code>/<day:day>/<clock:start>/", public.book, name="pesan-isi"),
    path("tiket/", tracking.ask, name="lacak"),
    path("tiket/saya/", tracking.show, name="tiket"),
    path("tiket/hadir/", tracking.check_in, name="tiket-hadir"),
    path("tiket/batal/", tracking.cancel, name="tiket-batal"),
    path("tiket/tutup/", tracking.leave, name="tiket-tutup"),
    path("papan/", board.public, name="papan"),
    path("papan/data.json", board.data, name="papan-data"),
    path("papan/aliran/", board.stream, name="papan-aliran"),
]
machines = [
    path("perangkat/", board.enter, name="perangkat-masuk"),
    path("layar/", board.screen, name="layar"),
    path("kios/", kiosk.home, name="kios"),
    path("kios/ambil/", kiosk.take, name="kios-ambil"),
    path("kios/hadir/", kiosk.check_in, name="kios-hadir"),
    path("kios/tiket/", kiosk.ticket, name="kios-tiket"),
]
desk_pages = [
    path("", desk.home, name="loket"),
    path("data/", desk.data, name="loket-data"),
    path("tindakan/", desk.act, name="loket-tindakan"),
    path("luring/", desk.shell, name="loket-luring"),
    path("sw.js", desk.worker, name="loket-sw"),
    path("baru/", desk.add, name="loket-baru"),
    path("cari/", desk.search, name="loket-cari"),
    path("dihubungi/", desk.displaced, name="loket-dihubungi"),
    path("tiket/<uuid:key>/", desk.ticket, name="loket-tiket"),
    path("tiket/<uuid:key>/identitas/", desk.identity, name="loket-identitas"),
    path("tiket/<uuid:key>/cetak/", desk.paper, name="loket-cetak"),
    path("tiket/<uuid:key>/pindah/", desk.rebook, name="loket-pindah"),
    path("tiket/<uuid:key>/<slug:step>/", desk.move, name="loket-langkah"),
]
room_pages = [
    path("", rooms.choose, name="poli"),
    path("<letter:code>/", rooms.room, name="ruang"),
    path("<letter:code>/panggil/", rooms.call, name="ruang-panggil"),
    path("<letter:code>/<uuid:key>/<slug:step>/", rooms.move, name="ruang-langkah"),
]
heads = [
    path("atur/jadwal/", settings.changes, name="jadwal"),
    path("atur/jadwal/<int:key>/hapus/", settings.remove_change, name="jadwal-hapus"),
    path("atur/penempatan/", placing.listed, name="penempatan"),
    path("atur/penempatan/<int:key>/", placing.change, name="penempatan-ubah"),
    path("atur/perangkat/", settings.device_list, name="perangkat"),
    path("atur/perangkat/<uuid:key>/cabut/", settings.remove_device, name="perangkat-cabut"),
    path("laporan/", report.show, name="laporan"),
    path("laporan/unduh.csv", report.export, name="laporan-unduh"),
    path("laporan/bulanan/", report.monthly, name="laporan-bulanan"),
    path("laporan/bulanan.csv", report.monthly_file, name="laporan-bulanan-unduh"),
]
app_name = "queue"
urlpatterns = [
    path("", include(citizens)),
    path("", include(machines)),
    path("loket/", include(desk_pages)),
    path("poli/", include(room_pages)),
    path("", include(heads)),
]
