"""Whether imported flags of consent count; they do not unless an owner says so."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('shop', '0003_retention'),
    ]

    operations = [
        migrations.AddField(
            model_name='shop',
            name='flag_rule',
            field=models.TextField(default='ignored'),
        ),
        migrations.AddConstraint(
            model_name='shop',
            constraint=models.CheckConstraint(
                condition=models.Q(('flag_rule__in', ['ignored', 'counted', 'until_asked'])),
                name='shop_shop_flag_rule',
            ),
        ),
    ]
