"""Users are imported, too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("imports", "0001_run_and_row")]

    operations = [
        migrations.AlterField(
            "importrun",
            "subject",
            models.CharField(choices=[("agreements", "Perjanjian"), ("users", "Pengguna")], max_length=20),
        ),
    ]
