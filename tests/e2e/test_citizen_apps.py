"""Reports, queue and letters of the demo city: what a citizen holds in the hand, and what staff does with it,
in a real browser, over the edge's TLS."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.support.letters_forms import fill
from tests.support.pages import follow, press
from tests.support.town import Town, printed

pytestmark = pytest.mark.timeout(2400)

REPORTS, QUEUE, LETTERS = (
    f"https://{label}.pematangsiantar.test" for label in ("sqs", "pkm-parsoburan", "surat-setia-negara")
)
NAME, PHONE, NIK = "Tiurma Andaikata", "0812-9876-5432", "9999990109905678"
HERS = re.compile(r"Tiurma|Andaikata|9876|5432|9999990109905678")
"""What of her nobody reads whom it does not concern."""


def test_a_report_is_mended_and_rated_and_its_reporter_is_nowhere(town: Town) -> None:
    with town.visiting("telepon") as page:
        code, token = _reported(town, page)
        _mended(town, code)
        page.goto(f"{REPORTS}/lacak/")
        page.get_by_label("Kode pelacakan").fill(token)
        press(page, "Lacak", "Selesai ditangani")
        assert token not in page.url
        expect(page.get_by_role("main")).to_contain_text("Lubang sudah ditambal.")
        town.picture(page, "sqs-selesai")
        follow(page, "Nilai penanganan", "Nilai penanganan")
        page.get_by_label("5, sangat puas").check()
        town.picture(page, "sqs-nilai")
        press(page, "Kirim penilaian", "Selesai ditangani")
        expect(page.get_by_role("main")).to_contain_text("5 dari 5")
    with town.visiting("telepon") as page:
        page.goto(f"{REPORTS}/laporan/?kategori=jalan&status=selesai")
        shown = page.get_by_role("article").filter(has_text=code)
        expect(shown).to_contain_text("Lubang besar")
        expect(page.locator("body")).not_to_contain_text(HERS)
        town.picture(page, "sqs-daftar")
        shown.get_by_role("link").click()
        expect(page.get_by_role("main")).to_contain_text("5 dari 5")
        expect(page.locator("body")).not_to_contain_text(HERS)
        _seen(page, "Sesudah")
        town.picture(page, "sqs-umum")


def _reported(town: Town, page: Page) -> tuple[str, str]:
    """With a picture, and the place where she stands: codes for everybody and for her."""
    page.context.grant_permissions(["geolocation"], origin=REPORTS)
    page.context.set_geolocation({"latitude": 2.9601, "longitude": 99.0602})
    page.goto(f"{REPORTS}/")
    follow(page, "Buat laporan", "Kejadian")
    page.get_by_label("Kategori").select_option("jalan/berlubang")
    page.get_by_label("Apa yang terjadi?").fill(f"Lubang besar di jalan. Tanyakan kepada {NAME}, {PHONE}.")
    page.get_by_label("Foto").set_input_files(town.picture(page, "sqs-lapor"))
    page.get_by_role("button", name="Pakai lokasi saya sekarang").click()
    expect(page.locator("#kabar-lokasi")).to_contain_text("Lokasi terisi")
    page.get_by_label("Kelurahan").select_option("12.72.01.1002")
    page.get_by_label("Nama", exact=True).fill(NAME)
    page.get_by_label("Nomor seluler").fill(PHONE)
    page.get_by_label("Saya sudah membaca").check()
    town.picture(page, "sqs-terisi")
    press(page, "Kirim laporan", "Laporan diterima")
    town.picture(page, "sqs-tanda-terima")
    return page.locator(".ringkasan strong").first.inner_text(), page.locator(".kode").inner_text()


def _mended(town: Town, code: str) -> None:
    """By an officer whom the coordinator gave an office, as the coordinator gave it the report."""
    with (
        town.working(REPORTS, "sqs", "jonggi", "penghubung") as officer,
        town.working(REPORTS, "sqs", "rosa", "koordinator") as chief,
    ):
        chief.goto(f"{REPORTS}/meja/petugas/")
        chief.get_by_label("Petugas penghubung").select_option("jonggi")
        chief.get_by_label("Unit").select_option("putr")
        press(chief, "Tetapkan", "Sudah ditetapkan")
        expect(chief.get_by_role("main")).to_contain_text("jonggi")
        town.picture(chief, "sqs-petugas")
        _at(chief, code, "masuk", "Verifikasi dan teruskan")
        town.picture(chief, "sqs-verifikasi")
        press(chief, "Verifikasi dan teruskan", code)
        _at(officer, code, "disposisi", "Mulai tindak lanjut")
        press(officer, "Mulai tindak lanjut", code)
        _seen(officer, "Foto laporan")
        expect(officer.get_by_role("main")).not_to_contain_text(PHONE.replace("-", ""))
        town.picture(officer, "sqs-unit")
        _at(officer, code, "ditindaklanjuti", "Selesaikan")
        officer.get_by_label("Jawaban untuk pelapor").fill("Lubang sudah ditambal. Terima kasih.")
        officer.get_by_label("Foto sesudah").set_input_files(town.picture(officer, "sqs-selesaikan"))
        officer.get_by_label("Foto boleh dilihat umum").check()
        press(officer, "Selesaikan", code)


def _at(page: Page, code: str, state: str, step: str) -> None:
    """The page of a step, as staff comes to it."""
    page.goto(f"{REPORTS}/meja/laporan/?status={state}")
    follow(page, code, code)
    follow(page, step, step)


def _seen(page: Page, what: str) -> None:
    """A picture that really came."""
    picture = page.get_by_role("img", name=what).first
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("one => one.naturalWidth")


def test_a_booked_number_is_called_and_her_telephone_tells_her_at_once(town: Town) -> None:
    with (
        town.visiting("telepon") as phone,
        town.visiting() as board,
        town.working(QUEUE, "pkm-parsoburan", "lina", "petugas loket") as desk,
        town.working(QUEUE, "pkm-parsoburan", "hotma", "kepala puskesmas") as head,
        town.working(QUEUE, "pkm-parsoburan", "sahat", "petugas poli") as clerk,
    ):
        streams = _streams(phone)
        number = _booked(town, phone)
        _placed(town, head, clerk)
        _checked_in(town, desk, number)
        expect(phone.locator("#status")).to_have_text("Menunggu")
        board.goto(f"{QUEUE}/papan/")
        for page in (phone, board):
            expect(page.locator("#sambungan")).to_have_text("Tersambung langsung.")
            page.evaluate("window.stays = true")
        _called(town, clerk, board, number)
        expect(phone.locator("#status")).to_have_text("Dipanggil")
        expect(phone.locator("#ucapan")).to_contain_text(f"Nomor Anda {number} dipanggil")
        expect(phone.get_by_role("button", name="Batalkan tiket")).to_be_hidden()
        for page, name in ((phone, "telepon"), (board, "papan")):
            town.picture(page, f"pkm-{name}")
            assert page.evaluate("window.stays"), "it was loaded anew"
            expect(page.locator("body")).not_to_contain_text(HERS)
        assert set(streams) == {("h2", "text/event-stream")}
        for step in ("Mulai layani", "Selesai"):
            clerk.get_by_role("button", name=f"{step} {number}", exact=True).click()
        expect(phone.locator("#status")).to_have_text("Selesai")


def _booked(town: Town, page: Page) -> str:
    """For today, from home: the number. The page shows the ticket then."""
    page.goto(f"{QUEUE}/")
    town.picture(page, "pkm-beranda")
    follow(page, "Pesan nomor", "Poli Umum")
    town.picture(page, "pkm-pesan")
    page.get_by_role("region", name="Poli Umum").get_by_role("link").first.click()
    page.get_by_label("Nama pasien").fill(NAME)
    page.get_by_label("Tanggal lahir").fill("1970-05-17")
    page.get_by_label("Nomor telepon seluler").fill(PHONE)
    page.get_by_label("Saya sudah membaca").check()
    town.picture(page, "pkm-isi")
    press(page, "Pesan nomor ini", "Kode tiket")
    town.picture(page, "pkm-tanda-terima")
    number, token = page.locator(".nomor-besar").inner_text(), page.locator(".kode").inner_text()
    page.get_by_role("main").get_by_role("link", name="Tiket saya").click()
    page.get_by_label("Kode tiket").fill(token)
    press(page, "Lihat tiket", number)
    expect(page.locator("#status")).to_have_text("Dipesan")
    assert token not in page.url
    town.picture(page, "pkm-dipesan")
    return number


def _checked_in(town: Town, desk: Page, number: str) -> None:
    desk.goto(f"{QUEUE}/loket/")
    expect(desk.locator("#keadaan")).to_have_text("Tersambung.")
    row = desk.locator(f'[data-nomor="{number}"]')
    row.get_by_role("button", name=f"Hadir {number}").click()
    expect(row).to_contain_text("Menunggu")
    town.picture(desk, "pkm-loket")


def _streams(page: Page) -> list[tuple[str, str]]:
    """Protocol and kind of each stream that the page opens from now on, as the browser's own tools tell."""
    found: list[tuple[str, str]] = []
    tools: CDPSession = page.context.new_cdp_session(page)
    tools.send("Network.enable")

    def note(told: dict[str, dict[str, str]]) -> None:
        answer = told["response"]
        if answer["url"].endswith("/papan/aliran/"):
            found.append((answer["protocol"], answer["mimeType"]))

    tools.on("Network.responseReceived", note)
    return found


