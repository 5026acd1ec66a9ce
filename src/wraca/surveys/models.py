from django.db import models
from django.db.models.functions import Now


class Question(models.Model):
    """Something small to ask a customer, with what it is for. Texts are kept by language: {"en": …, "pl": …}."""

    CHOICE, MANY, TEXT, DAY = "choice", "many", "text", "day"

    code = models.TextField(unique=True)
    kind = models.TextField()
    text = models.JSONField()
    #: What the answer is for, said beside the question.
    purpose = models.JSONField()
    #: Of a choice: [{"code": …, "en": …, "pl": …}].
    choices = models.JSONField(default=list)
    #: The field of the customer that the answer is (`birth_date`); asked only while it is empty.
    field = models.TextField(default="", blank=True)
    #: Lower ones are asked first.
    place = models.SmallIntegerField(default=100)
    #: An answer is asked for anew after so many days; None: never.
    again_days = models.SmallIntegerField(null=True)
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["choice", "many", "text", "day"]), name="surveys_question_kind"
            ),
        ]


class Answer(models.Model):
    """What somebody said to a question. Appended; the last word stands."""

    CUSTOMER, STAFF = "customer", "staff"

    #: Bare, as the customer's row may go first.
    customer_id = models.BigIntegerField()
    question = models.ForeignKey(Question, on_delete=models.CASCADE, db_index=False)
    #: A choice's code, a list of them, a text, or a day as YYYY-MM-DD. Empty (null) for a field: it stands there.
    value = models.JSONField(null=True)
    at = models.DateTimeField()
    #: Who said it; `by` is the staff member it was told to.
    source = models.TextField(default="customer")
    by = models.BigIntegerField(null=True)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(source="staff", by__isnull=False) | models.Q(source="customer", by=None),
                name="surveys_answer_source",
            ),
        ]
        indexes = [models.Index(fields=["customer_id", "question", "-at", "-id"], name="surveys_answer_last")]


class Asking(models.Model):
    """That a question was shown to somebody, and whether they put it off."""

    customer_id = models.BigIntegerField()
    question = models.ForeignKey(Question, on_delete=models.CASCADE, db_index=False)
    at = models.DateTimeField()
    put_off = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["customer_id", "-at", "-id"], name="surveys_asking_last")]
