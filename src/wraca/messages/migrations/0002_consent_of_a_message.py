"""Which consent let a message leave."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('outbox', '0001_first_tables'),
    ]

    operations = [
        migrations.AddField(
            model_name='message',
            name='consent_id',
            field=models.BigIntegerField(null=True),
        ),
    ]
