import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agreements', '0011_fact_sources'),
        ('files', '0001_stored_file'),
    ]

    operations = [
        migrations.AddField(
            model_name='delivery',
            name='accepted_by_key',
            field=models.CharField(blank=True, default='', max_length=100),
        ),
        migrations.AddField(
            model_name='delivery',
            name='accepted_document',
            field=models.CharField(blank=True, default='', max_length=120),
        ),
        migrations.AddField(
            model_name='delivery',
            name='accepted_evidence',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile'),
        ),
        migrations.AddField(
            model_name='delivery',
            name='accepted_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='delivery',
            name='dispute_reason',
            field=models.TextField(blank=True, default=''),
        ),
        migrations.AddField(
            model_name='delivery',
            name='disputed_by_key',
            field=models.CharField(blank=True, default='', max_length=100),
        ),
        migrations.AddField(
            model_name='delivery',
            name='disputed_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='delivery',
            name='resolution_reason',
            field=models.TextField(blank=True, default=''),
        ),
        migrations.AddField(
            model_name='delivery',
            name='resolved_by_key',
            field=models.CharField(blank=True, default='', max_length=100),
        ),
        migrations.AddField(
            model_name='delivery',
            name='resolved_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('disputed_on__isnull', False), ('resolved_on', None)), fields=['obligation'], name='agreements_open_disputes'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('accepted_by_key', ''), ('accepted_document', ''), ('accepted_evidence', None), ('accepted_on', None)), models.Q(('accepted_on__gte', models.F('on')), ('accepted_on__isnull', False), models.Q(('accepted_by_key', ''), _negated=True)), _connector='OR'), name='an_acceptance_has_its_day_and_who_recorded_it'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('dispute_reason', ''), ('disputed_by_key', ''), ('disputed_on', None)), models.Q(('disputed_on__gte', models.F('on')), ('disputed_on__isnull', False), models.Q(('disputed_by_key', ''), _negated=True), models.Q(('dispute_reason', ''), _negated=True)), _connector='OR'), name='a_dispute_has_its_day_its_reason_and_who_recorded_it'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('resolution_reason', ''), ('resolved_by_key', ''), ('resolved_on', None)), models.Q(('disputed_on__isnull', False), ('resolved_on__gte', models.F('disputed_on')), ('resolved_on__isnull', False), models.Q(('resolved_by_key', ''), _negated=True), models.Q(('resolution_reason', ''), _negated=True)), _connector='OR'), name='a_resolution_follows_a_dispute_and_has_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(('accepted_on', None), ('disputed_on', None), ('resolved_on__isnull', False), _connector='OR'), name='what_is_disputed_is_not_accepted'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(('reverses', None), models.Q(('accepted_on', None), ('disputed_on', None)), _connector='OR'), name='a_reversal_is_neither_accepted_nor_disputed'),
        ),
    ]
