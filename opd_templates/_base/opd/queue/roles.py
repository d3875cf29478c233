"""Who may do what. `dinkes` (the health office) sees monthly figures and nothing else."""

from __future__ import annotations

DESK, ROOM, HEAD, OFFICE = "petugas loket", "petugas poli", "kepala puskesmas", "dinkes"
ROLES: dict[str, list[str]] = {
    DESK: ["queue.serve_desk", "queue.open_identity"],
    ROOM: ["queue.serve_room"],
    HEAD: ["queue.manage_queue", "queue.see_report"],
    OFFICE: ["queue.see_report"],
}
ADVICE = {
    ROOM: "Petugas poli hanya memanggil di poli penempatannya. Kepala puskesmas memilihnya pada halaman Penempatan "
    "(/atur/penempatan/).",
}
