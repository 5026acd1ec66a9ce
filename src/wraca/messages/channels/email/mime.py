"""A parcel as an e-mail: MIME by the standard library, which refuses headers that begin new lines."""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from wraca.messages.channels.contract import Parcel
from wraca.messages.drafts import one_line

#: Seven bits pass every server there is.
_POLICY = SMTP.clone(cte_type="7bit")


def compose(parcel: Parcel) -> bytes:
    letter = EmailMessage(policy=_POLICY)
    letter["From"] = Address(one_line(parcel.sender_name), addr_spec=parcel.sender_address)
    letter["To"] = Address(addr_spec=parcel.address)
    letter["Subject"] = one_line(parcel.subject)
    letter["Date"] = parcel.at
    letter["Message-ID"] = message_id(parcel)
    letter["Content-Language"] = parcel.language
    if parcel.unsubscribe_url:
        letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    else:
        # RFC 3834: holiday notices are not to answer it.
        letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(parcel.text)
    if parcel.html:
        letter.add_alternative(parcel.html, subtype="html")
    return _unsubscribing(parcel.unsubscribe_url) + letter.as_bytes()


def _unsubscribing(url: str) -> bytes:
    """In one line whatever its length (RFC 5322 allows 998): the library would fold it or write it in encoded words."""
    if not url:
        return b""
    if not url.isascii() or set(url) & set(" <>\r\n\t") or len(url) > 900:
        raise ValueError("the public address does not fit a header")
    return f"List-Unsubscribe: <{url}>\r\n".encode()


def message_id(parcel: Parcel) -> str:
    """The same for each attempt, so that a mailbox that gets it twice shows it once."""
    domain = parcel.sender_address.rpartition("@")[2]
    return f"<{parcel.message_id}.{parcel.fingerprint[:16]}@{domain}>"
