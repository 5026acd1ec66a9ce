import pytest
from django.urls import reverse
from django.utils import translation

from wraca.catalogue.models import Product
from wraca.console.traits import trait_name
from wraca.customers.models import Customer


@pytest.mark.parametrize(
    ("code", "english", "polish"),
    [
        ("kids_count", "Children", "Dzieci"),
        ("home_ownership", "Home ownership", "Własność mieszkania"),
        # Nobody named this one.
        ("loyalty__tier ", "Loyalty tier", "Loyalty tier"),
        ("VIP", "VIP", "VIP"),
        ("_", "_", "_"),
        ("", "", ""),
    ],
)
def test_trait_has_a_name_in_both_languages(code, english, polish):
    with translation.override("en"):
        assert trait_name(code) == english
    with translation.override("pl"):
        assert trait_name(code) == polish


def test_pages_show_names_of_traits(shop, owner):
    person, product = Customer.objects.get(outside_id="ada"), Product.objects.first()
    Customer.objects.filter(pk=person.pk).update(traits={"marital_status": "Married"})
    Product.objects.filter(pk=product.pk).update(traits={"manufacturer": "69"})
    for page, shown in (
        (reverse("console:customer", args=[person.pk]), "<dt>Stan cywilny</dt><dd>Married</dd>"),
        (reverse("console:product", args=[product.pk]), "<dt>Producent</dt><dd>69</dd>"),
    ):
        assert shown in owner.get(page, headers={"accept-language": "pl"}).content.decode()
