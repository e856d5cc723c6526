import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agreements', '0007_catalogue'),
    ]

    operations = [
        migrations.CreateModel(
            name='Authority',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('code', models.CharField(blank=True, max_length=60, null=True, unique=True)),
                ('legal_basis', models.TextField()),
                ('source', models.TextField(blank=True, default='')),
                ('confidence', models.CharField(choices=[('tinggi', 'tinggi'), ('sedang', 'sedang'), ('rendah', 'rendah')], max_length=10)),
                ('starts_on', models.DateField(blank=True, null=True)),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('kind', models.CharField(choices=[('NK', 'Nota Kesepahaman'), ('PKS', 'Perjanjian Kerja Sama'), ('IA', 'Rencana Kerja / Implementation Arrangement'), ('ADENDUM', 'Adendum')], max_length=20)),
                ('level', models.CharField(choices=[('kementerian', 'Kementerian'), ('ditjen', 'Direktorat Jenderal'), ('kanwil', 'Kantor Wilayah'), ('upt', 'Unit Pelaksana Teknis')], max_length=20)),
                ('position', models.CharField(max_length=200)),
                ('may_sign', models.BooleanField(default=True)),
            ],
            options={
                'verbose_name_plural': 'authorities',
                'ordering': ['kind', 'level', 'pk'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('legal_basis', ''), _negated=True), name='a_rule_of_authority_has_a_basis'), models.CheckConstraint(condition=models.Q(('confidence__in', ['tinggi', 'sedang', 'rendah'])), name='a_rule_of_authority_says_how_sure_it_is'), models.CheckConstraint(condition=models.Q(('starts_on', None), ('ends_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='a_rule_of_authority_does_not_end_before_it_starts'), models.CheckConstraint(condition=models.Q(('kind__in', ['NK', 'PKS', 'IA', 'ADENDUM'])), name='authority_is_for_a_known_kind'), models.CheckConstraint(condition=models.Q(('level__in', ['kementerian', 'ditjen', 'kanwil', 'upt'])), name='authority_is_for_a_known_level'), models.CheckConstraint(condition=models.Q(('position', ''), _negated=True), name='authority_names_a_position')],
            },
        ),
        migrations.CreateModel(
            name='Requirement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('code', models.CharField(blank=True, max_length=60, null=True, unique=True)),
                ('legal_basis', models.TextField()),
                ('source', models.TextField(blank=True, default='')),
                ('confidence', models.CharField(choices=[('tinggi', 'tinggi'), ('sedang', 'sedang'), ('rendah', 'rendah')], max_length=10)),
                ('starts_on', models.DateField(blank=True, null=True)),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('stage', models.CharField(choices=[('penjajakan', 'Penjajakan'), ('penyusunan', 'Penyusunan'), ('pembahasan', 'Pembahasan'), ('siap', 'Siap ditandatangani')], max_length=20)),
                ('fact', models.CharField(choices=[('kind', 'bentuk naskah'), ('level', 'tingkat penandatangan'), ('number', 'nomor naskah'), ('urgency', 'urgensi'), ('scope', 'pokok kerja sama'), ('signed_on', 'tanggal penandatanganan'), ('signing_place', 'tempat penandatanganan'), ('term', 'jangka waktu'), ('location_text', 'lokasi'), ('funding', 'pembiayaan'), ('ours', 'pihak pemasyarakatan'), ('partner', 'pihak mitra'), ('signatories', 'jabatan penanda tangan setiap pihak'), ('mandates', 'dasar kewenangan penanda tangan'), ('covered_units', 'unit yang tercakup'), ('umbrella', 'naskah payung'), ('programmes', 'program yang didukung'), ('fields', 'bidang')], max_length=20)),
            ],
            options={
                'ordering': ['pk'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('legal_basis', ''), _negated=True), name='a_rule_of_requirement_has_a_basis'), models.CheckConstraint(condition=models.Q(('confidence__in', ['tinggi', 'sedang', 'rendah'])), name='a_rule_of_requirement_says_how_sure_it_is'), models.CheckConstraint(condition=models.Q(('starts_on', None), ('ends_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='a_rule_of_requirement_does_not_end_before_it_starts'), models.CheckConstraint(condition=models.Q(('stage__in', ['penjajakan', 'penyusunan', 'pembahasan', 'siap'])), name='a_requirement_is_for_a_known_stage'), models.CheckConstraint(condition=models.Q(('fact__in', ['kind', 'level', 'number', 'urgency', 'scope', 'signed_on', 'signing_place', 'term', 'location_text', 'funding', 'ours', 'partner', 'signatories', 'mandates', 'covered_units', 'umbrella', 'programmes', 'fields'])), name='a_requirement_asks_for_a_known_fact')],
            },
        ),
    ]
