"""Letters that anybody can have sent to anybody, by typing an address: a mailbox gets few of them.

Whichever form, customer or spelling they were asked by. Requests at the same moment count only those before them.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from wraca.messages.queries import count_letters_to

MOST_A_DAY = 3
KINDS = ("confirm_subscription", "new_address")
#: What does not change where letters arrive, as PostgreSQL reads it: what follows a plus, and at Google the dots.
PLUS, PLUS_AND_DOTS = r"\+[^@]*(?=@)", r"\+[^@]*(?=@)|\.(?=[^@]*@)"
_WITHOUT_DOTS = ("@gmail.com", "@googlemail.com")


def is_mailbox_spared(address: str, now: datetime) -> bool:
    noise = PLUS_AND_DOTS if address.lower().endswith(_WITHOUT_DOTS) else PLUS
    return count_letters_to(address, noise, kinds=KINDS, since=now - timedelta(days=1)) >= MOST_A_DAY
