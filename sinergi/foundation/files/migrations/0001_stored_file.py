
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='StoredFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('sha256', models.CharField(db_index=True, max_length=64)),
                ('size', models.PositiveBigIntegerField()),
                ('media_type', models.CharField(choices=[('text/csv', 'CSV'), ('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'Excel (.xlsx)'), ('application/pdf', 'PDF'), ('image/png', 'PNG'), ('image/jpeg', 'JPEG')], max_length=100)),
                ('name', models.CharField(max_length=120)),
                ('is_example', models.BooleanField(default=False)),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by_key', models.CharField(max_length=80)),
                ('checked_at', models.DateTimeField(null=True)),
                ('damage', models.CharField(blank=True, choices=[('missing', 'Hilang dari penyimpanan'), ('changed', 'Isinya berubah'), ('unreadable', 'Tidak dapat dibaca')], default='', max_length=12)),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('size__gt', 0)), name='a_stored_file_is_not_empty'), models.CheckConstraint(condition=models.Q(('media_type__in', ['text/csv', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'application/pdf', 'image/png', 'image/jpeg'])), name='a_stored_file_has_a_known_kind')],
            },
        ),
    ]
