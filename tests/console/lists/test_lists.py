from __future__ import annotations

import pytest
from django.http import QueryDict
from django.urls import reverse

from wraca.console.lists.csv_files import amount, csv_lines, guarded
from wraca.console.lists.pages import chip, chosen_sort, kept, page_number
from wraca.console.models import SavedView


@pytest.mark.parametrize(
    ("cell", "safe"),
    [("=1+1", "'=1+1"), ("@x", "'@x"), ("＝1", "'＝1"), ("\n=1", "'\n=1"), ("Ada", "Ada"), (-5, -5), (None, "")],
)
def test_cell_that_begins_like_a_formula_is_guarded(cell, safe):
    assert guarded(cell) == safe


def test_file_speaks_the_language_of_the_spreadsheet():
    assert list(csv_lines(["A", "B"], [[1.5, "x"]], "pl")) == ["\ufeffA;B\r\n", "1,5;x\r\n"]
    assert list(csv_lines(["A", "B"], [[1.5, "x"]], "en")) == ["\ufeffA,B\r\n", "1.5,x\r\n"]


def test_amount_is_in_whole_units():
    assert [amount(123, 2), amount(123, 0), amount(None, 2)] == [1.23, 123, None]


@pytest.mark.parametrize(
    ("text", "number"), [("", 1), ("page=3", 3), ("page=0", 1), ("page=x", 1), ("page=99999", 200)]
)
def test_page_number_is_bounded(text, number):
    assert page_number(QueryDict(text)) == number


def test_unknown_sort_falls_back():
    assert chosen_sort(QueryDict("sort=-name"), ["name"], "-value") == ("name", True)
    assert chosen_sort(QueryDict("sort=drop"), ["name"], "-value") == ("value", True)


def test_chip_adds_and_removes_choices_and_goes_to_page_one():
    many = chip(QueryDict("stage=core&page=4&q=x"), "stage", "Stage", {"core": "Core", "repeat": "Repeat"}, many=True)
    assert [option.href for option in many.options] == [
        "?stage=&q=x".replace("stage=&", ""),
        "?stage=core&stage=repeat&q=x",
    ]
    assert many.clear == "?q=x"


def test_form_keeps_the_filters_and_drops_the_page():
    assert kept(QueryDict("stage=core&page=4&q=x&after=1"), "q") == [("stage", "core")]


def test_saved_view_keeps_no_searched_name(shop, owner):
    answer = owner.post(
        reverse("console:save-view", args=["customers"]), {"name": "Late", "query": "q=kowal&stage=core&page=3"}
    )
    assert answer.status_code == 302
    assert SavedView.objects.values_list("query", flat=True).get() == "stage=core"


def test_shared_view_is_seen_and_not_removed_by_others(shop, owner, service):
    owner.post(reverse("console:save-view", args=["customers"]), {"name": "Ours", "query": "", "shared": "on"})
    view = SavedView.objects.get()
    assert "Ours" in service.get(reverse("console:customers")).content.decode()
    assert service.post(reverse("console:remove-view", args=[view.pk])).status_code == 404
    assert owner.post(reverse("console:remove-view", args=[view.pk])).status_code == 302
    assert not SavedView.objects.exists()
