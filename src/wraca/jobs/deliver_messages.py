"""The outbox emptied every few seconds, and its troubles told to the owner."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings

from wraca.jobs.alerts import raise_alert, resolve_alert
from wraca.messages.channels.contract import Channel
from wraca.messages.channels.email import smtp
from wraca.messages.channels.email.mailbox import MailboxChannel
from wraca.messages.channels.email.smtp import SmtpChannel, SmtpServer
from wraca.messages.delivering import Delivered, close_lost, deliver_due
from wraca.messages.drafts import EMAIL
from wraca.messages.mailbox import keep_letter
from wraca.messages.queries import has_due, measure_outbox
from wraca.shop.queries import ShopSettings, find_shop

#: Longer than a message waits when all is well.
STUCK = timedelta(minutes=15)
#: The doctor waits no longer for any one answer.
TRIAL_SECONDS = 5.0


def deliver_messages(now: datetime) -> Delivered:
    """Does nothing, by one query, while nothing is due."""
    close_lost(now)
    shop = find_shop()
    if shop is None or not has_due(now):
        return Delivered()
    done = deliver_due(now, channels_of(shop), public_url=public_url(shop))
    if done.trouble:
        raise_alert("mail_server", now, values={"answer": done.trouble})
    elif done.outcomes:
        resolve_alert("mail_server", now)
    return done


def channels_of(shop: ShopSettings) -> Mapping[str, Channel]:
    """The sample's mail ends in the house, whatever server is set."""
    if shop.sample:
        return {EMAIL: MailboxChannel(keep_letter)}
    return {EMAIL: SmtpChannel(SmtpServer(**settings.SMTP))} if settings.SMTP else {}


def try_mail_server() -> tuple[SmtpServer, str] | None:
    """The server of the settings and what is wrong with it (`smtp.try_server`); None: no server is named."""
    if not settings.SMTP:
        return None
    server = SmtpServer(**settings.SMTP)
    return server, smtp.try_server(server, timeout_seconds=TRIAL_SECONDS)


def public_url(shop: ShopSettings) -> str:
    """Where links in messages lead; empty: nowhere, from outside. The sample's are followed on this machine."""
    return settings.PUBLIC_URL or (f"http://{settings.HOST}:{settings.PORT}" if shop.sample else "")


def watch_outbox(now: datetime) -> None:
    """Tells the owner of messages that may have left and of those that cannot leave."""
    outbox = measure_outbox()
    if outbox.unknown:
        raise_alert("messages_unknown", now, values={"messages": outbox.unknown})
    else:
        resolve_alert("messages_unknown", now)
    shop = find_shop()
    waits = outbox.oldest is not None and now - outbox.oldest > STUCK and shop is not None and shop.paused_at is None
    if waits:
        raise_alert("messages_stuck", now, values={"messages": outbox.queued})
    else:
        resolve_alert("messages_stuck", now)
