"""What a message is about, and when somebody was written to last."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('outbox', '0002_consent_of_a_message'),
    ]

    operations = [
        migrations.AddField(
            model_name='message',
            name='about',
            field=models.JSONField(default=dict),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(
                fields=['customer_id', '-claimed_at'],
                condition=models.Q(purpose='marketing', state__in=['sending', 'sent', 'unknown']),
                name='outbox_commercial',
            ),
        ),
    ]
