"""Identifiers, merges, and the customer that stands for a person (docs/adr/0006)."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

_OWN = [
    "ALTER TABLE customers_customer ADD COLUMN canonical_id bigint",
    "UPDATE customers_customer SET canonical_id = id",
    "ALTER TABLE customers_customer ALTER COLUMN canonical_id SET NOT NULL",
    """CREATE FUNCTION customers_own_canonical() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.canonical_id := NEW.id;
    RETURN NEW;
END $$""",
    """CREATE TRIGGER customers_own_canonical BEFORE INSERT ON customers_customer FOR EACH ROW
    WHEN (NEW.canonical_id IS NULL) EXECUTE FUNCTION customers_own_canonical()""",
]
_NO_OWN = [
    "DROP TRIGGER customers_own_canonical ON customers_customer",
    "DROP FUNCTION customers_own_canonical()",
    "ALTER TABLE customers_customer DROP COLUMN canonical_id",
]
_KINDS = ["email", "phone", "outside", "card", "device", "alias"]
_PROOFS = ["claimed", "imported", "order", "log_in", "opt_in", "staff", "rule"]


class Migration(migrations.Migration):
    dependencies = [("customers", "0002_stamp_rows_for_the_lake")]

    operations = [
        migrations.RunSQL(
            _OWN,
            _NO_OWN,
            state_operations=[
                migrations.AddField("customer", "canonical_id", models.BigIntegerField(editable=False)),
            ],
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(
                condition=models.Q(("canonical_id", models.F("id")), _negated=True),
                fields=["canonical_id"],
                name="customers_customer_merged",
            ),
        ),
        migrations.CreateModel(
            name="Identifier",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.TextField()),
                ("source", models.TextField(blank=True, default="")),
                ("value", models.TextField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("value", "kind", "source"), name="customers_identifier_once"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", _KINDS)), name="customers_identifier_kind"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind__in", ["email", "phone"]), ("source", "")),
                            ("kind__in", ["card", "device"]),
                            models.Q(("kind__in", ["outside", "alias"]), models.Q(("source", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="customers_identifier_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("value", ""), _negated=True), name="customers_identifier_value"
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="IdentifierLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("proof", models.TextField()),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                ("evidence", models.JSONField(default=dict)),
                (
                    "customer",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, to="customers.customer"
                    ),
                ),
                (
                    "identifier",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, to="customers.identifier"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["customer"], name="customers_identifierlink_cust")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until__isnull", True)),
                        fields=("identifier", "customer", "proof"),
                        name="customers_identifierlink_live",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("proof__in", _PROOFS)), name="customers_identifierlink_proof"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"
                        ),
                        name="customers_identifierlink_span",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Merge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("by", models.BigIntegerField(null=True)),
                ("rule", models.TextField()),
                ("evidence", models.JSONField(default=dict)),
                ("fields", models.JSONField(default=dict)),
                ("undone_at", models.DateTimeField(null=True)),
                ("undone_by", models.BigIntegerField(null=True)),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "from_customer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="merged_into",
                        to="customers.customer",
                    ),
                ),
                (
                    "into_customer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="merged_from",
                        to="customers.customer",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["from_customer"], name="customers_merge_from"),
                    models.Index(fields=["into_customer"], name="customers_merge_into"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("from_customer", models.F("into_customer")), _negated=True),
                        name="customers_merge_other",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at__isnull", True)),
                        fields=("from_customer",),
                        name="customers_merge_live",
                    ),
                ],
            },
        ),
    ]
