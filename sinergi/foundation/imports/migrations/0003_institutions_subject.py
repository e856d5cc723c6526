from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('imports', '0002_users_subject'),
    ]

    operations = [
        migrations.AlterField(
            model_name='importrun',
            name='subject',
            field=models.CharField(choices=[('agreements', 'Perjanjian'), ('institutions', 'Unit dan mitra'), ('users', 'Pengguna')], max_length=20),
        ),
    ]
