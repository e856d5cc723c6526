import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('institutions', '0002_recorded_and_kept_by'),
    ]

    operations = [
        migrations.CreateModel(
            name='InstitutionName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=300)),
                ('folded_name', models.CharField(db_index=True, max_length=300)),
                ('starts_on', models.DateField(blank=True, null=True)),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('source', models.CharField(blank=True, default='', max_length=500)),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='names', to='institutions.institution')),
            ],
            options={
                'ordering': ['institution', models.OrderBy(models.F('starts_on'), nulls_first=True), 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='a_former_name_is_a_name'), models.CheckConstraint(condition=models.Q(('starts_on', None), ('ends_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='a_name_does_not_end_before_it_starts')],
            },
        ),
    ]
