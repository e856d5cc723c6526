import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agreements', '0016_where_it_is_owed'),
        ('institutions', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Milestone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('title', models.CharField(max_length=200)),
                ('due_on', models.DateField()),
                ('done_on', models.DateField(blank=True, null=True)),
                ('note', models.TextField(blank=True, default='')),
                ('recorded_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='MilestoneMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_on', models.DateField()),
                ('to_on', models.DateField()),
                ('reason', models.TextField()),
                ('by_key', models.CharField(max_length=100)),
                ('recorded_at', models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name='milestone',
            name='agreement',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='milestones', to='agreements.agreement'),
        ),
        migrations.AddField(
            model_name='milestone',
            name='owner_institution',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.institution'),
        ),
        migrations.AddField(
            model_name='milestone',
            name='owner_user',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='obligation',
            name='milestone',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='obligations', to='agreements.milestone'),
        ),
        migrations.AddField(
            model_name='milestonemove',
            name='milestone',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='moves', to='agreements.milestone'),
        ),
        migrations.AddConstraint(
            model_name='milestone',
            constraint=models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='a_milestone_has_a_title'),
        ),
        migrations.AddConstraint(
            model_name='milestone',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('owner_institution__isnull', False), ('owner_user', None)), models.Q(('owner_institution', None), ('owner_user__isnull', False)), _connector='OR'), name='a_milestone_has_one_owner'),
        ),
        migrations.AddConstraint(
            model_name='milestonemove',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='a_milestone_is_moved_with_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='milestonemove',
            constraint=models.CheckConstraint(condition=models.Q(('from_on', models.F('to_on')), _negated=True), name='a_milestone_is_moved_to_another_day'),
        ),
    ]
