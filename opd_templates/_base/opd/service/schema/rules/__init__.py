"""What must hold across a schema, each rule by its name."""

from __future__ import annotations

from opd.service.schema.rules import fields, roles, states, texts
from opd.service.schema.rules.common import Rule

RULES: tuple[Rule, ...] = (
    roles.roles_are_declared,
    roles.roles_do_something,
    roles.who_acts_may_look,
    roles.who_exports_in_full_exports,
    fields.names_are_free,
    fields.keys_fit_their_type,
    fields.choices_are_named,
    fields.bounds_leave_something,
    fields.what_is_not_asked_is_not_required,
    fields.patterns_are_explained,
    fields.references_lead_somewhere,
    fields.limits_are_numbers,
    fields.dates_follow_dates,
    fields.one_open_record_is_found_by_a_field,
    fields.sums_are_of_amounts,
    fields.people_are_told,
    fields.public_forms_ask_something,
    fields.somebody_reads_what_is_sealed,
    states.records_begin_in_a_state,
    states.moves_name_what_is_there,
    states.every_state_is_reached,
    states.every_state_is_left,
    states.what_failed_has_ended,
    states.waiting_for_applicants_ends,
    states.only_applicants_are_waited_for,
    states.waiting_leads_to_an_end,
    states.corrections_leave_traces,
    states.reversals_have_an_amount,
    states.what_is_reversed_is_not_changed,
    states.extensions_move_a_deadline,
    texts.numbers_are_unlike,
    texts.numbers_of_letters_are_unlike,
    texts.times_are_published,
    texts.standards_are_published,
    texts.titles_tell_nothing_personal,
    texts.letters_are_complete,
    texts.letters_have_their_time,
)
