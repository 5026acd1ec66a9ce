"""How staff or the customer said they are to be addressed (docs/algorithms/names.md)."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0004_identify_known_customers")]

    operations = [
        migrations.CreateModel(
            name="FormOfAddress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("vocative", models.TextField(blank=True, default="")),
                ("gender", models.TextField(blank=True, default="")),
                ("given_name", models.TextField(blank=True, default="")),
                ("source", models.TextField()),
                ("by", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "customer",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, to="customers.customer"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["customer", "-at", "-id"], name="customers_formofaddress_last")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("gender__in", ["", "f", "m"])), name="customers_formofaddress_gender"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("by__isnull", False), ("source", "staff")),
                            models.Q(("by", None), ("source", "customer")),
                            _connector="OR",
                        ),
                        name="customers_formofaddress_source",
                    ),
                ],
            },
        ),
    ]
