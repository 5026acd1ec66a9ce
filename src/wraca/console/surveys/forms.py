"""A question as it is written, in both languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wraca.surveys.actions import KINDS_WRITTEN, Wording
from wraca.surveys.answers import CHOICE, MANY, TEXT
from wraca.surveys.models import Question

LANGUAGES = ("pl", "en")
LONGEST, MOST_CHOICES = 200, 8
KINDS = {
    CHOICE: pgettext_lazy("kind of question", "One answer of several"),
    MANY: pgettext_lazy("kind of question", "Several answers"),
    TEXT: pgettext_lazy("kind of question", "In their own words"),
    Question.DAY: pgettext_lazy("kind of question", "A date"),
}


class QuestionForm(forms.Form):
    kind = forms.ChoiceField(label=_("How it is answered"), choices=[(code, KINDS[code]) for code in KINDS_WRITTEN])
    text_pl = forms.CharField(label=_("Question, in Polish"), max_length=LONGEST)
    text_en = forms.CharField(label=_("Question, in English"), max_length=LONGEST)
    purpose_pl = forms.CharField(
        label=_("What it is for, in Polish"),
        max_length=LONGEST,
        help_text=_("Shown beside it: people answer what helps."),
    )
    purpose_en = forms.CharField(label=_("What it is for, in English"), max_length=LONGEST)
    again_days = forms.IntegerField(
        label=_("Ask again after so many days"),
        required=False,
        min_value=30,
        max_value=3650,
        help_text=_("Empty: an answer holds for good."),
    )

    def __init__(self, *told: Any, question: Question | None = None, **more: Any) -> None:
        super().__init__(*told, **more)
        if question is not None:
            del self.fields["kind"]
        self.known = question.choices if question else []
        self.takes_choices = question is None or question.kind in (CHOICE, MANY)

    def rows(self) -> Iterator[dict[str, object]]:
        """Of each possible answer its code and its words, as they were typed or stand."""
        if not self.takes_choices:
            return
        for number in range(MOST_CHOICES):
            stands = self.known[number] if number < len(self.known) else {}
            words = {
                language: self.data.get(f"choice_{language}_{number}", stands.get(language, ""))
                for language in LANGUAGES
            }
            yield {"number": number, "place": number + 1, "code": stands.get("code", ""), **words}

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        half = [row for row in self.rows() if bool(str(row["pl"]).strip()) != bool(str(row["en"]).strip())]
        if half:
            raise forms.ValidationError(_("An answer is written in both languages, or in none."))
        if any(len(str(row[language])) > LONGEST for row in self.rows() for language in LANGUAGES):
            raise forms.ValidationError(_("An answer has at most 200 characters."))
        return told

    def wording(self) -> Wording:
        told = self.cleaned_data
        return Wording(
            text={language: told[f"text_{language}"] for language in LANGUAGES},
            purpose={language: told[f"purpose_{language}"] for language in LANGUAGES},
            choices=[
                (str(row["code"]), {language: str(row[language]).strip() for language in LANGUAGES})
                for row in self.rows()
                if str(row["en"]).strip()
            ],
            again_days=told["again_days"],
        )


def as_written(question: Question) -> Mapping[str, object]:
    """What the form shows of one that stands."""
    texts: Sequence[tuple[str, Mapping[str, str]]] = (("text", question.text), ("purpose", question.purpose))
    return {
        **{f"{name}_{language}": words.get(language, "") for name, words in texts for language in LANGUAGES},
        "again_days": question.again_days,
    }
