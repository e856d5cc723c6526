"""A role remembers what it was delivered with, and what a later delivery proposes to add (ADR 0021)."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0004_leave_and_review'),
    ]

    operations = [
        migrations.AddField(
            model_name='role',
            name='delivered',
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name='role',
            name='proposed',
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name='role',
            name='proposed_at',
            field=models.DateTimeField(null=True),
        ),
    ]
