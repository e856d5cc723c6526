import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agreements', '0018_claim_records'),
    ]

    operations = [
        migrations.CreateModel(
            name='SavedFilter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('owner_key', models.CharField(max_length=100)),
                ('name', models.CharField(max_length=80)),
                ('filter', models.JSONField(default=dict)),
                ('recorded_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['name', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('owner_key', 'name'), name='a_saved_filter_has_a_name_of_its_own'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='a_saved_filter_has_a_name')],
            },
        ),
    ]
