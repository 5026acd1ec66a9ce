
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('email', models.TextField()),
                ('name', models.TextField()),
                ('role', models.TextField()),
                ('is_active', models.BooleanField(default=True)),
                ('language', models.TextField(blank=True, default='')),
                ('theme', models.TextField(blank=True, default='')),
                ('totp_secret', models.TextField(blank=True, default='')),
                ('totp_last_step', models.BigIntegerField(default=0)),
                ('backup_codes', models.JSONField(default=list)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='staff_user_email'), models.CheckConstraint(condition=models.Q(('role__in', ['owner', 'marketer', 'service'])), name='staff_user_role'), models.CheckConstraint(condition=models.Q(('language__in', ['', 'en', 'pl'])), name='staff_user_language'), models.CheckConstraint(condition=models.Q(('theme__in', ['', 'light', 'dark'])), name='staff_user_theme')],
            },
        ),
        migrations.CreateModel(
            name='LogInAttempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('account_hash', models.BinaryField(max_length=32)),
                ('origin_hash', models.BinaryField(max_length=32)),
            ],
            options={
                'indexes': [models.Index(fields=['account_hash', 'at'], name='staff_loginattempt_account'), models.Index(fields=['origin_hash', 'at'], name='staff_loginattempt_origin')],
            },
        ),
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('action', models.TextField()),
                ('object_kind', models.TextField(blank=True, default='')),
                ('object_id', models.TextField(blank=True, default='')),
                ('details', models.JSONField(default=dict)),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['-at', '-id'], name='staff_auditentry_latest')],
            },
        ),
        migrations.CreateModel(
            name='SignedLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.TextField()),
                ('token_hash', models.BinaryField(max_length=32)),
                ('expires_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(null=True)),
                ('created_by', models.BigIntegerField(null=True)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('token_hash',), name='staff_signedlink_token'), models.CheckConstraint(condition=models.Q(('purpose__in', ['invite', 'reset'])), name='staff_signedlink_purpose')],
            },
        ),
    ]
