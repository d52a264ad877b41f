"""How the province's officer is answered at each address of a desk, by GET.

At a district's desk that scores, and at the province's own that has laid its list before its committee. Whatever is not
named fails by its name.
"""

from __future__ import annotations

_BY_ANSWERS: dict[tuple[int, int], str] = {
    (200, 200): (
        "blank_form blank_form_docx paper paper_docx paper_file paper_progress paper_xlsx plan plan_adopt "
        "plan_amend plan_amend_lines plan_answer plan_answer_remarks plan_appeal plan_approvals plan_archive "
        "plan_area plan_assemble plan_ballot plan_ballots plan_call plan_carry_over plan_charter plan_charters "
        "plan_draft plan_draft_ideas plan_draft_quick plan_draft_short plan_drop plan_envelopes plan_extract "
        "plan_fairness plan_fairness_xlsx plan_forward plan_funding plan_history plan_ideas plan_import "
        "plan_issue plan_lines plan_meeting plan_meetings plan_objections plan_open_plan plan_opinions plan_order "
        "plan_papers plan_process plan_proclaim plan_profile plan_recall plan_receive plan_related plan_reopen "
        "plan_resolve plan_send plan_series plan_settle plan_similar plan_stand_back plan_submit plan_versions "
        "plan_withdraw plan_withdraw_lines plan_workbook"
    ),
    (200, 403): "plan_accept plan_close_remarks plan_open_review plan_return plan_screen plan_take_in plan_waive",
    (403, 200): (
        "desk_sheet desk_sheet_upload paper_again paper_route paper_sign paper_void plan_amounts plan_assign "
        "plan_bulk plan_collect plan_confirm_entry plan_criteria plan_extend plan_filters plan_gather plan_hear "
        "plan_integration plan_lay plan_line_check plan_match plan_matrix plan_matrix_xlsx plan_one_idea "
        "plan_pairs plan_ranking plan_scenarios plan_scorers plan_scores plan_sort_ideas plan_split plan_strategy "
        "plan_undo plan_worksheet"
    ),
    (403, 302): "plan_merge",
    (403, 403): "paper_endorse paper_esign paper_receive plan_ask_again plan_choices plan_endorse plan_send_back",
    (403, 404): "desk_sheet_found desk_sheet_marked plan_draft_above",
    (403, 409): "paper_number paper_send",
    (404, 200): (
        "plan_ceiling plan_ceiling_xlsx plan_hearing plan_hearing_comment plan_hearing_notice proposal "
        "proposal_attachments proposal_check proposal_cite proposal_comments proposal_edit proposal_lineage "
        "proposal_readiness proposal_remove proposal_saved proposal_together proposal_versions proposal_write "
        "proposal_write_step"
    ),
    (404, 403): "proposal_invite proposal_suggest",
    (404, 404): (
        "appeal appeal_file attachment_file attachment_remove ballot ballot_compare ballot_file ballot_table "
        "called called_cancel called_door called_door_code charter charter_adopt charter_edit charter_renew "
        "extract extract_answer meeting meeting_certify meeting_check meeting_minutes meeting_photo "
        "meeting_photo_file meeting_photo_remove meeting_resolution plan_annul_ballot plan_cast_votes "
        "plan_change_ballot plan_clear_votes plan_close_ballot plan_discard_ballot plan_enter_counts "
        "plan_issue_slips plan_open_ballot plan_order_by_ballot plan_petition_answer plan_petition_edit "
        "plan_petition_receive plan_petition_resolve plan_petition_send plan_score_alone public_charter "
        "sheet_import sheet_import_columns sheet_import_marked status"
    ),
    (405, 405): "desk_sheet_drop sheet_import_drop",
}
OFFICER: dict[str, dict[str, int]] = {
    name: {"district": district, "province": province}
    for (district, province), names in _BY_ANSWERS.items()
    for name in names.split()
}
