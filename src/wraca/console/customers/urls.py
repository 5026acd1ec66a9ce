from django.urls import path

from wraca.console.customers import (
    creating,
    erasing,
    greeting,
    handing_out,
    held,
    merging,
    notes,
    profile,
    tagging,
    views,
    wishes,
)

urlpatterns = [
    path("customers/", views.customers, name="customers"),
    path("customers/list.csv", views.customers_csv, name="customers-csv"),
    path("customers/new/", creating.create, name="customer-new"),
    path("customers/tags/", tagging.tag_customers, name="customers-tag"),
    path("customers/tags/runs/<int:run_id>/", tagging.tag_run, name="customers-tag-run"),
    path("customers/tags/<uuid:deed>/undo/", tagging.undo, name="customers-tag-undo"),
    path("customers/<int:customer_id>/", profile.customer, name="customer"),
    path("customers/<int:customer_id>/greeting/", greeting.change_greeting, name="customer-greeting"),
    path("customers/<int:customer_id>/fields/<slug:field>/", held.change_field, name="customer-field"),
    path("customers/<int:customer_id>/notes/", notes.write_note, name="customer-note"),
    path("customers/<int:customer_id>/answers/", notes.write_answer, name="customer-answer"),
    path("customers/<int:customer_id>/wishes/", wishes.change_wishes, name="customer-wishes"),
    path("customers/<int:customer_id>/tags/", notes.change_tag, name="customer-tag"),
    path("customers/<int:customer_id>/merge/", merging.merge, name="customer-merge"),
    path("customers/merges/<int:merge_id>/undo/", merging.undo, name="customer-unmerge"),
    path("customers/<int:customer_id>/hand-out/", handing_out.hand_out_page, name="customer-hand-out"),
    path("customers/<int:customer_id>/erase/", erasing.erase, name="customer-erase"),
    path("customers/<int:customer_id>/erased/", erasing.erased, name="customer-erased"),
    path("customers/<int:customer_id>/timeline/", profile.customer_timeline, name="customer-timeline"),
]
