"""The questions that a shop begins with."""

from django.db import migrations

from wraca.surveys.usual import USUAL


def add(apps, schema_editor):
    question = apps.get_model("surveys", "Question")
    question.objects.bulk_create([question(**parts) for parts in USUAL])


class Migration(migrations.Migration):
    dependencies = [("surveys", "0001_first_questions")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
