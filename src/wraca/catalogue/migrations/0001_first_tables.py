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
            name='Category',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.TextField()),
                ('outside_id', models.TextField()),
                ('name', models.TextField()),
                ('changed', models.BigIntegerField(db_default=wraca.events.stamps.TransactionId(), editable=False)),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, to='catalogue.category')),
            ],
        ),
        migrations.CreateModel(
            name='Product',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.TextField()),
                ('outside_id', models.TextField()),
                ('name', models.TextField()),
                ('folded_name', models.TextField(blank=True, default='', editable=False)),
                ('brand', models.TextField(blank=True, default='')),
                ('description', models.TextField(blank=True, default='')),
                ('url', models.TextField(blank=True, default='')),
                ('active', models.BooleanField(default=True)),
                ('traits', models.JSONField(default=dict)),
                ('source_updated_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('changed', models.BigIntegerField(db_default=wraca.events.stamps.TransactionId(), editable=False)),
                ('category', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, to='catalogue.category')),
            ],
        ),
        migrations.CreateModel(
            name='Variant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.TextField()),
                ('outside_id', models.TextField()),
                ('sku', models.TextField(blank=True, default='')),
                ('ean', models.TextField(blank=True, default='')),
                ('name', models.TextField(blank=True, default='')),
                ('colour', models.TextField(blank=True, default='')),
                ('size', models.TextField(blank=True, default='')),
                ('position', models.IntegerField(default=0)),
                ('price_minor', models.BigIntegerField(null=True)),
                ('unit_cost_minor', models.BigIntegerField(null=True)),
                ('stock_quantity', models.BigIntegerField(null=True)),
                ('changed', models.BigIntegerField(db_default=wraca.events.stamps.TransactionId(), editable=False)),
                ('product', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='catalogue.product')),
            ],
        ),
        migrations.CreateModel(
            name='StockChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('location', models.TextField(blank=True, default='')),
                ('at', models.DateTimeField()),
                ('quantity', models.BigIntegerField()),
                ('variant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='catalogue.variant')),
            ],
        ),
        migrations.CreateModel(
            name='PriceChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('price_minor', models.BigIntegerField()),
                ('variant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='catalogue.variant')),
            ],
        ),
        migrations.CreateModel(
            name='Photograph',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('url', models.TextField(blank=True, default='')),
                ('file', models.TextField(blank=True, default='')),
                ('alt', models.TextField(blank=True, default='')),
                ('position', models.IntegerField(default=0)),
                ('product', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='catalogue.product')),
                ('variant', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, to='catalogue.variant')),
            ],
        ),
        migrations.AddIndex(
            model_name='category',
            index=models.Index(fields=['changed'], name='catalogue_category_changed'),
        ),
        migrations.AddConstraint(
            model_name='category',
            constraint=models.UniqueConstraint(fields=('source', 'outside_id'), name='catalogue_category_outside'),
        ),
        migrations.AddConstraint(
            model_name='category',
            constraint=models.CheckConstraint(condition=models.Q(('parent__isnull', True), models.Q(('parent', models.F('id')), _negated=True), _connector='OR'), name='catalogue_category_tree'),
        ),
        migrations.AddIndex(
            model_name='product',
            index=models.Index(fields=['changed'], name='catalogue_product_changed'),
        ),
        migrations.AddIndex(
            model_name='product',
            index=models.Index(fields=['category', 'id'], name='catalogue_product_category'),
        ),
        migrations.AddIndex(
            model_name='product',
            index=django.contrib.postgres.indexes.GinIndex(fields=['folded_name'], name='catalogue_product_name_trgm', opclasses=['gin_trgm_ops']),
        ),
        migrations.AddConstraint(
            model_name='product',
            constraint=models.UniqueConstraint(fields=('source', 'outside_id'), name='catalogue_product_outside'),
        ),
        migrations.AddIndex(
            model_name='variant',
            index=models.Index(fields=['product', 'position', 'id'], name='catalogue_variant_product'),
        ),
        migrations.AddIndex(
            model_name='variant',
            index=models.Index(fields=['sku'], name='catalogue_variant_sku'),
        ),
        migrations.AddIndex(
            model_name='variant',
            index=models.Index(fields=['changed'], name='catalogue_variant_changed'),
        ),
        migrations.AddConstraint(
            model_name='variant',
            constraint=models.UniqueConstraint(fields=('source', 'outside_id'), name='catalogue_variant_outside'),
        ),
        migrations.AddConstraint(
            model_name='variant',
            constraint=models.CheckConstraint(condition=models.Q(('price_minor__isnull', True), ('price_minor__gte', 0), _connector='OR'), name='catalogue_variant_price'),
        ),
        migrations.AddConstraint(
            model_name='variant',
            constraint=models.CheckConstraint(condition=models.Q(('unit_cost_minor__isnull', True), ('unit_cost_minor__gte', 0), _connector='OR'), name='catalogue_variant_cost'),
        ),
        migrations.AddConstraint(
            model_name='stockchange',
            constraint=models.UniqueConstraint(fields=('variant', 'location', 'at'), name='catalogue_stockchange_once'),
        ),
        migrations.AddConstraint(
            model_name='pricechange',
            constraint=models.UniqueConstraint(fields=('variant', 'at'), name='catalogue_pricechange_once'),
        ),
        migrations.AddConstraint(
            model_name='pricechange',
            constraint=models.CheckConstraint(condition=models.Q(('price_minor__gte', 0)), name='catalogue_pricechange_price'),
        ),
        migrations.AddConstraint(
            model_name='photograph',
            constraint=models.UniqueConstraint(fields=('product', 'position'), name='catalogue_photograph_position'),
        ),
        migrations.AddConstraint(
            model_name='photograph',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('file', ''), ('url', ''), _negated=True), models.Q(('url', ''), ('file', ''), _connector='OR')), name='catalogue_photograph_place'),
        ),
    ]
