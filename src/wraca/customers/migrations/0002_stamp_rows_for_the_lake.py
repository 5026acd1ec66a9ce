"""Stamps and tombstones: how the lake sees every change of these tables (docs/adr/0004)."""

from django.db import migrations

from wraca.engine.facts import stamp_sql, unstamp_sql


class Migration(migrations.Migration):
    dependencies = [("customers", "0001_first_tables")]

    operations = [
        migrations.RunSQL(stamp_sql("customers_customer"), unstamp_sql("customers_customer")),
        migrations.RunSQL(stamp_sql("customers_consentrecord", updatable=False), unstamp_sql("customers_consentrecord")),
    ]
