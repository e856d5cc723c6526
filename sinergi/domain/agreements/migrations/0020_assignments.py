import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agreements', '0019_saved_filters'),
        ('institutions', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Assignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('fact', models.CharField(choices=[('signed_on', 'tanggal penandatanganan'), ('kind', 'jenis naskah'), ('level', 'tingkat penandatangan'), ('scope', 'ruang lingkup'), ('number', 'nomor naskah'), ('term', 'masa berlaku'), ('ours', 'pihak pemasyarakatan'), ('partner', 'pihak mitra')], max_length=20)),
                ('assigned_at', models.DateTimeField()),
                ('by_key', models.CharField(max_length=100)),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='assignments', to='agreements.agreement')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.institution')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['assigned_at', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('agreement', 'fact'), name='one_owner_finds_out_a_fact'), models.CheckConstraint(condition=models.Q(('fact__in', ['signed_on', 'kind', 'level', 'scope', 'number', 'term', 'ours', 'partner'])), name='what_is_to_be_found_out_is_a_known_fact'), models.CheckConstraint(condition=models.Q(models.Q(('unit__isnull', False), ('user', None)), models.Q(('unit', None), ('user__isnull', False)), _connector='OR'), name='a_fact_is_found_out_by_a_user_or_a_unit')],
            },
        ),
    ]
