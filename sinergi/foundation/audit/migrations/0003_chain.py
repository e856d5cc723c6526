import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0002_append_only'),
    ]

    operations = [
        migrations.CreateModel(
            name='Seal',
            fields=[
                ('number', models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ('previous_sha256', models.CharField(max_length=64, unique=True)),
                ('sha256', models.CharField(max_length=64)),
                ('highest_entry', models.PositiveBigIntegerField()),
                ('highest_reading', models.PositiveBigIntegerField()),
                ('sealed_at', models.DateTimeField(db_index=True)),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='seals_are_counted_from_one')],
            },
        ),
        migrations.CreateModel(
            name='Verification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verified_at', models.DateTimeField()),
                ('verified_by_label', models.CharField(max_length=200)),
                ('seals', models.PositiveBigIntegerField()),
                ('rows', models.PositiveBigIntegerField()),
                ('last_number', models.PositiveBigIntegerField(null=True)),
                ('last_sha256', models.CharField(blank=True, default='', max_length=64)),
                ('tail', models.PositiveBigIntegerField()),
                ('tail_since', models.DateTimeField(null=True)),
                ('broken', models.CharField(blank=True, choices=[('row_changed', 'isinya bukan lagi isi yang dicatat'), ('row_missing', 'hilang dari basis data'), ('seal_changed', 'segel tidak lagi cocok dengan isinya'), ('seal_missing', 'segel hilang dari rantai'), ('seal_replaced', 'segel berbeda dari yang dicatat di luar sistem')], default='', max_length=13)),
                ('broken_seal', models.PositiveBigIntegerField(null=True)),
                ('broken_kind', models.CharField(blank=True, choices=[('entry', 'Catatan'), ('reading', 'Pembacaan')], default='', max_length=7)),
                ('broken_row', models.PositiveBigIntegerField(null=True)),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('broken', ''), _negated=True), models.Q(('broken_kind', ''), ('broken_row', None), ('broken_seal', None)), _connector='OR'), name='an_intact_chain_names_no_break')],
            },
        ),
        migrations.CreateModel(
            name='Link',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('entry', 'Catatan'), ('reading', 'Pembacaan')], max_length=7)),
                ('row', models.PositiveBigIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('seal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links', to='audit.seal')),
            ],
            options={
                'ordering': ['kind', 'row'],
                'constraints': [models.UniqueConstraint(models.F('kind'), models.F('row'), name='a_row_is_sealed_once')],
            },
        ),
    ]
