"""A user's grants rest during leave, and each grant is confirmed once a year."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0003_second_factor_and_epoch'),
    ]

    operations = [
        migrations.AddField(
            model_name='grant',
            name='reviewed_by_key',
            field=models.CharField(blank=True, default='', max_length=80),
        ),
        migrations.AddField(
            model_name='grant',
            name='reviewed_on',
            field=models.DateField(null=True),
        ),
        migrations.CreateModel(
            name='Leave',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by_key', models.CharField(max_length=80)),
                ('deputy', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='leaves', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-starts_on', '-pk'],
            },
        ),
        migrations.AddField(
            model_name='grant',
            name='leave',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='deputies', to='access.leave'),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reviewed_by_key', ''), ('reviewed_on', None)), models.Q(('reviewed_on__isnull', False), models.Q(('reviewed_by_key', ''), _negated=True)), _connector='OR'), name='a_review_has_a_day_and_a_reviewer'),
        ),
        migrations.AddConstraint(
            model_name='leave',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='a_leave_ends_after_it_starts'),
        ),
        migrations.AddConstraint(
            model_name='leave',
            constraint=models.CheckConstraint(condition=models.Q(('deputy', None), models.Q(('deputy', models.F('user')), _negated=True), _connector='OR'), name='nobody_is_his_own_deputy'),
        ),
    ]
