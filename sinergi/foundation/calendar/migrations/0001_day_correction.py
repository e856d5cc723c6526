
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="DayCorrection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(db_index=True)),
                ("kind", models.CharField(choices=[("libur", "Hari libur"), ("kerja", "Hari kerja")], max_length=10)),
                ("name", models.CharField(max_length=200)),
                ("source", models.CharField(max_length=300)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by_key", models.CharField(max_length=80)),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["libur", "kerja"])), name="a_correction_is_libur_or_kerja"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source", ""), _negated=True), name="a_correction_names_its_source"
                    ),
                ],
            },
        ),
    ]
