"""Institutions that were known before are found by the pieces of their names too.

It takes today's `grams` on purpose: what is kept must be what the code looks for, whatever it was when this was written.
"""

from django.db import migrations

from sinergi.foundation.institutions.rules.likeness import grams


def index(apps, schema_editor):
    institution = apps.get_model("institutions", "Institution")
    name_gram = apps.get_model("institutions", "NameGram")
    for row in institution.objects.only("pk", "name").iterator(chunk_size=500):
        name_gram.objects.bulk_create(
            (name_gram(institution=row, gram=gram) for gram in sorted(grams(row.name))), ignore_conflicts=True
        )


def forget(apps, schema_editor):
    apps.get_model("institutions", "NameGram").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("institutions", "0007_contacts")]
    operations = [migrations.RunPython(index, forget)]
