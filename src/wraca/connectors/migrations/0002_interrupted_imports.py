"""An import whose process was killed ends as interrupted."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("connectors", "0001_first_tables")]

    operations = [
        migrations.RemoveConstraint(model_name="importrun", name="connectors_importrun_state"),
        migrations.AddConstraint(
            model_name="importrun",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["running", "done", "failed", "interrupted"])),
                name="connectors_importrun_state",
            ),
        ),
    ]
