
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.datetime
import wraca.events.stamps
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('catalogue', '0001_first_tables'),
        ('customers', '0001_first_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='CustomerSummary',
            fields=[
                ('customer', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, serialize=False, to='customers.customer')),
                ('orders', models.IntegerField(default=0)),
                ('order_days', models.IntegerField(default=0)),
                ('first_day', models.DateField(null=True)),
                ('last_day', models.DateField(null=True)),
                ('first_at', models.DateTimeField(null=True)),
                ('last_at', models.DateTimeField(null=True)),
                ('spent_minor', models.BigIntegerField(default=0)),
                ('refunded_minor', models.BigIntegerField(default=0)),
                ('spent_squares', models.DecimalField(decimal_places=0, default=0, max_digits=38)),
                ('valued_days', models.IntegerField(default=0)),
                ('valued_minor', models.BigIntegerField(default=0)),
                ('gap_squares', models.BigIntegerField(default=0)),
                ('items', models.BigIntegerField(default=0)),
                ('changed', models.BigIntegerField(db_default=wraca.events.stamps.TransactionId(), editable=False)),
            ],
            options={
                'indexes': [models.Index(fields=['changed'], name='orders_customersummary_changed')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('first_day__isnull', True), ('last_day__isnull', True), ('order_days', 0), ('orders', 0)), models.Q(('last_day__gte', models.F('first_day')), ('order_days__gt', 0), ('orders__gte', models.F('order_days'))), _connector='OR'), name='orders_customersummary_whole')],
            },
        ),
        migrations.CreateModel(
            name='Order',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.TextField()),
                ('outside_id', models.TextField()),
                ('number', models.TextField(blank=True, default='')),
                ('placed_at', models.DateTimeField()),
                ('local_day', models.DateField()),
                ('payment_state', models.TextField(default='paid')),
                ('paid_at', models.DateTimeField(null=True)),
                ('currency', models.TextField()),
                ('subtotal_minor', models.BigIntegerField()),
                ('discount_minor', models.BigIntegerField(default=0)),
                ('tax_minor', models.BigIntegerField(default=0)),
                ('shipping_minor', models.BigIntegerField(default=0)),
                ('total_minor', models.BigIntegerField()),
                ('items', models.BigIntegerField(default=0)),
                ('channel', models.TextField(blank=True, default='')),
                ('location', models.TextField(blank=True, default='')),
                ('coupon_codes', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None)),
                ('source_updated_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('changed', models.BigIntegerField(db_default=wraca.events.stamps.TransactionId(), editable=False)),
                ('customer', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, to='customers.customer')),
            ],
        ),
        migrations.CreateModel(
            name='Cancellation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('reason', models.TextField(blank=True, default='')),
                ('changed', models.BigIntegerField(db_default=wraca.events.stamps.TransactionId(), editable=False)),
                ('order', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, to='orders.order')),
            ],
        ),
        migrations.CreateModel(
            name='OrderLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.IntegerField()),
                ('placed_at', models.DateTimeField()),
                ('name', models.TextField(blank=True, default='')),
                ('quantity', models.BigIntegerField()),
                ('unit_price_minor', models.BigIntegerField()),
                ('discount_minor', models.BigIntegerField(default=0)),
                ('tax_minor', models.BigIntegerField(default=0)),
                ('total_minor', models.BigIntegerField()),
                ('changed', models.BigIntegerField(db_default=wraca.events.stamps.TransactionId(), editable=False)),
                ('order', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='orders.order')),
                ('variant', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, to='catalogue.variant')),
            ],
        ),
        migrations.CreateModel(
            name='Refund',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outside_id', models.TextField()),
                ('at', models.DateTimeField()),
                ('local_day', models.DateField()),
                ('amount_minor', models.BigIntegerField()),
                ('reason', models.TextField(blank=True, default='')),
                ('changed', models.BigIntegerField(db_default=wraca.events.stamps.TransactionId(), editable=False)),
                ('order', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='orders.order')),
            ],
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(fields=['customer', 'local_day', 'id'], name='orders_order_customer'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(fields=['-placed_at', '-id'], name='orders_order_latest'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(fields=['number'], name='orders_order_number'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(fields=['changed'], name='orders_order_changed'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.UniqueConstraint(fields=('source', 'outside_id'), name='orders_order_outside'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.CheckConstraint(condition=models.Q(('payment_state__in', ['pending', 'paid', 'failed'])), name='orders_order_payment'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.CheckConstraint(condition=models.Q(('currency__regex', '^[A-Z]{3}$')), name='orders_order_currency'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.CheckConstraint(condition=models.Q(('discount_minor__gte', 0), ('shipping_minor__gte', 0), ('tax_minor__gte', 0), ('total_minor__gte', 0)), name='orders_order_amounts'),
        ),
        migrations.AddIndex(
            model_name='cancellation',
            index=models.Index(fields=['changed'], name='orders_cancellation_changed'),
        ),
        migrations.AddIndex(
            model_name='orderline',
            index=models.Index(fields=['variant', '-placed_at'], name='orders_orderline_variant'),
        ),
        migrations.AddIndex(
            model_name='orderline',
            index=django.contrib.postgres.indexes.BrinIndex(fields=['changed'], name='orders_orderline_changed', pages_per_range=32),
        ),
        migrations.AddConstraint(
            model_name='orderline',
            constraint=models.UniqueConstraint(fields=('order', 'position'), name='orders_orderline_position'),
        ),
        migrations.AddConstraint(
            model_name='orderline',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__gte', 0)), name='orders_orderline_quantity'),
        ),
        migrations.AddConstraint(
            model_name='orderline',
            constraint=models.CheckConstraint(condition=models.Q(('discount_minor__gte', 0)), name='orders_orderline_discount'),
        ),
        migrations.AddIndex(
            model_name='refund',
            index=models.Index(fields=['changed'], name='orders_refund_changed'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.UniqueConstraint(fields=('order', 'outside_id'), name='orders_refund_outside'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.CheckConstraint(condition=models.Q(('amount_minor__gt', 0)), name='orders_refund_amount'),
        ),
    ]
