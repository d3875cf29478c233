"""Who may do what. Names as people use them; whose complaints somebody sees beside is ``access``' business."""

ROLES = {
    "koordinator": [
        "complaints.verify",
        "complaints.take_in",
        "complaints.open_identity",
        "complaints.see_figures",
        "complaints.export",
        "complaints.manage_officers",
        "opd.add_holiday",
        "opd.change_holiday",
        "opd.delete_holiday",
    ],
    "penghubung": ["complaints.follow_up", "complaints.open_identity", "complaints.export"],
    "inspektorat": ["complaints.oversee", "complaints.open_identity", "complaints.export"],
    "pimpinan": ["complaints.lead", "complaints.see_figures"],
    "loket": ["complaints.take_in"],
    "auditor": ["complaints.audit", "complaints.see_figures"],
}
