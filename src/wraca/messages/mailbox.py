"""Letters that the house's own mailbox keeps."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from wraca.kit import clock
from wraca.messages.models import Letter
from wraca.messages.queries import list_erased_addresses

#: Older ones are thrown away: the sample's mail is to be looked at, not kept.
MOST_LETTERS = 1000
#: In the place of an address.
ERASED = b"erased@erased.invalid"


def keep_letter(mail_from: str, rcpt_to: str, contents: bytes, *, at: datetime | None = None) -> None:
    """Called by the mailbox's server in a thread of its own, whose connection to the database ends with the call. The
    last letter to somebody who was erased is kept without the address."""
    try:
        if list_erased_addresses([rcpt_to]):
            contents, rcpt_to = contents.replace(rcpt_to.encode(), ERASED), ERASED.decode()
        letter = Letter.objects.create(
            arrived_at=at or clock.now(), mail_from=mail_from, rcpt_to=rcpt_to, contents=contents
        )
        Letter.objects.filter(pk__lte=letter.pk - MOST_LETTERS).delete()
    finally:
        connection.close()
