"""Erasures, with the digests that keep an erased person from being brought back."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0014_handouts")]

    operations = [
        migrations.AddField("customer", "erased_at", models.DateTimeField(editable=False, null=True)),
        migrations.AddIndex(
            "customer",
            models.Index(
                condition=models.Q(("erased_at", None), _negated=True),
                fields=["id"],
                name="customers_customer_erased",
            ),
        ),
        migrations.CreateModel(
            name="ErasedIdentity",
            fields=[
                ("digest", models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                ("customer_id", models.BigIntegerField(null=True)),
                ("erased_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="ErasureKey",
            fields=[
                ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("key", models.BinaryField(max_length=32)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="customers_erasurekey_one")
                ]
            },
        ),
        migrations.CreateModel(
            name="Erasure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "customer_ids",
                    django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None),
                ),
                (
                    "made_at",
                    django.contrib.postgres.fields.ArrayField(base_field=models.DateTimeField(), size=None),
                ),
                ("asked_at", models.DateTimeField(null=True)),
                ("done_at", models.DateTimeField()),
                ("by", models.BigIntegerField(null=True)),
                ("emptied", models.BooleanField()),
                ("counts", models.JSONField(default=dict)),
                ("files", models.JSONField(default=list)),
                ("refreshed_at", models.DateTimeField(null=True)),
                ("files_done_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["-done_at", "-id"], name="customers_erasure_latest"),
                    models.Index(
                        condition=models.Q(("files_done_at", None)), fields=["id"], name="customers_erasure_open"
                    ),
                ]
            },
        ),
    ]
