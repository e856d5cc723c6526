import django.db.models.deletion
import sinergi.foundation.kernel.encryption
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('institutions', '0006_likely_pairs'),
    ]

    operations = [
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', sinergi.foundation.kernel.encryption.EncryptedTextField()),
                ('position', models.CharField(blank=True, default='', max_length=200)),
                ('phone', sinergi.foundation.kernel.encryption.EncryptedTextField(blank=True, default='')),
                ('email', sinergi.foundation.kernel.encryption.EncryptedTextField(blank=True, default='')),
                ('starts_on', models.DateField(blank=True, null=True)),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by_key', models.CharField(max_length=100)),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contacts', to='institutions.institution')),
                ('kept_at', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contacts_kept', to='institutions.institution')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('starts_on', None), ('ends_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='a_contact_does_not_end_before_it_starts')],
            },
        ),
    ]
