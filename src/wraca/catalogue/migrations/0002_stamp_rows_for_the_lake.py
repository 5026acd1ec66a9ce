"""Stamps and tombstones: how the lake sees every change of these tables (docs/adr/0004)."""

from django.db import migrations

from wraca.engine.facts import stamp_sql, unstamp_sql


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_first_tables")]

    operations = [
        migrations.RunSQL(stamp_sql("catalogue_category"), unstamp_sql("catalogue_category")),
        migrations.RunSQL(stamp_sql("catalogue_product"), unstamp_sql("catalogue_product")),
        migrations.RunSQL(stamp_sql("catalogue_variant"), unstamp_sql("catalogue_variant")),
    ]
