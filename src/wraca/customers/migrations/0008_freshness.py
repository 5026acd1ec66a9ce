"""Who said which field when; notes and tags (docs/data_quality.md)."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import wraca.events.stamps
from wraca.engine.facts import stamp_sql, unstamp_sql

# Of customers recorded so far: one word, as of the source's clock or the day they signed up.
_FIRST_WORDS = """INSERT INTO customers_fieldword (customer_id, said_at, told_by, source, told, differed)
    SELECT w.id, w.said_at, 'source', w.source, w.told, 0 FROM (
        SELECT c.id, c.source, coalesce(c.source_updated_at, c.signed_up_at) AS said_at,
            CASE WHEN c.given_name <> '' OR c.family_name <> '' THEN 1 ELSE 0 END
            | CASE WHEN c.email <> '' THEN 2 ELSE 0 END | CASE WHEN c.phone <> '' THEN 4 ELSE 0 END
            | CASE WHEN c.street <> '' OR c.postcode <> '' OR c.city <> '' THEN 8 ELSE 0 END
            | CASE WHEN c.birth_date IS NOT NULL THEN 16 ELSE 0 END
            | CASE WHEN c.language <> '' THEN 32 ELSE 0 END | CASE WHEN c.traits <> '{}' THEN 64 ELSE 0 END AS told
        FROM customers_customer c) w WHERE w.told > 0 ORDER BY w.id"""


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0007_duplicates'),
    ]

    operations = [
        migrations.CreateModel(
            name='Tag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.TextField()),
                ('key', models.TextField(unique=True)),
            ],
        ),
        migrations.CreateModel(
            name='Correction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('field', models.TextField()),
                ('said', models.JSONField()),
                ('told_by', models.TextField()),
                ('by', models.BigIntegerField(null=True)),
                ('at', models.DateTimeField()),
                ('until', models.DateTimeField(null=True)),
                ('customer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='customers.customer')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('until', None)), fields=('customer', 'field'), name='customers_correction_live')],
            },
        ),
        migrations.CreateModel(
            name='FieldWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('said_at', models.DateTimeField()),
                ('told_by', models.TextField(default='source')),
                ('source', models.TextField()),
                ('by', models.BigIntegerField(null=True)),
                ('told', models.IntegerField()),
                ('differed', models.IntegerField(default=0)),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('changed', models.BigIntegerField(db_default=wraca.events.stamps.TransactionId(), editable=False)),
                ('customer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='customers.customer')),
            ],
            options={
                'indexes': [models.Index(fields=['customer', '-said_at', '-id'], name='customers_fieldword_last'), ],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('by', None), ('told_by', 'source')), models.Q(('by', None), ('told_by', 'customer')), models.Q(('by__isnull', False), ('told_by', 'staff')), _connector='OR'), name='customers_fieldword_teller'), models.CheckConstraint(condition=models.Q(('told__gt', 0)), name='customers_fieldword_told')],
            },
        ),
        migrations.CreateModel(
            name='Note',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.TextField()),
                ('subject', models.TextField(blank=True, default='')),
                ('text', models.TextField()),
                ('by', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('continues', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, to='customers.note')),
                ('customer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='customers.customer')),
            ],
            options={
                'indexes': [models.Index(fields=['customer', '-at', '-id'], name='customers_note_last'), models.Index(fields=['continues'], name='customers_note_chain')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['fact', 'preference', 'note'])), name='customers_note_kind'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='customers_note_text')],
            },
        ),
        migrations.CreateModel(
            name='Tagging',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('by', models.BigIntegerField()),
                ('until', models.DateTimeField(null=True)),
                ('ended_by', models.BigIntegerField(null=True)),
                ('deed', models.UUIDField()),
                ('ended_deed', models.UUIDField(null=True)),
                ('customer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='customers.customer')),
                ('tag', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='customers.tag')),
            ],
            options={
                'indexes': [models.Index(fields=['customer'], name='customers_tagging_cust'), models.Index(fields=['deed'], name='customers_tagging_deed'), models.Index(condition=models.Q(('ended_deed', None), _negated=True), fields=['ended_deed'], name='customers_tagging_ended')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('until', None)), fields=('tag', 'customer'), name='customers_tagging_live')],
            },
        ),
        migrations.RunSQL(
            [*stamp_sql("customers_fieldword", updatable=False), _FIRST_WORDS], unstamp_sql("customers_fieldword")
        ),
    ]
