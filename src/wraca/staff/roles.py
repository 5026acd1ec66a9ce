"""Who may do what: the one table. A role is a set of permissions; a page names the permission it needs."""

from __future__ import annotations

OWNER, MARKETER, SERVICE = "owner", "marketer", "service"
ROLES = (OWNER, MARKETER, SERVICE)

_EVERYBODY = frozenset(ROLES)
_OFFICE = frozenset({OWNER, MARKETER})
_OWNER = frozenset({OWNER})

PERMISSIONS: dict[str, frozenset[str]] = {
    "see_today": _EVERYBODY,
    "see_customers": _EVERYBODY,
    "change_customers": _EVERYBODY,
    #: Two are one person: whoever talks to customers finds out first. It can be undone, and is in the audit log.
    "merge_customers": _EVERYBODY,
    #: Everything held of one person, for themselves.
    "hand_out_data": _OWNER | {SERVICE},
    #: There is no way back from it.
    "erase_customers": _OWNER,
    "see_orders": _EVERYBODY,
    "see_products": _EVERYBODY,
    "see_messages": _EVERYBODY,
    "see_lifecycle": _OFFICE,
    "see_segments": _OFFICE,
    "change_segments": _OFFICE,
    "change_products": _OFFICE,
    #: Lists with personal data leave the house as files.
    "export_lists": _OFFICE,
    "manage_sign_up_forms": _OFFICE,
    "manage_questions": _OFFICE,
    "see_system": _OFFICE,
    #: Refresh, import, retry.
    "run_jobs": _OFFICE,
    "import_data": _OFFICE,
    #: Holds back everything that would leave the house: anybody may pull the brake, the office releases it.
    "pause_everything": _EVERYBODY,
    "resume_everything": _OFFICE,
    "change_settings": _OWNER,
    "roll_back": _OWNER,
    "manage_accounts": _OWNER,
    "see_audit_log": _OWNER,
    "see_style": _EVERYBODY,
    "change_own_account": _EVERYBODY,
}


def may(role: str, permission: str) -> bool:
    """An unknown permission is a mistake in the program, so it raises KeyError rather than allow or refuse."""
    return role in PERMISSIONS[permission]
