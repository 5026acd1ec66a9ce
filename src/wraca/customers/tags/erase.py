"""Words that were put on somebody, taken off for good."""

from __future__ import annotations

from datetime import datetime

from wraca.customers.identity.subjects import Subject
from wraca.customers.tags.models import Tag, Tagging


def erase_tags(subject: Subject, now: datetime) -> dict[str, int]:
    """A word that nobody else ever bore goes, too: it may say who they were. Returns rows deleted, per table."""
    theirs = Tagging.objects.filter(customer_id__in=subject.member_ids)
    tags = list(theirs.values_list("tag_id", flat=True).distinct())
    taggings, _by_model = theirs.delete()
    words, _by_model = Tag.objects.filter(pk__in=tags, tagging__isnull=True).delete()
    return {"customers_tagging": taggings, "customers_tag": words}
