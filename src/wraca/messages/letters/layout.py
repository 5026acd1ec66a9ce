"""How a letter looks: plain text, and calm HTML that needs no pictures, no fonts and no style sheet. Pure."""

from __future__ import annotations

import textwrap
from html import escape

from wraca.kit.errors import InvalidInput
from wraca.messages.letters.words import Letter

WIDTH = 76
_FONT = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
_PAGE = f"margin:0;padding:24px 12px;background:#f4f4f1;color:#23231f;{_FONT};font-size:16px;line-height:1.5"
_SHEET = (
    "max-width:560px;margin:0 auto;padding:28px 24px;background:#ffffff;border:1px solid #e3e3dd;border-radius:10px"
)
_BUTTON = (
    "display:inline-block;padding:12px 22px;background:#1f5c4a;color:#ffffff;border-radius:8px;"
    "text-decoration:none;font-weight:600"
)
_CODE = "font-family:ui-monospace,Menlo,Consolas,monospace;font-size:28px;letter-spacing:4px;margin:20px 0"
_SMALL = "color:#5d5d55;font-size:13px;line-height:1.45"
#: Mail programs that know nothing of it show the light sheet, which is whole by itself.
_DARK = (
    "@media (prefers-color-scheme:dark){.page{background:#171715!important;color:#edede6!important}"
    ".sheet{background:#22221f!important;border-color:#3a3a35!important}.small,.small a{color:#b4b4aa!important}"
    ".button{background:#7fd1b3!important;color:#10231c!important}}"
)


def write_text(letter: Letter) -> str:
    blocks = [letter.greeting, *letter.paragraphs]
    if letter.code:
        blocks.append(letter.code)
    lines = [textwrap.fill(block, WIDTH, break_long_words=False, break_on_hyphens=False) for block in blocks]
    if letter.url:
        # A line of its own: programs make it a link whole.
        lines.append(f"{letter.label}:\n{require_link(letter.url)}")
    foot = "\n".join(textwrap.fill(line, WIDTH) for line in (letter.shop, letter.why) if line)
    return "\n\n".join([*lines, f"-- \n{foot}"]) + "\n"


def write_html(letter: Letter) -> str:
    blocks = [f"<p>{escape(letter.greeting)}</p>", *(f"<p>{escape(text)}</p>" for text in letter.paragraphs)]
    if letter.code:
        blocks.append(f'<p style="{_CODE}">{escape(letter.code)}</p>')
    if letter.url:
        link = escape(require_link(letter.url))
        blocks.append(
            f'<p style="margin:26px 0"><a class="button" style="{_BUTTON}" href="{link}">{escape(letter.label)}</a></p>'
        )
    foot = f"{escape(letter.shop)}<br>{escape(letter.why)}"
    return (
        f'<!doctype html><html lang="{letter.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">'
        f"<title>{escape(letter.subject)}</title><style>{_DARK}</style></head>"
        f'<body class="page" style="{_PAGE}"><div class="sheet" style="{_SHEET}" role="article">\n'
        + "\n".join(blocks)
        + f'\n<p class="small" style="{_SMALL};border-top:1px solid #e3e3dd;padding-top:16px">{foot}</p>\n'
        "</div></body></html>\n"
    )


def require_link(url: str) -> str:
    """Raises InvalidInput for what is no plain web address: a link in a letter opens a page and runs nothing."""
    if not url.startswith(("https://", "http://")) or not url.isascii() or any(c in url for c in " \t\r\n\"'<>\\"):
        raise InvalidInput("a link in a letter is an http address in ASCII, without spaces or quotes")
    return url
