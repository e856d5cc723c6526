from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('queue', '0001_job'),
    ]

    operations = [
        migrations.AddField(
            model_name='job',
            name='repeat_seconds',
            field=models.PositiveIntegerField(null=True),
        ),
    ]
