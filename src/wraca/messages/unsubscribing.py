"""Tokens in the links by which a message is unsubscribed from. They say which message, nothing of the person."""

from __future__ import annotations

from django.core import signing

from wraca.messages.models import Message
from wraca.messages.queries import find_message

_SALT = "wraca.messages.unsubscribe"


def unsubscribe_token(message: Message) -> str:
    """Good for as long as the message is known: who reads an old one must get out too."""
    return signing.Signer(salt=_SALT).sign(str(message.pk))


def unsubscribe_url(public_url: str, message: Message) -> str:
    """The page at /u/… : GET shows it and changes nothing (scanners follow links), POST unsubscribes at once."""
    return f"{public_url.rstrip('/')}/u/{unsubscribe_token(message)}"


def find_unsubscribed(token: str) -> Message | None:
    """The message whose reader wants no more of its kind; None: the token is not ours."""
    try:
        return find_message(int(signing.Signer(salt=_SALT).unsign(token)))
    except (signing.BadSignature, ValueError):
        return None
