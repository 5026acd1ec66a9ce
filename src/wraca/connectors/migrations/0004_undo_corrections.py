"""A correction that an import ended stands again when the import is taken back."""

from django.db import migrations

_KEEP = """CREATE TRIGGER connectors_keep_before AFTER UPDATE OR DELETE ON customers_correction FOR EACH ROW
    WHEN (coalesce(current_setting('wraca.import_run', true), '') <> '')
    EXECUTE FUNCTION connectors_keep_before()"""


class Migration(migrations.Migration):
    dependencies = [("connectors", "0003_undo_and_maps"), ("customers", "0008_freshness")]

    operations = [migrations.RunSQL(_KEEP, "DROP TRIGGER connectors_keep_before ON customers_correction")]
