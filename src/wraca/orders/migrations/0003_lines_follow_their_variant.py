"""The lake keeps a line with its product. When a variant moves to another product its lines are stamped, so that the next
copy takes them again. Price and stock change daily and stamp none."""

from django.db import migrations

_TOUCH = """
CREATE FUNCTION orders_follow_variants() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE orders_orderline l SET changed = pg_current_xact_id()::text::bigint
    FROM now_so n JOIN before b USING (id) WHERE l.variant_id = n.id AND n.product_id <> b.product_id;
    RETURN NULL;
END $$;
CREATE TRIGGER orders_follow_variants AFTER UPDATE ON catalogue_variant
    REFERENCING OLD TABLE AS before NEW TABLE AS now_so
    FOR EACH STATEMENT EXECUTE FUNCTION orders_follow_variants();
"""
_REVERSE = """
DROP TRIGGER orders_follow_variants ON catalogue_variant;
DROP FUNCTION orders_follow_variants;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0002_stamp_rows_for_the_lake"),
        ("catalogue", "0002_stamp_rows_for_the_lake"),
    ]

    operations = [migrations.RunSQL(_TOUCH, _REVERSE)]
