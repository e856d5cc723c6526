import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agreements', '0006_plan_funding_and_umbrella'),
    ]

    operations = [
        migrations.CreateModel(
            name='Programme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('code', models.CharField(blank=True, max_length=60, null=True, unique=True)),
                ('name', models.CharField(max_length=200, unique=True)),
                ('legal_basis', models.TextField(blank=True, default='')),
                ('is_offered', models.BooleanField(default=True)),
            ],
            options={
                'ordering': ['name'],
                'constraints': [models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='a_programme_has_a_name')],
            },
        ),
        migrations.AddField(
            model_name='agreement',
            name='programmes',
            field=models.ManyToManyField(blank=True, related_name='agreements', to='agreements.programme'),
        ),
        migrations.CreateModel(
            name='SubjectField',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('code', models.CharField(blank=True, max_length=60, null=True, unique=True)),
                ('name', models.CharField(max_length=200)),
                ('is_offered', models.BooleanField(default=True)),
                ('group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='members', to='agreements.subjectfield')),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.AddField(
            model_name='agreement',
            name='fields',
            field=models.ManyToManyField(blank=True, related_name='agreements', to='agreements.subjectfield'),
        ),
        migrations.AddConstraint(
            model_name='subjectfield',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='a_field_has_a_name'),
        ),
        migrations.AddConstraint(
            model_name='subjectfield',
            constraint=models.UniqueConstraint(fields=('group', 'name'), name='a_field_stands_once_in_its_group'),
        ),
        migrations.AddConstraint(
            model_name='subjectfield',
            constraint=models.UniqueConstraint(condition=models.Q(('group', None)), fields=('name',), name='a_group_of_fields_stands_once'),
        ),
        migrations.AddConstraint(
            model_name='subjectfield',
            constraint=models.CheckConstraint(condition=models.Q(('group', None), models.Q(('group', models.F('id')), _negated=True), _connector='OR'), name='a_field_is_not_its_own_group'),
        ),
    ]
