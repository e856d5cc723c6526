import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agreements', '0010_corrections'),
    ]

    operations = [
        migrations.CreateModel(
            name='FactSource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fact', models.CharField(choices=[('kind', 'bentuk naskah'), ('level', 'tingkat penandatangan'), ('number', 'nomor naskah'), ('urgency', 'urgensi'), ('scope', 'pokok kerja sama'), ('signed_on', 'tanggal penandatanganan'), ('signing_place', 'tempat penandatanganan'), ('term', 'jangka waktu'), ('location_text', 'lokasi'), ('funding', 'pembiayaan'), ('ours', 'pihak pemasyarakatan'), ('partner', 'pihak mitra'), ('signatories', 'jabatan penanda tangan setiap pihak'), ('mandates', 'dasar kewenangan penanda tangan'), ('covered_units', 'unit yang tercakup'), ('umbrella', 'naskah payung'), ('programmes', 'program yang didukung'), ('fields', 'bidang')], max_length=20)),
                ('url', models.CharField(blank=True, default='', max_length=1000)),
                ('text', models.TextField(blank=True, default='')),
                ('confidence', models.CharField(choices=[('tinggi', 'tinggi'), ('sedang', 'sedang'), ('rendah', 'rendah')], max_length=10)),
                ('noted_at', models.DateTimeField()),
                ('noted_by_key', models.CharField(max_length=100)),
                ('noted_by_label', models.CharField(max_length=200)),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='fact_sources', to='agreements.agreement')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('fact__in', ['kind', 'level', 'number', 'urgency', 'scope', 'signed_on', 'signing_place', 'term', 'location_text', 'funding', 'ours', 'partner', 'signatories', 'mandates', 'covered_units', 'umbrella', 'programmes', 'fields'])), name='a_source_is_about_a_known_fact'), models.CheckConstraint(condition=models.Q(('confidence__in', ['tinggi', 'sedang', 'rendah'])), name='a_source_says_how_sure_it_is'), models.CheckConstraint(condition=models.Q(('text', ''), ('url', ''), _negated=True), name='a_source_has_an_address_or_words')],
            },
        ),
    ]
