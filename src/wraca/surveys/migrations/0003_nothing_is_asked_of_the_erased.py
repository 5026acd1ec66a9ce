"""Nobody who was erased is asked or answers, not even whoever began to before."""

from django.db import migrations

_TABLES = ("surveys_answer", "surveys_asking")


class Migration(migrations.Migration):
    dependencies = [("surveys", "0002_usual_questions"), ("customers", "0017_nothing_is_said_of_the_erased")]

    operations = [
        migrations.RunSQL(
            [
                f"CREATE TRIGGER customers_refuse_erased BEFORE INSERT ON {table}"
                " FOR EACH ROW EXECUTE FUNCTION customers_refuse_erased()"
                for table in _TABLES
            ],
            [f"DROP TRIGGER customers_refuse_erased ON {table}" for table in _TABLES],
        )
    ]
