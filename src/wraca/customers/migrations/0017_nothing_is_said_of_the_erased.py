"""Nothing is hung on a customer who was erased, not even by whoever began to before. The tables that a batch fills are
left out: who fills them asks wraca.customers.rights.digests."""

from django.db import migrations

_REFUSE = """CREATE FUNCTION customers_refuse_erased() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE gone timestamptz;
BEGIN
    -- Waits for an erasure that is under way, and sees what it did.
    SELECT erased_at INTO gone FROM customers_customer WHERE id = NEW.customer_id FOR KEY SHARE;
    IF gone IS NOT NULL THEN
        RAISE EXCEPTION 'customer % was erased', NEW.customer_id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$"""
_TABLES = (
    *("customers_note", "customers_tagging", "customers_preference", "customers_formofaddress"),
    *("customers_correction", "customers_customersession", "customers_loginlink", "customers_optin"),
)


class Migration(migrations.Migration):
    dependencies = [("customers", "0016_keep_questions")]

    operations = [
        migrations.RunSQL(
            [
                _REFUSE,
                *(
                    f"CREATE TRIGGER customers_refuse_erased BEFORE INSERT ON {table}"
                    " FOR EACH ROW EXECUTE FUNCTION customers_refuse_erased()"
                    for table in _TABLES
                ),
            ],
            [
                *(f"DROP TRIGGER customers_refuse_erased ON {table}" for table in _TABLES),
                "DROP FUNCTION customers_refuse_erased()",
            ],
        )
    ]
