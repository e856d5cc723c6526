"""Seals, their links and the results of checks can be added and read; the database itself refuses to change or remove them."""

from django.db import migrations

TABLES = ("audit_seal", "audit_link", "audit_verification")
TEXT = "rantai jejak audit hanya dapat ditambah"


def guard(apps, schema_editor):
    for table in TABLES:
        if schema_editor.connection.vendor != "sqlite":
            schema_editor.execute(
                f"CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION '{TEXT}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
            )
        for verb in ("UPDATE", "DELETE"):
            name = f"{table}_no_{verb.lower()}"
            if schema_editor.connection.vendor == "sqlite":
                schema_editor.execute(
                    f"CREATE TRIGGER {name} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, '{TEXT}'); END"
                )
            else:
                schema_editor.execute(
                    f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_refuse()"
                )


def release(apps, schema_editor):
    on_table = "" if schema_editor.connection.vendor == "sqlite" else " ON {table}"
    for table in TABLES:
        for verb in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER {table}_no_{verb}" + on_table.format(table=table))


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_chain")]
    operations = [migrations.RunPython(guard, release, elidable=False)]
