"""Membaca satu halaman HTML dengan pustaka bawaan Python."""

from html.parser import HTMLParser

TANPA_PENUTUP = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Halaman(HTMLParser):
    """`unsur`: (nama, atribut) menurut urutan; `teks`: isi yang terbaca; `judul`: tingkat h1-h6 berurutan."""

    def __init__(self, berkas):
        super().__init__()
        self.html = berkas.read_text(encoding="utf-8")
        self.unsur, self.teks, self._terbuka = [], "", []
        self.feed(self.html)

    def handle_starttag(self, tag, attrs):
        self.unsur.append((tag, dict(attrs)))
        if tag not in TANPA_PENUTUP:
            self._terbuka.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.unsur.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        while self._terbuka and self._terbuka.pop() != tag:
            pass

    def handle_data(self, data):
        if not {"script", "style"} & set(self._terbuka):
            self.teks += data + " "

    def semua(self, *nama):
        return [atribut for tag, atribut in self.unsur if tag in nama]

    @property
    def judul(self):
        return [int(tag[1]) for tag, _ in self.unsur if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit()]

    @property
    def id(self):
        return [atribut["id"] for _, atribut in self.unsur if "id" in atribut]
