"""How a customer will be greeted, why so, and the form that changes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from wraca.console.access import allows
from wraca.console.customers.person_queries import find_staff_name, gather
from wraca.console.notices import complain, say
from wraca.customers.models import Customer, FormOfAddress
from wraca.customers.names import greeting, vocative
from wraca.customers.names.actions import set_greeting
from wraca.customers.names.queries import find_form_of_address, greeting_of
from wraca.kit import clock
from wraca.kit.errors import InvalidInput
from wraca.staff.audit import record_deed

_REASONS: Mapping[str, str | Promise] = {
    vocative.DICTIONARY: gettext_lazy("form from the dictionary of Polish"),
    vocative.EXCEPTION: gettext_lazy("form from our list of names"),
    vocative.RULE: gettext_lazy("form by the rules of Polish"),
    greeting.NO_NAME: gettext_lazy("without the name: none is known"),
    greeting.UNKNOWN_NAME: gettext_lazy("without the name: nobody is known to bear it"),
    greeting.UNSURE_GENDER: gettext_lazy("without the name: it does not tell a woman from a man"),
    greeting.UNSURE_FORM: gettext_lazy("without the name: nobody would be sure of its vocative"),
}
GENDERS: Mapping[str, str | Promise] = {
    "": pgettext_lazy("grammatical gender", "Read from the name"),
    "f": pgettext_lazy("grammatical gender", "A woman"),
    "m": pgettext_lazy("grammatical gender", "A man"),
}
#: A hundred percent is nobody's confidence in a name.
_MOST_CONFIDENCE = 0.999


@dataclass(frozen=True)
class ToldGreeting:
    formal: str
    familiar: str
    english: str
    reason: str | Promise
    gender: str | Promise
    #: How sure the gender is; None where it was set or cannot be told.
    confidence: float | None
    #: The form as it would be without a setting, shown in the empty field.
    derived: str
    said: FormOfAddress | None
    said_by: str
    form: GreetingForm


class GreetingForm(forms.Form):
    vocative = forms.CharField(
        label=gettext_lazy("Form of address"),
        required=False,
        max_length=greeting.LONGEST_NAME,
        help_text=gettext_lazy("In the vocative, without Pani or Pan. Empty: derived from the given name."),
    )
    gender = forms.ChoiceField(label=gettext_lazy("Addressed as"), required=False, choices=list(GENDERS.items()))


def tell_greeting(customer: Customer) -> ToldGreeting:
    said = find_form_of_address(customer)
    formal = greeting_of(customer, said)
    familiar = greeting_of(customer, said, style=greeting.FAMILIAR)
    derived = greeting_of(customer, None, style=greeting.FAMILIAR)
    set_gender = bool(said and said.gender)
    sure = formal.gender.confidence >= greeting.SURE_OF_GENDER
    return ToldGreeting(
        formal=formal.text,
        familiar=familiar.text,
        english=greeting_of(customer, said, language="en").text,
        reason=_REASONS.get(formal.reason, ""),
        gender=GENDERS[formal.gender.code] if sure else "",
        confidence=None if set_gender or not sure else min(formal.gender.confidence, _MOST_CONFIDENCE),
        derived=derived.name,
        said=said if said and (said.vocative or said.gender) else None,
        said_by=find_staff_name(said.by) if said and said.by else "",
        form=GreetingForm(initial={"vocative": said.vocative, "gender": said.gender} if said else None),
    )


@require_POST
@allows("change_customers")
def change_greeting(request: HttpRequest, customer_id: int) -> HttpResponse:
    gathered = gather(customer_id)
    if gathered is None:
        raise Http404
    customer = gathered.shown
    back = HttpResponseRedirect(reverse("console:customer", args=[customer.pk]) + "#greeting")
    form = GreetingForm(request.POST)
    if not form.is_valid():
        complain(request, _("Not saved: give a form of at most 40 characters, and one of the genders."))
        return back
    try:
        said = set_greeting(customer.pk, **form.cleaned_data, by=request.user.pk, now=clock.now())
    except InvalidInput as error:
        complain(request, _(str(error)))
        return back
    if said:
        record_deed(request.user.pk, "customer.greeting_set", object_kind="customer", object_id=customer.pk)
        say(request, _("Saved: %(greeting)s.") % {"greeting": greeting_of(customer, said).text})
    return back
