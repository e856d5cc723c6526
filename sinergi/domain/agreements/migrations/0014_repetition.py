import sinergi.domain.agreements.models.quantities
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agreements', '0013_waivers'),
    ]

    operations = [
        migrations.AddField(
            model_name='obligation',
            name='each',
            field=sinergi.domain.agreements.models.quantities.QuantityField(blank=True, decimal_places=2, max_digits=14, null=True),
        ),
        migrations.AddField(
            model_name='obligation',
            name='every_months',
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='obligation',
            name='repeats_from',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name='obligation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('every_months', None), ('repeats_from', None)), models.Q(('due_on__gte', models.F('repeats_from')), ('due_on__isnull', False), ('every_months__gt', 0), ('every_months__isnull', False), ('repeats_from__isnull', False)), _connector='OR'), name='what_repeats_has_its_months_its_first_and_its_last_day'),
        ),
        migrations.AddConstraint(
            model_name='obligation',
            constraint=models.CheckConstraint(condition=models.Q(('each', None), models.Q(('each__gt', 0), ('every_months__isnull', False), ('quantity__gte', models.F('each')), ('quantity__isnull', False)), _connector='OR'), name='what_one_occurrence_owes_is_part_of_the_whole'),
        ),
    ]
