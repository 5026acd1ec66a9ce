"""Stamps and tombstones: how the lake sees every change of these tables (docs/adr/0004)."""

from django.db import migrations

from wraca.engine.facts import stamp_sql, unstamp_sql


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_first_tables")]

    operations = [
        migrations.RunSQL(stamp_sql("orders_order"), unstamp_sql("orders_order")),
        migrations.RunSQL(stamp_sql("orders_orderline"), unstamp_sql("orders_orderline")),
        migrations.RunSQL(stamp_sql("orders_refund"), unstamp_sql("orders_refund")),
        migrations.RunSQL(stamp_sql("orders_cancellation"), unstamp_sql("orders_cancellation")),
        migrations.RunSQL(stamp_sql("orders_customersummary", id_column="customer_id"), unstamp_sql("orders_customersummary")),
    ]
