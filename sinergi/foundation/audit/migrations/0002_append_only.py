"""Entries and readings can be added and read; the database itself refuses to change or remove them."""

from django.db import migrations

TABLES = ("audit_entry", "audit_reading")
TEXT = "jejak audit hanya dapat ditambah"


def guard(apps, schema_editor):
    for table in TABLES:
        for verb in ("UPDATE", "DELETE"):
            name = f"{table}_no_{verb.lower()}"
            if schema_editor.connection.vendor == "sqlite":
                schema_editor.execute(
                    f"CREATE TRIGGER {name} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, '{TEXT}'); END"
                )
            else:
                schema_editor.execute(
                    f"CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
                    f"$$ BEGIN RAISE EXCEPTION '{TEXT}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
                )
                schema_editor.execute(
                    f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_refuse()"
                )


def release(apps, schema_editor):
    on = "" if schema_editor.connection.vendor == "sqlite" else " ON {table}"
    for table in TABLES:
        for verb in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER {table}_no_{verb}" + on.format(table=table))


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(guard, release, elidable=False)]
