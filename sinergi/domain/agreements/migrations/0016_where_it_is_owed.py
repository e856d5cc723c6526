from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agreements', '0015_value_in_kind'),
        ('institutions', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='obligation',
            name='units',
            field=models.ManyToManyField(blank=True, related_name='+', to='institutions.institution'),
        ),
    ]
