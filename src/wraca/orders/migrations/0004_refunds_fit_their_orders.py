"""What comes back is never more than the order's total, and neither a refund nor a cancellation precedes the order.

Checked at the commit: an order and its refunds change one after the other. Rows of before are left as they are."""

from django.db import migrations

_CHECK = """
CREATE FUNCTION orders_check_facts(checked bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE wrong text;
BEGIN
    SELECT CASE
        WHEN coalesce((SELECT sum(r.amount_minor) FROM orders_refund r WHERE r.order_id = o.id), 0) > o.total_minor
            THEN 'the refunds are more than the total'
        WHEN EXISTS (SELECT FROM orders_refund r WHERE r.order_id = o.id AND r.at < o.placed_at)
            THEN 'a refund precedes the order'
        WHEN EXISTS (SELECT FROM orders_cancellation c WHERE c.order_id = o.id AND c.at < o.placed_at)
            THEN 'the cancellation precedes the order' END
    INTO wrong FROM orders_order o WHERE o.id = checked;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'order %: %', checked, wrong USING ERRCODE = 'check_violation';
    END IF;
END $$;
CREATE FUNCTION orders_check_facts_of_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM orders_check_facts(NEW.id); RETURN NULL; END $$;
CREATE FUNCTION orders_check_fact() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM orders_check_facts(NEW.order_id); RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER orders_order_facts AFTER UPDATE ON orders_order DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.total_minor < OLD.total_minor OR NEW.placed_at > OLD.placed_at)
    EXECUTE FUNCTION orders_check_facts_of_order();
CREATE CONSTRAINT TRIGGER orders_refund_facts AFTER INSERT OR UPDATE ON orders_refund
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION orders_check_fact();
CREATE CONSTRAINT TRIGGER orders_cancellation_facts AFTER INSERT OR UPDATE ON orders_cancellation
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION orders_check_fact();
"""
_REVERSE = """
DROP TRIGGER orders_order_facts ON orders_order;
DROP TRIGGER orders_refund_facts ON orders_refund;
DROP TRIGGER orders_cancellation_facts ON orders_cancellation;
DROP FUNCTION orders_check_facts_of_order;
DROP FUNCTION orders_check_fact;
DROP FUNCTION orders_check_facts;
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0003_lines_follow_their_variant")]

    operations = [migrations.RunSQL(_CHECK, _REVERSE)]
