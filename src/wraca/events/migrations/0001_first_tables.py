
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.datetime
import wraca.events.stamps
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Cursor',
            fields=[
                ('follower', models.TextField(primary_key=True, serialize=False)),
                ('position', models.BigIntegerField(default=0)),
                ('last_id', models.BigIntegerField(default=0)),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.CreateModel(
            name='ApiKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.TextField()),
                ('prefix', models.TextField()),
                ('secret_hash', models.BinaryField(max_length=32)),
                ('scopes', models.JSONField(default=list)),
                ('source', models.TextField(default='api')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('created_by', models.BigIntegerField(null=True)),
                ('last_used_at', models.DateTimeField(null=True)),
                ('revoked_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('secret_hash',), name='events_apikey_secret')],
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('kind', models.TextField()),
                ('customer_id', models.BigIntegerField(null=True)),
                ('key', models.TextField()),
                ('fingerprint', models.BinaryField(max_length=32)),
                ('payload', models.JSONField(default=dict)),
                ('source', models.TextField(db_default='wraca')),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('changed', models.BigIntegerField(db_default=wraca.events.stamps.TransactionId(), editable=False)),
            ],
            options={
                'indexes': [models.Index(fields=['customer_id', '-at', '-id'], name='events_event_timeline'), django.contrib.postgres.indexes.BrinIndex(fields=['changed'], name='events_event_changed', pages_per_range=32)],
                'constraints': [models.UniqueConstraint(fields=('key',), name='events_event_key'), models.CheckConstraint(condition=models.Q(('kind__regex', '^[a-z_]+\\.[a-z_]+$')), name='events_event_kind')],
            },
        ),
        migrations.CreateModel(
            name='IdempotentAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.TextField()),
                ('body_hash', models.BinaryField(max_length=32)),
                ('status', models.SmallIntegerField()),
                ('answer', models.JSONField()),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('api_key', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='events.apikey')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('api_key', 'key'), name='events_idempotentanswer_key')],
            },
        ),
    ]
