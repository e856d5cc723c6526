import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('institutions', '0005_merges'),
    ]

    operations = [
        migrations.CreateModel(
            name='LikelyPair',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('likeness', models.FloatField()),
                ('decision', models.CharField(blank=True, choices=[('', 'Belum diputuskan'), ('sama', 'Lembaga yang sama'), ('beda', 'Lembaga yang berbeda')], default='', max_length=10)),
                ('decided_at', models.DateTimeField(null=True)),
                ('decided_by_key', models.CharField(blank=True, default='', max_length=100)),
                ('recorded_at', models.DateTimeField()),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='institutions.institution')),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='institutions.institution')),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('first'), models.F('second'), name='a_pair_is_proposed_once'), models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='a_pair_is_in_the_order_of_its_keys'), models.CheckConstraint(condition=models.Q(('likeness__gt', 0), ('likeness__lte', 1)), name='likeness_is_a_share'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decision', '')), models.Q(models.Q(('decision', ''), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='a_pair_is_decided_at_a_moment')],
            },
        ),
        migrations.CreateModel(
            name='NameGram',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('gram', models.CharField(max_length=16)),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='grams', to='institutions.institution')),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('gram'), models.F('institution'), name='a_name_has_each_gram_once')],
            },
        ),
    ]
