"""Roles and grants get the name by which addresses call them (ADR 0003): added, filled, then required."""

import uuid

from django.db import migrations, models


def fill(apps, schema_editor):
    for name in ("Role", "Grant"):
        model = apps.get_model("access", name)
        for pk in model.objects.filter(public_id=None).values_list("pk", flat=True).iterator():
            model.objects.filter(pk=pk).update(public_id=uuid.uuid4())


def unfill(apps, schema_editor):
    """Nothing to take back: the column goes."""


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial")]

    operations = [
        migrations.AddField("role", "public_id", models.UUIDField(null=True, editable=False)),
        migrations.AddField("grant", "public_id", models.UUIDField(null=True, editable=False)),
        migrations.RunPython(fill, unfill),
        migrations.AlterField("role", "public_id", models.UUIDField(default=uuid.uuid4, unique=True, editable=False)),
        migrations.AlterField("grant", "public_id", models.UUIDField(default=uuid.uuid4, unique=True, editable=False)),
    ]
