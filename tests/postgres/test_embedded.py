import pytest
from django.db import connection


@pytest.mark.django_db
def test_server_answers_with_its_own_version():
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        assert cursor.fetchone()[0].split(".")[0] >= "15"
