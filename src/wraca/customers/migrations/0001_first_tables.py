import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.datetime
import wraca.events.stamps
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        TrigramExtension(),
        migrations.CreateModel(
            name='Customer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.TextField()),
                ('outside_id', models.TextField()),
                ('given_name', models.TextField(blank=True, default='')),
                ('family_name', models.TextField(blank=True, default='')),
                ('folded_name', models.TextField(blank=True, default='', editable=False)),
                ('sort_name', models.TextField(blank=True, default='', editable=False)),
                ('email', models.TextField(blank=True, default='')),
                ('phone', models.TextField(blank=True, default='')),
                ('birth_date', models.DateField(null=True)),
                ('street', models.TextField(blank=True, default='')),
                ('postcode', models.TextField(blank=True, default='')),
                ('city', models.TextField(blank=True, default='')),
                ('country', models.TextField(blank=True, default='')),
                ('language', models.TextField(blank=True, default='')),
                ('signed_up_at', models.DateTimeField()),
                ('invented', models.BooleanField(default=False)),
                ('traits', models.JSONField(default=dict)),
                ('source_updated_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('changed', models.BigIntegerField(db_default=wraca.events.stamps.TransactionId(), editable=False)),
            ],
            options={
                'indexes': [models.Index(fields=['changed'], name='customers_customer_changed'), models.Index(fields=['sort_name', 'id'], name='customers_customer_sort'), models.Index(fields=['email'], name='customers_customer_mail'), models.Index(fields=['phone'], name='customers_customer_tel'), django.contrib.postgres.indexes.GinIndex(fields=['folded_name'], name='customers_customer_name_trgm', opclasses=['gin_trgm_ops']), django.contrib.postgres.indexes.GinIndex(fields=['email'], name='customers_customer_mail_trgm', opclasses=['gin_trgm_ops'])],
                'constraints': [models.UniqueConstraint(fields=('source', 'outside_id'), name='customers_customer_outside'), models.CheckConstraint(condition=models.Q(('country', ''), ('country__regex', '^[A-Z]{2}$'), _connector='OR'), name='customers_customer_country'), models.CheckConstraint(condition=models.Q(('phone', ''), ('phone__regex', '^\\+[1-9][0-9]{5,14}$'), _connector='OR'), name='customers_customer_phone'), models.CheckConstraint(condition=models.Q(('email', ''), ('email__contains', '@'), _connector='OR'), name='customers_customer_email')],
            },
        ),
        migrations.CreateModel(
            name='ConsentRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.TextField(default='marketing')),
                ('channel', models.TextField()),
                ('action', models.TextField()),
                ('at', models.DateTimeField()),
                ('source', models.TextField()),
                ('proven', models.BooleanField(default=False)),
                ('evidence', models.JSONField(default=dict)),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('changed', models.BigIntegerField(db_default=wraca.events.stamps.TransactionId(), editable=False)),
                ('customer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='customers.customer')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('customer', 'purpose', 'channel', 'at', 'action', 'source'), name='customers_consentrecord_once'), models.CheckConstraint(condition=models.Q(('channel__in', ['email', 'sms', 'phone', 'push', 'messenger', 'post'])), name='customers_consentrecord_channel'), models.CheckConstraint(condition=models.Q(('action__in', ['given', 'withdrawn', 'confirmed'])), name='customers_consentrecord_action')],
            },
        ),
    ]
