
import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('institutions', '0008_find_by_grams'),
    ]

    operations = [
        migrations.CreateModel(
            name='Listing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('decision', models.CharField(blank=True, choices=[('', 'Belum diputuskan'), ('banyak', 'Beberapa lembaga'), ('satu', 'Satu lembaga')], default='', max_length=10)),
                ('decided_at', models.DateTimeField(null=True)),
                ('decided_by_key', models.CharField(blank=True, default='', max_length=100)),
                ('recorded_at', models.DateTimeField()),
                ('institution', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='listing', to='institutions.institution')),
                ('parts', models.ManyToManyField(blank=True, related_name='+', to='institutions.institution')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decision', '')), models.Q(models.Q(('decision', ''), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='a_listing_is_decided_at_a_moment')],
            },
        ),
    ]
