"""E-mail addresses as an envelope takes them."""

from __future__ import annotations

import re

from wraca.kit.errors import InvalidInput
from wraca.kit.language import _

#: The dot-atom of RFC 5322 without its rarer inhabitants: quotes, comments and route parts only ever came from attacks.
_MAILBOX = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
LONGEST_MAILBOX, LONGEST = 64, 254


def require_address(text: str) -> str:
    """Trimmed, its domain in lower case and ASCII (`sklep@żółw.pl` gives `sklep@xn--w-uga1v8h.pl`). Raises
    InvalidInput, whose sentence does not repeat the address."""
    mailbox, at, domain = text.strip().rpartition("@")
    domain = _ascii_domain(domain)
    labels = domain.split(".")
    good = at and _MAILBOX.fullmatch(mailbox) and len(mailbox) <= LONGEST_MAILBOX
    good = good and len(labels) > 1 and all(_LABEL.fullmatch(label) for label in labels)
    if not good or len(mailbox) + 1 + len(domain) > LONGEST:
        raise InvalidInput(_("that is not an e-mail address; expected one like name@example.com"))
    return f"{mailbox}@{domain}"


def is_address(text: str) -> bool:
    try:
        require_address(text)
    except InvalidInput:
        return False
    return True


def _ascii_domain(domain: str) -> str:
    try:
        return domain.lower().encode("idna").decode("ascii")
    except UnicodeError:
        return ""
