"""Questions, answers, and when somebody was asked."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.TextField(unique=True)),
                ('kind', models.TextField()),
                ('text', models.JSONField()),
                ('purpose', models.JSONField()),
                ('choices', models.JSONField(default=list)),
                ('field', models.TextField(blank=True, default='')),
                ('place', models.SmallIntegerField(default=100)),
                ('again_days', models.SmallIntegerField(null=True)),
                ('active', models.BooleanField(default=True)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['choice', 'many', 'text', 'day'])), name='surveys_question_kind')],
            },
        ),
        migrations.CreateModel(
            name='Asking',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('customer_id', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('put_off', models.BooleanField(default=False)),
                ('question', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='surveys.question')),
            ],
            options={
                'indexes': [models.Index(fields=['customer_id', '-at', '-id'], name='surveys_asking_last')],
            },
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('customer_id', models.BigIntegerField()),
                ('value', models.JSONField(null=True)),
                ('at', models.DateTimeField()),
                ('source', models.TextField(default='customer')),
                ('by', models.BigIntegerField(null=True)),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('question', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='surveys.question')),
            ],
            options={
                'indexes': [models.Index(fields=['customer_id', 'question', '-at', '-id'], name='surveys_answer_last')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('by__isnull', False), ('source', 'staff')), models.Q(('by', None), ('source', 'customer')), _connector='OR'), name='surveys_answer_source')],
            },
        ),
    ]
