"""Run one Ansible role on one server and tell what it changed."""

from infra.backends.ansible.call import Event, Outcome, RoleCall
from infra.backends.ansible.folder import remove_own
from infra.backends.ansible.run import check_roles, run_role

__all__ = ["Event", "Outcome", "RoleCall", "check_roles", "remove_own", "run_role"]
