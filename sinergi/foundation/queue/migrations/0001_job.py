
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=100)),
                ('args', models.JSONField(default=list)),
                ('period_key', models.CharField(max_length=20, null=True)),
                ('state', models.CharField(choices=[('waiting', 'Menunggu'), ('running', 'Sedang dikerjakan'), ('done', 'Selesai'), ('failed', 'Gagal')], default='waiting', max_length=10)),
                ('run_at', models.DateTimeField()),
                ('lease_until', models.DateTimeField(null=True)),
                ('lease_token', models.UUIDField(null=True, unique=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('most_attempts', models.PositiveSmallIntegerField(default=5)),
                ('last_error', models.CharField(blank=True, default='', max_length=500)),
                ('progress', models.PositiveSmallIntegerField(default=0)),
                ('recorded_at', models.DateTimeField()),
                ('started_at', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['pk'],
                'indexes': [models.Index(fields=['state', 'run_at'], name='jobs_by_state_and_due_time')],
                'constraints': [models.UniqueConstraint(models.F('name'), models.F('period_key'), name='a_scheduled_job_is_posted_once_a_period'), models.CheckConstraint(condition=models.Q(models.Q(('lease_token__isnull', False), ('lease_until__isnull', False), ('state', 'running')), models.Q(models.Q(('state', 'running'), _negated=True), ('lease_token', None), ('lease_until', None)), _connector='OR'), name='a_job_is_leased_exactly_while_it_runs'), models.CheckConstraint(condition=models.Q(models.Q(('finished_at__isnull', False), ('state__in', ['done', 'failed'])), models.Q(('finished_at', None), ('state__in', ['waiting', 'running'])), _connector='OR'), name='a_job_has_ended_exactly_when_done_or_failed'), models.CheckConstraint(condition=models.Q(('attempts__lte', models.F('most_attempts'))), name='a_job_is_not_tried_too_often'), models.CheckConstraint(condition=models.Q(('progress__lte', 100)), name='a_job_progresses_to_100_percent_at_most')],
            },
        ),
    ]
