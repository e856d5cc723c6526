"""An outcome can be taken back by itself, and the same be measured anew."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('activities', '0001_activity_and_what_comes_of_it'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='outcome',
            name='a_measure_is_taken_once_a_day_per_participant',
        ),
        migrations.AddField(
            model_name='outcome',
            name='withdrawal_reason',
            field=models.TextField(blank=True, default='', verbose_name='alasan dicabut'),
        ),
        migrations.AddField(
            model_name='outcome',
            name='withdrawn_on',
            field=models.DateField(null=True, verbose_name='dicabut'),
        ),
        migrations.AddConstraint(
            model_name='outcome',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_on', None)), fields=('participation', 'measure', 'measured_on'), name='a_measure_is_taken_once_a_day_per_participant'),
        ),
        migrations.AddConstraint(
            model_name='outcome',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('withdrawal_reason', ''), ('withdrawn_on', None)), models.Q(('withdrawn_on__isnull', False), models.Q(('withdrawal_reason', ''), _negated=True)), _connector='OR'), name='an_outcome_is_withdrawn_exactly_when_there_is_a_reason'),
        ),
    ]
