"""Signing in: a role may require a second factor, and a user's sessions end by raising the epoch."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0002_public_ids")]

    operations = [
        migrations.AddField("role", "requires_second_factor", models.BooleanField(default=False)),
        migrations.AddField("user", "session_epoch", models.PositiveIntegerField(default=0)),
    ]
