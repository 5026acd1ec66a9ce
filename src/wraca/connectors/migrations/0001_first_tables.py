
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='ImportRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.TextField()),
                ('kind', models.TextField()),
                ('file_name', models.TextField(blank=True, default='')),
                ('file_hash', models.BinaryField(max_length=32, null=True)),
                ('header', models.JSONField(default=list)),
                ('state', models.TextField(default='running')),
                ('rows', models.BigIntegerField(default=0)),
                ('new', models.BigIntegerField(default=0)),
                ('changed_rows', models.BigIntegerField(default=0)),
                ('same', models.BigIntegerField(default=0)),
                ('rejected', models.BigIntegerField(default=0)),
                ('error', models.TextField(blank=True, default='')),
                ('started_by', models.BigIntegerField(null=True)),
                ('started_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['-started_at', '-id'], name='connectors_importrun_latest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['running', 'done', 'failed'])), name='connectors_importrun_state')],
            },
        ),
        migrations.CreateModel(
            name='ImportReject',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row_number', models.BigIntegerField()),
                ('reason', models.TextField()),
                ('values', models.JSONField(default=dict)),
                ('raw', models.JSONField()),
                ('run', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='connectors.importrun')),
            ],
            options={
                'indexes': [models.Index(fields=['run', 'row_number'], name='connectors_importreject_run')],
            },
        ),
    ]
