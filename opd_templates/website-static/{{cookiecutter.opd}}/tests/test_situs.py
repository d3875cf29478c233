"""Apa yang harus benar pada situs ini sebelum diterbitkan."""

import re
from datetime import datetime
from itertools import pairwise
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree

WAJIB = [
    "/", "/404.html", "/profil/", "/profil/sejarah/", "/profil/visi-misi/", "/profil/tugas-dan-fungsi/",
    "/profil/struktur-organisasi/", "/layanan/", "/berita/", "/pengumuman/", "/dokumen/", "/ppid/", "/pengaduan/",
    "/kontak/", "/aksesibilitas/", "/privasi/", "/peta-situs/",
]
BERAT_PALING_BANYAK = 100_000  # bita: HTML, CSS, dan gambar satu halaman, sebelum dimampatkan


def di_situs(situs, alamat):
    jalur = urlsplit(alamat).path
    return situs / (jalur.lstrip("/") + ("index.html" if jalur.endswith("/") else ""))


def dalam(dasar, halaman_ini, alamat):
    """Alamat lengkap bila menuju situs ini sendiri, selain itu None."""
    lengkap = urljoin(urljoin(dasar, halaman_ini), alamat)
    return lengkap if urlsplit(lengkap).netloc == urlsplit(dasar).netloc else None


def dasar(halaman):
    return next(a["href"] for a in halaman["/"].semua("link") if a.get("rel") == "canonical")


def test_halaman_wajib_ada(halaman):
    assert not [alamat for alamat in WAJIB if alamat not in halaman]


def test_sp4n_lapor_dan_ppid_ditautkan_dari_setiap_halaman(halaman):
    for alamat, isi in halaman.items():
        tautan = " ".join(a.get("href", "") for a in isi.semua("a"))
        assert "https://www.lapor.go.id" in tautan, alamat
        assert "ppid" in tautan, alamat


def test_bahasa_judul_dan_uraian(halaman):
    for alamat, isi in halaman.items():
        assert isi.semua("html")[0].get("lang") == "id", alamat
        assert isi.semua("title"), alamat
        uraian = [a for a in isi.semua("meta") if a.get("name") == "description"]
        assert uraian, alamat
        assert uraian[0].get("content"), alamat


def test_judul_bertingkat(halaman):
    for alamat, isi in halaman.items():
        assert isi.judul.count(1) == 1, f"{alamat}: harus ada tepat satu h1"
        for sebelum, sesudah in pairwise(isi.judul):
            assert sesudah <= sebelum + 1, f"{alamat}: h{sebelum} langsung ke h{sesudah}"


def test_penanda_bagian_dan_lompat_ke_isi(halaman):
    for alamat, isi in halaman.items():
        for bagian in ("header", "nav", "main", "footer"):
            assert isi.semua(bagian), f"{alamat}: tidak ada <{bagian}>"
        assert isi.semua("a")[0].get("href") == "#isi", alamat
        assert len(isi.id) == len(set(isi.id)), f"{alamat}: id kembar"


def test_tautan_menuju_halaman_yang_ada(halaman, situs):
    pokok = dasar(halaman)
    putus = []
    for alamat, isi in halaman.items():
        for tautan in isi.semua("a", "link", "img", "source"):
            tujuan = tautan.get("href") or tautan.get("src") or ""
            lengkap = dalam(pokok, alamat, tujuan)
            if lengkap is None:
                continue
            berkas = di_situs(situs, lengkap)
            pecahan = urlsplit(lengkap).fragment
            if not berkas.is_file():
                putus.append(f"{alamat} -> {tujuan}")
            elif pecahan and f'id={pecahan}' not in berkas.read_text(encoding="utf-8").replace('"', ""):
                putus.append(f"{alamat} -> {tujuan} (bagian tidak ada)")
    assert not putus


