from django.db import models
from django.db.models.functions import Now


class SavedView(models.Model):
    """A list as somebody likes it: filters, sort, columns, under a name."""

    user_id = models.BigIntegerField()
    #: customers, orders or products.
    page = models.TextField()
    name = models.TextField()
    #: The query string, e.g. stage=core&sort=-spent.
    query = models.TextField()
    #: Whether the colleagues see it too.
    shared = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user_id", "page", "name"], name="console_savedview_name")]


class DismissedTask(models.Model):
    """A task of the Today page put away, until a day."""

    user_id = models.BigIntegerField()
    task = models.TextField()
    until = models.DateField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user_id", "task"], name="console_dismissedtask_once")]
