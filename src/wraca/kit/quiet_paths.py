"""Addresses that open something, kept out of the log: whoever reads it should not get in by what failed."""

from __future__ import annotations

import logging
import re

#: What follows is a token: of a letter's link, an invitation, an unsubscription.
_OPENING = re.compile(r"(/(?:portal/(?:enter|address|confirm-subscription)|welcome|u)/)[^/\s?]+")


def without_tokens(text: str) -> str:
    return _OPENING.sub(r"\1…", text)


class PathsWithoutTokens(logging.Filter):
    """Keeps every record, with the tokens taken out of its sentence."""

    def filter(self, record: logging.LogRecord) -> bool:
        told = record.getMessage()
        if (quiet := without_tokens(told)) != told:
            record.msg, record.args = quiet, ()
        return True
