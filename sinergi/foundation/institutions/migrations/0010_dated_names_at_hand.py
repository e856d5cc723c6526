from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('institutions', '0009_listings'),
    ]

    operations = [
        migrations.AddField(
            model_name='institution',
            name='dated_names',
            field=models.JSONField(default=list, editable=False),
        ),
    ]
