"""Service mails: what they say, how they look, that nothing typed by anybody becomes markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from tests.cast import NOW
from tests.messages.server import read

from wraca.customers.models import Customer
from wraca.kit.errors import InvalidInput
from wraca.messages.channels.contract import Parcel
from wraca.messages.channels.email.mime import compose
from wraca.messages.letters import words
from wraca.messages.letters.actions import choose_language, greeting_for, queue_letter
from wraca.messages.letters.layout import write_html, write_text
from wraca.messages.models import MessageBody

LINK = "https://crm.example.com/me/log-in/eyJ0aGlzIjoiaXMgYSB0b2tlbiJ9"


def letters(language: str, shop: str = "Żółw & Syn", greeting: str = "") -> list[words.Letter]:
    named = {"shop": shop, "language": language}
    return [
        words.log_in_link(**named, url=LINK, minutes=15, greeting=greeting),
        words.confirm_subscription(**named, wording="I want <b>news</b>", url=LINK, hours=48, greeting=greeting),
        words.data_ready(**named, url=LINK, days=7, greeting=greeting),
        words.erasure_done(**named, keeps_orders=True),
        words.sender_check(**named, code="K7QF3XWM", hours=24),
        words.trial(**named),
    ]


class Shape(HTMLParser):
    """Tags as they open and close, with what a mail program would fetch or run."""

    def __init__(self, html: str):
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.addresses: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.addresses |= {value for name, value in attrs if name in ("src", "href", "background")}
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.mark.parametrize("language", ["pl", "en"])
def test_letters_are_whole_in_both_languages(language):
    for letter in letters(language):
        shape = Shape(write_html(letter))
        assert shape.open == []
        # Nothing is fetched from anywhere, nothing runs.
        assert shape.tags <= {*("html", "head", "meta", "title", "style", "body", "div", "p", "a", "br")}
        assert shape.addresses <= {LINK}
        text = write_text(letter)
        assert (LINK in text.splitlines()) == bool(letter.url)
        assert all(len(line) <= 76 or line == LINK for line in text.splitlines())
        assert re.findall(r"[%{}]", text) == []


def test_no_polish_letter_is_left_in_english():
    for polish, english in zip(letters("pl"), letters("en"), strict=True):
        assert polish.subject != english.subject
        assert set(polish.paragraphs) & set(english.paragraphs) == set()
        assert polish.why != english.why


def test_polish_counts_have_their_forms():
    minutes = [words.log_in_link(shop="x", url=LINK, minutes=n, language="pl").paragraphs[1] for n in (1, 3, 15)]
    assert [text.split(".")[0] for text in minutes] == [
        "Działa raz, przez 1 minutę",
        "Działa raz, przez 3 minuty",
        "Działa raz, przez 15 minut",
    ]


def test_nothing_typed_becomes_markup():
    evil = '<script>alert(1)</script>"\r\nBcc: eve@example.net'
    for letter in letters("en", shop=evil, greeting=f"Hi {evil}"):
        html = write_html(letter)
        assert "<script" not in html
        assert "\r" not in letter.subject + letter.greeting
        assert "\n" not in letter.subject


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://x.pl/\r\n", 'https://x.pl/"><script>', "//x.pl", ""])
def test_link_is_a_plain_web_address(url):
    letter = words.data_ready(shop="x", url=url or " ", days=7, language="en")
    for write in (write_text, write_html):
        with pytest.raises(InvalidInput):
            write(letter)


@pytest.mark.parametrize("language", ["pl", "en"])
def test_letters_survive_the_post(language):
    for letter in letters(language):
        text, html = write_text(letter), write_html(letter)
        parcel = Parcel(
            1, "ab" * 32, "Żółw", "a@example.org", "b@example.org", letter.subject, text, html, language, NOW
        )
        arrived = read(compose(parcel))
        assert str(arrived["Subject"]) == letter.subject
        plain, marked = (part.get_content().splitlines() for part in arrived.iter_parts())
        assert (plain, marked) == (text.splitlines(), html.splitlines())


def test_greeting_is_in_the_vocative_or_neutral(shop, customer):
    ada = Customer.objects.get(pk=customer("ada"))
    letter = words.log_in_link(shop="x", url=LINK, minutes=15, language="pl", greeting=greeting_for(ada, "pl"))
    assert letter.greeting == "Pani Ado,"
    assert words.log_in_link(shop="x", url=LINK, minutes=15, language="pl").greeting == "Dzień dobry,"


@pytest.mark.parametrize(
    ("own", "shop_language", "expected"),
    [("pl", "en", "pl"), ("en-GB", "pl", "en"), ("", "pl", "pl"), ("de", "pl", "en"), ("de", "en", "en")],
)
def test_letter_is_in_the_customers_language(own, shop_language, expected):
    assert choose_language(Customer(language=own), shop_language) == expected


def test_letter_that_opens_something_is_secret(shop):
    link, plain = letters("en")[0], letters("en")[5]
    secret = queue_letter(link, to="celina@example.com", key="a", now=NOW)
    kept = queue_letter(plain, to="celina@example.com", key="b", now=NOW)
    assert (secret.secret, kept.secret) == (True, False)
    assert LINK in MessageBody.objects.get(message=secret).text