def test_tidak_memuat_apa_pun_dari_luar(halaman, situs):
    pokok = dasar(halaman)
    for alamat, isi in halaman.items():
        assert not isi.semua("script", "iframe", "object", "embed", "style"), alamat
        assert not [a for _, a in isi.unsur if "style" in a], f"{alamat}: gaya sebaris"
        assert not [n for _, a in isi.unsur for n in a if n.startswith("on")], f"{alamat}: skrip sebaris"
        muatan = [a.get("src") or a.get("srcset") for a in isi.semua("img", "source", "video", "audio")]
        muatan += [a["href"] for a in isi.semua("link") if a.get("rel") in ("stylesheet", "icon", "preload")]
        for sumber in muatan:
            assert dalam(pokok, alamat, sumber), f"{alamat} memuat {sumber}"
    for gaya in situs.rglob("*.css"):
        assert not re.search(r"url\(|@import", gaya.read_text(encoding="utf-8")), gaya


def test_gambar_punya_teks_pengganti(halaman):
    for alamat, isi in halaman.items():
        assert not [a for a in isi.semua("img") if not a.get("alt")], alamat
        assert not [a for a in isi.semua("svg") if a.get("aria-hidden") != "true"], alamat


def test_halaman_ringan(halaman, situs):
    pokok = dasar(halaman)
    for alamat, isi in halaman.items():
        muatan = {a["href"] for a in isi.semua("link") if a.get("rel") in ("stylesheet", "icon")}
        muatan |= {a["src"] for a in isi.semua("img")}
        berat = len(isi.html.encode()) + sum(
            di_situs(situs, dalam(pokok, alamat, satu)).stat().st_size for satu in muatan
        )
        assert berat <= BERAT_PALING_BANYAK, f"{alamat}: {berat} bita"


def test_warna_opd_cukup_gelap(situs):
    (gaya,) = situs.glob("css/*.css")
    warna = re.search(r"--opd:#([0-9a-f]{6}|[0-9a-f]{3})\b", gaya.read_text(encoding="utf-8"), re.I)[1]
    if len(warna) == 3:
        warna = "".join(huruf * 2 for huruf in warna)
    kanal = [int(warna[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    merah, hijau, biru = (k / 12.92 if k <= 0.04045 else ((k + 0.055) / 1.055) ** 2.4 for k in kanal)
    terang = 0.2126 * merah + 0.7152 * hijau + 0.0722 * biru
    assert 1.05 / (terang + 0.05) >= 5, "warna OPD terlalu terang untuk tulisan putih"


def test_setiap_layanan_memuat_enam_komponen(halaman):
    layanan = {a: isi for a, isi in halaman.items() if re.fullmatch(r"/layanan/[^/]+/", a)}
    assert layanan
    for alamat, isi in layanan.items():
        for komponen in ("Persyaratan", "prosedur", "Jangka waktu", "Biaya", "Produk layanan", "pengaduan"):
            assert komponen in isi.teks, f"{alamat}: {komponen}"


def test_tidak_ada_yang_mirip_nik(halaman, situs):
    nik = re.compile(r"(?<![0-9])[0-9]{16}(?![0-9])")
    for alamat, isi in halaman.items():
        assert not nik.search(isi.teks), alamat
    for berkas in situs.rglob("*.csv"):
        assert not nik.search(berkas.read_text(encoding="utf-8")), berkas


def test_peta_situs_memuat_setiap_halaman(halaman, situs):
    pokok = dasar(halaman)
    ruang = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
    tercantum = {satu.text for satu in ElementTree.parse(situs / "sitemap.xml").iter(ruang)}
    biasa = {urljoin(pokok, a) for a in halaman if a != "/404.html" and "/page/" not in a}
    assert tercantum == biasa
    peta = {urljoin(pokok, a.get("href", "")) for a in halaman["/peta-situs/"].semua("a")}
    assert biasa <= peta


def test_rss_berisi_kabar(halaman, situs):
    for nama in ("index.xml", "berita/index.xml", "pengumuman/index.xml"):
        saluran = ElementTree.parse(situs / nama).getroot().find("channel")
        assert saluran.findtext("title"), nama
        for kabar in saluran.iter("item"):
            assert di_situs(situs, kabar.findtext("link")).is_file(), nama


def test_security_txt_menurut_rfc_9116(halaman, situs):
    isi = (situs / ".well-known" / "security.txt").read_text(encoding="utf-8")
    baris = dict(satu.split(": ", 1) for satu in isi.splitlines() if satu)
    assert baris["Contact"].startswith("mailto:")
    assert baris["Canonical"] == urljoin(dasar(halaman), "/.well-known/security.txt")
    assert datetime.fromisoformat(baris["Expires"].replace("Z", "+00:00")).tzinfo
