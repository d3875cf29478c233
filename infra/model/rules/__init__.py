"""What must hold across sections and parts. One named function a rule; to add one, write it and list it here.

``ensure_*`` yields faults, ``advise_*`` things worth reading that stop nothing. Each has a broken city in
``tests/unit/model/cities/``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from infra.errors import Problem
from infra.model.draft import Draft, Whole
from infra.model.rules.backups import (
    advise_second_backup_place,
    ensure_backup_folders_last,
    ensure_backup_places_differ,
    ensure_backup_servers_are_declared,
    ensure_backups_are_kept,
)
from infra.model.rules.databases import (
    ensure_connections_suffice,
    ensure_database_files_are_ours,
    ensure_databases_stand_on_a_server_for_them,
)
from infra.model.rules.egress import (
    ensure_egress_is_listed_once,
    ensure_egress_networks_are_real,
    ensure_egress_spares_the_city_s_sites,
    ensure_egress_spares_the_servers,
    ensure_private_egress_is_agreed,
)
from infra.model.rules.functions import (
    advise_apps_say_what_they_are_for,
    advise_complaints_reach_the_nation,
    advise_schemas_agree_with_their_function,
    ensure_permissions_are_for_something,
    ensure_shared_functions_are_permitted,
)
from infra.model.rules.labels import (
    ensure_hosts_are_not_too_long,
    ensure_labels_are_not_reserved,
    ensure_labels_are_not_servers,
    ensure_labels_are_unique,
    ensure_nested_hosts_are_certified,
    ensure_services_are_unique,
)
from infra.model.rules.likeness import (
    ensure_models_are_built_in_the_same_part,
    ensure_releases_are_of_a_model,
)
from infra.model.rules.look import ensure_look_is_values_alone
from infra.model.rules.memory import advise_room_for_a_lost_server, ensure_memory_suffices
from infra.model.rules.networks import (
    ensure_overlay_pool_is_free,
    ensure_overlay_pool_is_private,
    ensure_overlay_pool_is_roomy,
)
from infra.model.rules.parts import (
    advise_stray_files,
    ensure_city_is_named,
    ensure_datacenter_is_declared,
    ensure_opd_matches_its_file,
    ensure_parts_are_named,
    ensure_servers_are_named_once,
)
from infra.model.rules.records import (
    ensure_cnames_stand_alone,
    ensure_delegations_hide_nothing,
    ensure_record_names_are_relative,
    ensure_records_are_unique,
    ensure_records_leave_platform_names,
    ensure_records_leave_site_hosts,
)
from infra.model.rules.runtime import (
    advise_secrets_out_of_the_environment,
    ensure_folders_of_containers_differ,
    ensure_hosts_are_told_by_the_platform,
    ensure_secrets_are_listed_once,
    ensure_volumes_have_one_replica,
    ensure_volumes_stand_in_the_swarm,
)
from infra.model.rules.schemas import ensure_schemas_are_valid
from infra.model.rules.servers import (
    advise_host_keys,
    advise_public_addresses,
    advise_second_name_server,
    advise_test_domain,
    advise_third_manager,
    ensure_addresses_are_unique,
    ensure_each_duty_is_held,
    ensure_edges_are_in_the_swarm,
    ensure_lab_addresses_share_a_network,
    ensure_lab_keeps_its_own_access,
    ensure_managers_are_odd,
    ensure_one_swarm_kind,
    ensure_roles_are_unique,
    ensure_secondary_is_elsewhere,
)
from infra.model.rules.sources import (
    advise_pins,
    ensure_ca_file_is_inside,
    ensure_commit_goes_with_git,
    ensure_one_source,
    ensure_pins_are_of_built_sites,
    ensure_sources_are_inside,
)
from infra.model.rules.tenants import ensure_tenants_agree_with_the_profile
from infra.model.rules.values import (
    advise_relative_targets,
    ensure_targets_are_not_doubled,
    ensure_texts_are_quoted,
    ensure_values_parse,
)

RULES: tuple[Callable[[Draft], Iterable[Problem]], ...] = (
    ensure_city_is_named,
    ensure_datacenter_is_declared,
    ensure_parts_are_named,
    ensure_opd_matches_its_file,
    ensure_servers_are_named_once,
    ensure_labels_are_unique,
    ensure_labels_are_not_reserved,
    ensure_services_are_unique,
    ensure_one_source,
    ensure_commit_goes_with_git,
    ensure_pins_are_of_built_sites,
    ensure_sources_are_inside,
    ensure_models_are_built_in_the_same_part,
    ensure_releases_are_of_a_model,
    ensure_volumes_have_one_replica,
    ensure_secrets_are_listed_once,
    ensure_folders_of_containers_differ,
    ensure_hosts_are_told_by_the_platform,
    ensure_egress_is_listed_once,
    ensure_database_files_are_ours,
    ensure_shared_functions_are_permitted,
    ensure_permissions_are_for_something,
    ensure_look_is_values_alone,
    ensure_schemas_are_valid,
)

RULES_OF_THE_WHOLE: tuple[Callable[[Whole], Iterable[Problem]], ...] = (
    ensure_hosts_are_not_too_long,
    ensure_labels_are_not_servers,
    ensure_nested_hosts_are_certified,
    ensure_addresses_are_unique,
    ensure_roles_are_unique,
    ensure_one_swarm_kind,
    ensure_managers_are_odd,
    ensure_each_duty_is_held,
    ensure_edges_are_in_the_swarm,
    ensure_secondary_is_elsewhere,
    ensure_lab_addresses_share_a_network,
    ensure_lab_keeps_its_own_access,
    ensure_overlay_pool_is_private,
    ensure_overlay_pool_is_roomy,
    ensure_overlay_pool_is_free,
    ensure_record_names_are_relative,
    ensure_records_are_unique,
    ensure_records_leave_platform_names,
    ensure_records_leave_site_hosts,
    ensure_cnames_stand_alone,
    ensure_delegations_hide_nothing,
    ensure_values_parse,
    ensure_texts_are_quoted,
    ensure_targets_are_not_doubled,
    ensure_ca_file_is_inside,
    ensure_memory_suffices,
    ensure_backup_servers_are_declared,
    ensure_backup_places_differ,
    ensure_backup_folders_last,
    ensure_backups_are_kept,
    ensure_volumes_stand_in_the_swarm,
    ensure_egress_spares_the_servers,
    ensure_egress_spares_the_city_s_sites,
    ensure_private_egress_is_agreed,
    ensure_egress_networks_are_real,
    ensure_databases_stand_on_a_server_for_them,
    ensure_connections_suffice,
    ensure_tenants_agree_with_the_profile,
)

ADVICE: tuple[Callable[[Whole], Iterable[Problem]], ...] = (
    advise_stray_files,
    advise_third_manager,
    advise_second_name_server,
    advise_host_keys,
    advise_public_addresses,
    advise_test_domain,
    advise_relative_targets,
    advise_room_for_a_lost_server,
    advise_pins,
    advise_second_backup_place,
    advise_secrets_out_of_the_environment,
    advise_apps_say_what_they_are_for,
    advise_complaints_reach_the_nation,
    advise_schemas_agree_with_their_function,
)
