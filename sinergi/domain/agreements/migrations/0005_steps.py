import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agreements', '0004_only_a_draft_is_at_a_stage'),
    ]

    operations = [
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('move', models.CharField(choices=[('mulai', 'Dimulai'), ('maju', 'Dilanjutkan'), ('kembali', 'Dikembalikan'), ('tarik', 'Ditarik')], max_length=20)),
                ('stage', models.CharField(choices=[('penjajakan', 'Penjajakan'), ('penyusunan', 'Penyusunan'), ('pembahasan', 'Pembahasan'), ('siap', 'Siap ditandatangani')], max_length=20)),
                ('on', models.DateField()),
                ('note', models.TextField(blank=True, default='')),
                ('recorded_at', models.DateTimeField()),
                ('by_key', models.CharField(max_length=100)),
                ('by_label', models.CharField(max_length=200)),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='agreements.agreement')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('move__in', ['mulai', 'maju', 'kembali', 'tarik'])), name='a_step_is_one_of_four_moves'), models.CheckConstraint(condition=models.Q(('stage__in', ['penjajakan', 'penyusunan', 'pembahasan', 'siap'])), name='a_step_leads_to_a_known_stage'), models.CheckConstraint(condition=models.Q(models.Q(('move__in', ['kembali', 'tarik']), _negated=True), models.Q(('note', ''), _negated=True), _connector='OR'), name='a_step_back_has_a_reason')],
            },
        ),
    ]
