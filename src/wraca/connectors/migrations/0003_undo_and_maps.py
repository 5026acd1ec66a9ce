"""What an import created and changed, so that it can be taken back; uploads, and maps of columns that are remembered."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

_LOGGED = (
    "customers_customer",
    "catalogue_category",
    "catalogue_product",
    "catalogue_variant",
    "orders_order",
    "orders_orderline",
    "orders_refund",
    "orders_cancellation",
)
# Without a stamp of their own: that they were inserted is written down as well.
_UNSTAMPED = ("catalogue_photograph", "catalogue_pricechange", "catalogue_stockchange")
_DURING = "coalesce(current_setting('wraca.import_run', true), '') <> ''"
_KEEP = """CREATE FUNCTION connectors_keep_before() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO connectors_importchange (run_id, place, row_id, before) VALUES (
        current_setting('wraca.import_run')::bigint, TG_TABLE_NAME,
        CASE WHEN TG_OP = 'INSERT' THEN NEW.id ELSE OLD.id END,
        CASE WHEN TG_OP = 'INSERT' THEN NULL ELSE to_jsonb(OLD) END)
    ON CONFLICT (run_id, place, row_id) DO NOTHING;
    RETURN NULL;
END $$"""


def _trigger(table: str, deeds: str) -> str:
    return (
        f"CREATE TRIGGER connectors_keep_before AFTER {deeds} ON {table} FOR EACH ROW WHEN ({_DURING})"
        " EXECUTE FUNCTION connectors_keep_before()"
    )


_TRIGGERS = [_KEEP] + [_trigger(table, "UPDATE OR DELETE") for table in _LOGGED]
_TRIGGERS += [_trigger(table, "INSERT OR UPDATE OR DELETE") for table in _UNSTAMPED]
_NO_TRIGGERS = [f"DROP TRIGGER connectors_keep_before ON {table}" for table in _LOGGED + _UNSTAMPED]
_NO_TRIGGERS += ["DROP FUNCTION connectors_keep_before()"]


class Migration(migrations.Migration):
    dependencies = [
        ("connectors", "0002_interrupted_imports"),
        ("customers", "0003_identity"),
        ("orders", "0004_refunds_fit_their_orders"),
        ("catalogue", "0001_first_tables"),
    ]

    operations = [
        migrations.AddField("importrun", "undone_at", models.DateTimeField(null=True)),
        migrations.AddField("importrun", "undone_by", models.BigIntegerField(null=True)),
        migrations.AddField("importrun", "undone", models.JSONField(default=dict)),
        migrations.CreateModel(
            name="ImportBatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("transaction", models.BigIntegerField()),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, to="connectors.importrun"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("run", "transaction"), name="connectors_importbatch_once")
                ]
            },
        ),
        migrations.CreateModel(
            name="ImportChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.TextField()),
                ("row_id", models.BigIntegerField()),
                ("before", models.JSONField(null=True)),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, to="connectors.importrun"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("run", "place", "row_id"), name="connectors_importchange_once")
                ]
            },
        ),
        migrations.CreateModel(
            name="ColumnMap",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("fingerprint", models.BinaryField(max_length=32)),
                ("kind", models.TextField()),
                ("source", models.TextField()),
                ("columns", models.JSONField(default=dict)),
                ("day_first", models.BooleanField(default=True)),
                ("made_by", models.BigIntegerField(null=True)),
                ("used_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("fingerprint",), name="connectors_columnmap_fingerprint")
                ]
            },
        ),
        migrations.CreateModel(
            name="Upload",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file_name", models.TextField()),
                ("path", models.TextField()),
                ("bytes", models.BigIntegerField()),
                ("choices", models.JSONField(default=dict)),
                ("trial", models.JSONField(default=dict)),
                ("job_run_id", models.BigIntegerField(null=True)),
                ("import_run_id", models.BigIntegerField(null=True)),
                ("uploaded_by", models.BigIntegerField(null=True)),
                ("uploaded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.RunSQL(_TRIGGERS, _NO_TRIGGERS),
    ]
