import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agreements', '0009_signing_warnings'),
    ]

    operations = [
        migrations.CreateModel(
            name='Correction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField()),
                ('changes', models.JSONField()),
                ('recorded_at', models.DateTimeField()),
                ('by_key', models.CharField(max_length=100)),
                ('by_label', models.CharField(max_length=200)),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='corrections', to='agreements.agreement')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='a_correction_has_a_reason'), models.CheckConstraint(condition=models.Q(('changes', []), _negated=True), name='a_correction_changes_something')],
            },
        ),
    ]
