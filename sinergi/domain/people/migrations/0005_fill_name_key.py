"""Give every person who was recorded before the key that a name is found by."""

from django.db import migrations

from sinergi.domain.people.rules import name_key

AT_ONCE = 1000


def fill(apps, schema_editor):
    Person = apps.get_model("people", "Person")
    last = 0
    while rows := list(Person.objects.filter(pk__gt=last).order_by("pk").only("pk", "name", "name_key")[:AT_ONCE]):
        for row in rows:
            row.name_key = name_key(row.name)
        Person.objects.bulk_update(rows, ["name_key"], batch_size=AT_ONCE)
        last = rows[-1].pk


class Migration(migrations.Migration):
    dependencies = [("people", "0004_alias")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
