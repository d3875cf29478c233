"""Sends what waits, oldest first and in order what is of one member, room and day, in a thread that ends when nothing
is left; what fails comes again later."""

from __future__ import annotations

import logging
import threading
import time
from datetime import timedelta
from typing import Any

from django.db import connections, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from opd.queue import bpjs, current, naming, schedule
from opd.queue.bpjs.client import Client, Failed, Fake, Https
from opd.queue.models import Outgoing, Ticket

TRIES = 8
PAUSE = 30.0
"""Seconds before the second attempt; each later one waits twice as long."""
fake = Fake()
log = logging.getLogger("opd.queue")
_lock = threading.Lock()
_running: threading.Thread | None = None


def start() -> None:
    """Unless it runs already."""
    global _running  # noqa: PLW0603  # a process has one
    with _lock:
        if _running is None or not _running.is_alive():
            _running = threading.Thread(target=_work, name="bpjs", daemon=True)
            _running.start()


def _work() -> None:
    while True:
        try:
            run(_client())
            waiting = Outgoing.objects.filter(sent_at=None, tries__lt=TRIES).exists()
        except Exception as error:  # a secret or the database is away: it comes back
            log.warning("BPJS is not told: %s", type(error).__name__)
            waiting = True
        finally:
            connections.close_all()
        if not waiting:
            return
        time.sleep(PAUSE)


def _client() -> Client:
    return fake if bpjs.mode() == "fake" else Https()


def run(client: Client) -> int:
    """Everything whose time has come; how much was taken."""
    done = 0
    while (taken := _one(client)) is not None:
        done += taken
    return done


@transaction.atomic
def _one(client: Client) -> bool | None:
    """None where nothing is due. The row is locked: another process takes another one."""
    left = Outgoing.objects.filter(sent_at=None, tries__lt=TRIES)
    # A member's cancellation has no number: sent after the next registration, it would end that one.
    same = {f"ticket__{one}": OuterRef(f"ticket__{one}") for one in ("day", "room", "card_index")}
    earlier = left.filter(**same, pk__lt=OuterRef("pk"))
    due = left.filter(~Exists(earlier), next_at__lte=timezone.now()).order_by("pk").select_related("ticket")
    message = due.select_for_update(skip_locked=True, of=("self",)).first()
    if message is None:
        return None
    message.tries += 1
    try:
        client.send(message.what, content(message.what, message.ticket))
    except Failed as failed:
        return _kept(message, failed)
    except Exception as error:  # whatever is wrong with this one, the others go on
        return _kept(message, Failed(f"tidak dapat dikirim ({type(error).__name__})", final=True))
    message.sent_at, message.fault = timezone.now(), ""
    message.save()
    return True


def _kept(message: Outgoing, failed: Failed) -> bool:
    message.fault = failed.why[:120]
    message.tries = TRIES if failed.final else message.tries
    message.next_at = timezone.now() + timedelta(seconds=PAUSE * 2 ** (message.tries - 1))
    message.save()
    return False


def content(what: str, ticket: Ticket) -> dict[str, Any]:
    """What BPJS is told: the member, the room, the day and the number; nothing of anybody's health."""
    room = current.config().queues[ticket.room]
    base = {"tanggalperiksa": ticket.day.isoformat(), "kodepoli": room.bpjs, "nomorkartu": ticket.card}
    if what == "cancel":
        return {**base, "alasan": "Dibatalkan"}
    if what in ("call", "absent"):
        moment = ticket.called_at or ticket.closed_at or timezone.now()
        return {**base, "status": 1 if what == "call" else 2, "waktu": int(moment.timestamp() * 1000)}
    session = next((one for one in room.jadwal if one.start == ticket.session), None)
    return {
        **base,
        "nik": ticket.nik,
        "nohp": ticket.phone,
        "namapoli": room.nama,
        "norm": ticket.record_number,
        "namadokter": session.dokter if session else "",
        "jampraktek": f"{session.start:%H:%M}-{session.end:%H:%M}"
        if session
        else schedule.clock(ticket.session),
        "nomorantrean": ticket.number,
        "angkaantrean": naming.read(ticket.number)[1],
        "keterangan": "",
    }
