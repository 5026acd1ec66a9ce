
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Shop',
            fields=[
                ('id', models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('name', models.TextField()),
                ('currency', models.TextField()),
                ('zone', models.TextField()),
                ('language', models.TextField(default='pl')),
                ('prices_gross', models.BooleanField(default=True)),
                ('default_margin_percent', models.DecimalField(decimal_places=2, default=30, max_digits=5)),
                ('sample', models.BooleanField(default=False)),
                ('sample_facts', models.JSONField(default=dict)),
                ('paused_at', models.DateTimeField(null=True)),
                ('paused_by', models.BigIntegerField(null=True)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='shop_shop_one'), models.CheckConstraint(condition=models.Q(('currency__regex', '^[A-Z]{3}$')), name='shop_shop_currency'), models.CheckConstraint(condition=models.Q(('language__in', ['pl', 'en'])), name='shop_shop_language'), models.CheckConstraint(condition=models.Q(('default_margin_percent__gte', 0), ('default_margin_percent__lte', 100)), name='shop_shop_margin')],
            },
        ),
    ]
