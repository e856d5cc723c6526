from django.db import migrations


def begin(apps, schema_editor):
    """A draft from before there were stages is taken to be at the first: no source says that it has come further."""
    apps.get_model("agreements", "Agreement").objects.filter(state="draft", stage="").update(stage="penjajakan")


def forget(apps, schema_editor):
    apps.get_model("agreements", "Agreement").objects.update(stage="")


class Migration(migrations.Migration):
    dependencies = [("agreements", "0002_draft_stages")]

    operations = [migrations.RunPython(begin, forget)]