def _placed(town: Town, head: Page, clerk: Page) -> None:
    """Whoever was placed nowhere calls nowhere."""
    clerk.goto(f"{QUEUE}/poli/")
    expect(clerk.get_by_text("Anda belum ditempatkan di poli mana pun")).to_be_visible()
    town.picture(clerk, "pkm-tanpa-penempatan")
    head.goto(f"{QUEUE}/staf/")
    follow(head, "Penempatan", "Petugas poli")
    head.get_by_role("link", name="Ubah penempatan sahat").click()
    head.get_by_label("A · Poli Umum").check()
    press(head, "Simpan penempatan", "Petugas poli")
    expect(head.get_by_role("row").filter(has_text="sahat")).to_contain_text("Poli Umum")
    town.picture(head, "pkm-penempatan")


def _called(town: Town, clerk: Page, board: Page, number: str) -> None:
    """After those who came before her. Each is on the board before the next one is called."""
    clerk.goto(f"{QUEUE}/poli/")
    follow(clerk, "Poli Umum", "Menunggu, menurut urutan panggilan")
    newest = board.locator("#panggilan li strong").first
    while (last := newest.inner_text()) != number:
        clerk.get_by_role("button", name="Panggil berikutnya").click()
        expect(newest).not_to_have_text(last)
    expect(clerk.get_by_role("heading", name=number)).to_be_visible()
    town.picture(clerk, "pkm-poli")


