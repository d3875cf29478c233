"""Run a role and judge the run."""

from __future__ import annotations

from collections.abc import Sequence

from infra.backends.ansible.call import Event, OnEvent, Outcome, RoleCall
from infra.backends.ansible.folder import run_folder
from infra.backends.ansible.process import Ended, play
from infra.backends.ansible.report import Plays, Report
from infra.backends.ansible.secrets import Veil
from infra.backends.ssh import if_gone
from infra.errors import KominfoError, Problem


def run_role(call: RoleCall, *, check: bool = False, on_event: OnEvent = lambda event: None) -> Outcome:
    """Run ``call.role`` on the server; ``check``: only ask what would change.

    Raises KominfoError naming server, role and task when the server cannot be reached, a task fails, or the
    run takes too long. What the role did before that stays: every role can be run again.
    """
    report = Report(lambda task: on_event(Event(call.server, call.role, task)))
    with run_folder(call) as folder:
        ended = play(call, folder, check, report.take)
    if ended.late or ended.returncode or not report.complete:
        raise KominfoError(_problem(call, report, ended, Veil(call.secrets)))
    return _outcome(call, report)


def check_roles(calls: Sequence[RoleCall]) -> list[Outcome | None]:
    """What each role would change, all of them asked in one run; they are of one connection.

    A run costs a second before its first task, and packs each module it sends once. None: the run did not get
    through this role, or not to it; asked alone (``run_role``) it says why.
    """
    plays = Plays([Report(lambda _: None) for _ in calls])
    with run_folder(*calls) as folder:
        ended = play(calls[0], folder, True, plays.take)
    passed = 0 if ended.late else plays.passed(ended.returncode)
    return [
        _outcome(call, report) if number < passed else None
        for number, (call, report) in enumerate(zip(calls, plays.reports, strict=True))
    ]


def _outcome(call: RoleCall, report: Report) -> Outcome:
    veil = Veil(call.secrets)
    changed, drift = (tuple(map(veil.over, told)) for told in (report.changed, report.drift))
    return Outcome(changed, report.outputs, drift)


def _problem(call: RoleCall, report: Report, ended: Ended, veil: Veil) -> Problem:
    place = f"{call.server}: role {call.role}"
    if ended.late:
        return Problem(
            place,
            report.task,
            ended.late,
            "the server is overloaded, or a program on it waits for something",
            f"look at the server ({call.connection.label}), then run the same again",
        )
    if found := report.failure:
        remedy = f"{found.remedy}; {if_gone(call.connection)}" if found.unreachable else found.remedy
        return Problem(place, found.task, veil.over(found.fault), veil.over(found.reason), remedy)
    return Problem(
        place,
        report.task,
        f"ansible-playbook ended with {ended.returncode} and no failed task",
        veil.over("; ".join(ended.stderr.split("\n")[-6:]).strip("; ")),
        f"check the role: ansible-playbook --syntax-check, roles/{call.role}",
    )
