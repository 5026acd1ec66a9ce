"""The outbox, who is not to be written to, senders, and the house's own mailbox."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('customer_id', models.BigIntegerField(null=True)),
                ('purpose', models.TextField()),
                ('channel', models.TextField()),
                ('kind', models.TextField()),
                ('language', models.TextField()),
                ('address', models.TextField()),
                ('subject', models.TextField(blank=True, default='')),
                ('state', models.TextField(default='queued')),
                ('reason', models.TextField(blank=True, default='')),
                ('key', models.TextField(unique=True)),
                ('fingerprint', models.BinaryField(max_length=32)),
                ('secret', models.BooleanField(default=False)),
                ('sample', models.BooleanField(default=False)),
                ('attempts', models.SmallIntegerField(default=0)),
                ('created_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField(null=True)),
                ('claimed_at', models.DateTimeField(null=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('answer', models.TextField(blank=True, default='')),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.CreateModel(
            name='Sender',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.TextField(unique=True)),
                ('name', models.TextField()),
                ('verified_at', models.DateTimeField(null=True)),
                ('chosen', models.BooleanField(default=False)),
                ('code_hash', models.BinaryField(default=b'', max_length=32)),
                ('code_expires_at', models.DateTimeField(null=True)),
                ('tries', models.SmallIntegerField(default=0)),
                ('created_at', models.DateTimeField()),
                ('created_by', models.BigIntegerField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Suppression',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.TextField()),
                ('address_hash', models.BinaryField(max_length=32)),
                ('reason', models.TextField()),
                ('at', models.DateTimeField()),
                ('evidence', models.JSONField(default=dict)),
                ('ended_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='HashKey',
            fields=[
                ('id', models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('key', models.BinaryField(max_length=32)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='outbox_hashkey_one')],
            },
        ),
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('arrived_at', models.DateTimeField()),
                ('mail_from', models.TextField()),
                ('rcpt_to', models.TextField()),
                ('contents', models.BinaryField()),
            ],
            options={
                'indexes': [models.Index(fields=['-arrived_at', '-id'], name='outbox_letter_latest')],
            },
        ),
        migrations.CreateModel(
            name='MessageBody',
            fields=[
                ('message', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='body', serialize=False, to='outbox.message')),
                ('text', models.TextField()),
                ('html', models.TextField(blank=True, default='')),
            ],
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('state', 'queued')), fields=['due_at', 'id'], name='outbox_queued'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('state', 'sending')), fields=['claimed_at'], name='outbox_sending'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(fields=['customer_id', '-created_at'], name='outbox_customer'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(fields=['-created_at', '-id'], name='outbox_latest'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(('purpose__in', ['service', 'marketing'])), name='outbox_purpose'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['queued', 'sending', 'sent', 'failed', 'suppressed', 'withheld', 'unknown'])), name='outbox_state'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(('purpose', 'service'), ('customer_id__isnull', False), _connector='OR'), name='outbox_marketing'),
        ),
        migrations.AddConstraint(
            model_name='sender',
            constraint=models.UniqueConstraint(condition=models.Q(('chosen', True)), fields=('chosen',), name='outbox_sender_chosen'),
        ),
        migrations.AddConstraint(
            model_name='sender',
            constraint=models.CheckConstraint(condition=models.Q(('chosen', False), ('verified_at__isnull', False), _connector='OR'), name='outbox_sender_verified'),
        ),
        migrations.AddConstraint(
            model_name='suppression',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('address_hash', 'channel', 'reason'), name='outbox_suppression_live'),
        ),
        migrations.AddConstraint(
            model_name='suppression',
            constraint=models.CheckConstraint(condition=models.Q(('reason__in', ['hard_bounce', 'complaint', 'erased', 'unsubscribed', 'manual'])), name='outbox_suppression_reason'),
        ),
    ]