def test_a_letter_is_asked_for_signed_printed_and_proven_genuine(town: Town) -> None:
    file = town.pictures / "surat.pdf"
    with town.visiting("telepon") as page:
        token = _asked(town, page)
        proof = _signed(town, file)
        _tracked(page, token, "Siap diambil")
        number = page.get_by_text(re.compile(r"^500/\d{3}/SETIA-NEGARA/[IVX]+/\d{4}$")).inner_text()
        town.picture(page, "surat-siap")
    with town.visiting("telepon") as page:
        page.goto(LETTERS + proof)
        expect(page.locator("#keadaan")).to_have_text("Berlaku")
        expect(page.get_by_role("main")).to_contain_text(number)
        expect(page.locator("body")).not_to_contain_text(HERS)
        page.get_by_label("Berkas PDF", exact=True).set_input_files(file)
        expect(page.locator(".hasil-banding")).to_contain_text("Sama:")
        town.picture(page, "surat-cek")


def _asked(town: Town, page: Page) -> str:
    page.goto(f"{LETTERS}/")
    town.picture(page, "surat-beranda")
    follow(page, "Surat Keterangan Usaha", "Surat Keterangan Usaha")
    answers = {
        "Nama lengkap": NAME,
        "NIK": NIK,
        "Nomor telepon seluler": PHONE,
        "Nama usaha": "Warung Peramban",
        "Jenis usaha": "Warung makan",
        "Alamat usaha": "Simpang Contoh",
        "Keperluan": "Pengajuan kredit usaha",
    }
    fill(page, town.pictures / "surat-formulir.jpeg", **answers)
    town.picture(page, "surat-terisi")
    press(page, "Lanjut: periksa lagi", "Periksa sebelum mengirim")
    expect(page.get_by_role("main")).not_to_contain_text(NIK)
    town.picture(page, "surat-tinjau")
    press(page, "Kirim permohonan", "Tanda terima")
    town.picture(page, "surat-tanda-terima")
    token = page.locator(".kode").inner_text()
    _tracked(page, token, "Diajukan")
    return token


def _tracked(page: Page, token: str, state: str) -> None:
    page.goto(f"{LETTERS}/lacak/")
    page.get_by_label("Kode").fill(token)
    press(page, "Lacak", state)
    assert token not in page.url


def _signed(town: Town, file: Path) -> str:
    """``file``: what is printed for the lurah's ink. The address that its code leads to."""
    kind = "Surat Keterangan Usaha"
    with town.working(LETTERS, "kel-setia-negara", "melati", "operator") as page:
        page.goto(f"{LETTERS}/meja/")
        town.picture(page, "surat-meja")
        page.get_by_role("row").filter(has_text=NAME).get_by_role("link").click()
        for step in ("Mulai memeriksa", "Nyatakan lengkap"):
            follow(page, step, step)
            press(page, step, kind)
        town.picture(page, "surat-berkas")
        record = page.url
    with town.working(LETTERS, "kel-setia-negara", "parlin", "lurah") as page:
        page.goto(record)
        follow(page, "Tanda tangani", "Naskah")
        page.get_by_label("Penanda tangan").select_option(index=1)
        town.picture(page, "surat-naskah")
        press(page, "Beri nomor dan tanda tangani", kind)
        town.picture(page, "surat-lurah")
        file.write_bytes(printed(page, "Cetak (PDF)"))
        return str(page.get_by_role("link", name="Halaman periksa").get_attribute("href"))
