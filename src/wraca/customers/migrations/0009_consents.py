"""Wordings, double opt-in, and records of consent that are only ever added to (docs/consent.md)."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


# A restore stamps every row anew (`changed`), which is no change of what was said.
_KEEP = """CREATE FUNCTION customers_keep_consents() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('wraca.erasing', true) = 'on' THEN
        RETURN coalesce(NEW, OLD);
    END IF;
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'changed' = to_jsonb(OLD) - 'changed' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'rows of % are only ever added; wraca.customers.consents.erase is the one way to erase them',
        TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$"""
_KEPT = ("customers_consentrecord", "customers_consentwording")


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0008_freshness'),
    ]

    operations = [
        migrations.CreateModel(
            name='ConsentTrace',
            fields=[
                ('record', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, serialize=False, to='customers.consentrecord')),
                ('address', models.GenericIPAddressField(null=True)),
                ('user_agent', models.TextField(blank=True, default='')),
                ('keep_until', models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name='OptIn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.TextField()),
                ('token_hash', models.BinaryField(max_length=32)),
                ('asked_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={'constraints': [models.UniqueConstraint(fields=('token_hash',), name='customers_optin_token')]},
        ),
        migrations.AddField(
            model_name='consentrecord',
            name='awaits_confirmation',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='consentrecord',
            name='by',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='consentrecord',
            name='form_url',
            field=models.TextField(blank=True, db_default='', default=''),
        ),
        migrations.CreateModel(
            name='ConsentWording',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.TextField()),
                ('channel', models.TextField()),
                ('language', models.TextField()),
                ('version', models.IntegerField()),
                ('text', models.TextField()),
                ('sha256', models.TextField()),
                ('created_by', models.BigIntegerField(null=True)),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('purpose', 'channel', 'language', 'version'), name='customers_consentwording_once'), models.CheckConstraint(condition=models.Q(('version__gte', 1)), name='customers_consentwording_version'), models.CheckConstraint(condition=models.Q(('language__in', ['pl', 'en'])), name='customers_consentwording_language'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='customers_consentwording_text')],
            },
        ),
        migrations.AddField(
            model_name='consentrecord',
            name='wording',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='customers.consentwording'),
        ),
        migrations.AddConstraint(
            model_name='consentrecord',
            constraint=models.CheckConstraint(condition=models.Q(('awaits_confirmation', False), ('action', 'given'), _connector='OR'), name='customers_consentrecord_awaits'),
        ),
        migrations.AddField(
            model_name='optin',
            name='customer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='customers.customer'),
        ),
        migrations.AddField(
            model_name='optin',
            name='request',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, to='customers.consentrecord'),
        ),
        migrations.RunSQL(
            [
                _KEEP,
                *(
                    f"CREATE TRIGGER customers_keep BEFORE UPDATE OR DELETE ON {table}"
                    " FOR EACH ROW EXECUTE FUNCTION customers_keep_consents()"
                    for table in _KEPT
                ),
            ],
            [
                *(f"DROP TRIGGER customers_keep ON {table}" for table in _KEPT),
                "DROP FUNCTION customers_keep_consents()",
            ],
        ),
    ]
