"""Preferences are stamped, so that objections to conclusions reach the lake."""

from django.db import migrations, models

import wraca.events.stamps
from wraca.engine.facts import stamp_sql, unstamp_sql


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0012_links_to_new_addresses'),
    ]

    operations = [
        migrations.AddField(
            model_name='preference',
            name='changed',
            field=models.BigIntegerField(db_default=wraca.events.stamps.TransactionId(), editable=False),
        ),
        migrations.RunSQL(stamp_sql("customers_preference", updatable=False), unstamp_sql("customers_preference")),
    ]
