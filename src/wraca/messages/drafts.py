"""What somebody wants sent, before it is a message."""

from __future__ import annotations

import hashlib
import re
from dataclasses import asdict, dataclass
from datetime import datetime

from wraca.kit.errors import InvalidInput
from wraca.messages.wishes import NOTHING, About, require_about

SERVICE, MARKETING = "service", "marketing"
EMAIL = "email"
LANGUAGES = ("pl", "en")
LONGEST_SUBJECT = 300
_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")
_CODE = re.compile(r"[a-z][a-z_]{0,59}")


@dataclass(frozen=True)
class Draft:
    """A message ready to be queued: `text` always, `html` if its channel shows it."""

    purpose: str
    kind: str
    address: str
    language: str
    subject: str
    text: str
    html: str = ""
    customer_id: int | None = None
    channel: str = EMAIL
    #: Not after; None: it is never out of date.
    expires_at: datetime | None = None
    #: It holds a link that opens something: its body is forgotten once it left.
    secret: bool = False
    #: Of a commercial one: what its reader may not want to hear of.
    about: About = NOTHING

    def fingerprint(self) -> bytes:
        parts = {name: str(value) for name, value in asdict(self).items() if name not in ("expires_at", "about")}
        if kept := self.about.kept():
            parts["about"] = repr(sorted(kept.items()))
        return hashlib.sha256(repr(sorted(parts.items())).encode()).digest()


def require_draft(draft: Draft) -> Draft:
    """Raises InvalidInput for what no caller of ours should ever ask for."""
    if draft.purpose not in (SERVICE, MARKETING):
        raise InvalidInput(f"purpose is {draft.purpose!r}; expected service or marketing")
    if draft.purpose == MARKETING and draft.customer_id is None:
        raise InvalidInput("a marketing message needs the customer whose consent is asked")
    if draft.language not in LANGUAGES:
        raise InvalidInput(f"language is {draft.language!r}; expected pl or en")
    if not _CODE.fullmatch(draft.kind) or not _CODE.fullmatch(draft.channel):
        raise InvalidInput("kind and channel are codes of small letters, like log_in_link")
    if not 0 < len(draft.subject) <= LONGEST_SUBJECT or _CONTROL.search(draft.subject):
        raise InvalidInput(f"a subject has 1 to {LONGEST_SUBJECT} characters and none that begins a new line")
    if not draft.text.strip() or "\x00" in draft.text + draft.html:
        raise InvalidInput("a message has a text, without NUL characters")
    require_about(draft.about)
    return draft


def one_line(text: str) -> str:
    """Somebody's own words made fit for a subject or a name: without what would begin a new line."""
    return " ".join(_CONTROL.sub(" ", text).split())
