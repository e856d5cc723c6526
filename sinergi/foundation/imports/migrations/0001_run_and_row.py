
import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('files', '0001_stored_file'),
    ]

    operations = [
        migrations.CreateModel(
            name='ImportRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('subject', models.CharField(choices=[('agreements', 'Perjanjian')], max_length=20)),
                ('state', models.CharField(choices=[('previewed', 'Menunggu konfirmasi'), ('confirmed', 'Sudah dikonfirmasi'), ('stale', 'Kedaluwarsa')], default='previewed', max_length=10)),
                ('notes', models.JSONField(default=list)),
                ('would_create', models.PositiveIntegerField()),
                ('would_update', models.PositiveIntegerField()),
                ('would_leave', models.PositiveIntegerField()),
                ('would_refuse', models.PositiveIntegerField()),
                ('created', models.PositiveIntegerField(null=True)),
                ('updated', models.PositiveIntegerField(null=True)),
                ('unchanged', models.PositiveIntegerField(null=True)),
                ('refused', models.PositiveIntegerField(null=True)),
                ('by_key', models.CharField(db_index=True, max_length=80)),
                ('by_label', models.CharField(max_length=200)),
                ('recorded_at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('confirmed_by_key', models.CharField(blank=True, default='', max_length=80)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='ImportRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('outcome', models.CharField(choices=[('created', 'Baru'), ('updated', 'Diperbarui'), ('unchanged', 'Tidak berubah'), ('refused', 'Ditolak')], max_length=10)),
                ('message', models.TextField(blank=True, default='')),
                ('values', models.JSONField(default=dict)),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='imports.importrun')),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.AddConstraint(
            model_name='importrun',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', False), ('state', 'confirmed')), models.Q(models.Q(('state', 'confirmed'), _negated=True), ('confirmed_at', None), ('confirmed_by_key', '')), _connector='OR'), name='an_import_is_confirmed_at_a_moment'),
        ),
        migrations.AddConstraint(
            model_name='importrun',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('created', None), ('refused', None), ('unchanged', None), ('updated', None)), models.Q(('created__isnull', False), ('refused__isnull', False), ('state', 'confirmed'), ('unchanged__isnull', False), ('updated__isnull', False)), _connector='OR'), name='only_a_confirmed_import_has_results'),
        ),
        migrations.AddConstraint(
            model_name='importrow',
            constraint=models.UniqueConstraint(models.F('run'), models.F('number'), name='a_row_stands_once_in_an_import'),
        ),
        migrations.AddConstraint(
            model_name='importrow',
            constraint=models.CheckConstraint(condition=models.Q(('message', ''), ('outcome', 'refused'), _negated=True), name='a_refused_row_says_why'),
        ),
    ]
