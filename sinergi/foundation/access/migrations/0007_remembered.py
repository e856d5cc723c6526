from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0006_what_roles_were_delivered_with'),
    ]

    operations = [
        migrations.CreateModel(
            name='Remembered',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=250, unique=True)),
                ('value', models.JSONField()),
                ('expires_at', models.DateTimeField(db_index=True, null=True)),
            ],
        ),
    ]
