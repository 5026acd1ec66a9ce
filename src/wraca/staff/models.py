from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower, Now


class Users(BaseUserManager):
    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email: str) -> "User":
        return self.get(email=email.strip().lower())


class User(AbstractBaseUser):
    """A person who works with the console, known by an e-mail address."""

    OWNER, MARKETER, SERVICE = "owner", "marketer", "service"
    ROLES = (OWNER, MARKETER, SERVICE)

    email = models.TextField()
    name = models.TextField()
    role = models.TextField()
    is_active = models.BooleanField(default=True)
    #: Empty: as the shop. Otherwise en or pl.
    language = models.TextField(default="", blank=True)
    #: Empty: as the device. Otherwise light or dark.
    theme = models.TextField(default="", blank=True)
    #: Base32; empty while the second factor is off.
    totp_secret = models.TextField(default="", blank=True)
    #: The last time step accepted: a code is good once.
    totp_last_step = models.BigIntegerField(default=0)
    #: Hashes of the unused backup codes.
    backup_codes = models.JSONField(default=list)
    created_at = models.DateTimeField(db_default=Now())

    USERNAME_FIELD = "email"
    objects = Users()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="staff_user_email"),
            models.CheckConstraint(
                condition=models.Q(role__in=["owner", "marketer", "service"]), name="staff_user_role"
            ),
            models.CheckConstraint(condition=models.Q(language__in=["", "en", "pl"]), name="staff_user_language"),
            models.CheckConstraint(condition=models.Q(theme__in=["", "light", "dark"]), name="staff_user_theme"),
        ]


class AuditEntry(models.Model):
    """Who did what to which object. Appended, never changed; holds ids, not contents."""

    at = models.DateTimeField(db_default=Now())
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)
    #: `subject.past`, e.g. account.disabled.
    action = models.TextField()
    object_kind = models.TextField(default="", blank=True)
    object_id = models.TextField(default="", blank=True)
    details = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["-at", "-id"], name="staff_auditentry_latest")]


class LogInAttempt(models.Model):
    """A failed log-in, kept for a day to slow down guessing. The address is kept as a keyed hash."""

    at = models.DateTimeField(db_default=Now())
    account_hash = models.BinaryField(max_length=32)
    origin_hash = models.BinaryField(max_length=32)

    class Meta:
        indexes = [
            models.Index(fields=["account_hash", "at"], name="staff_loginattempt_account"),
            models.Index(fields=["origin_hash", "at"], name="staff_loginattempt_origin"),
        ]


class SignedLink(models.Model):
    """An invitation or a password reset: used once, for one account, until a moment."""

    user = models.ForeignKey(User, on_delete=models.CASCADE)
    purpose = models.TextField()
    token_hash = models.BinaryField(max_length=32)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    created_by = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["token_hash"], name="staff_signedlink_token"),
            models.CheckConstraint(
                condition=models.Q(purpose__in=["invite", "reset"]), name="staff_signedlink_purpose"
            ),
        ]
