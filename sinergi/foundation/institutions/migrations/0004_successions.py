import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('institutions', '0003_names'),
    ]

    operations = [
        migrations.CreateModel(
            name='Succession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(blank=True, null=True)),
                ('kind', models.CharField(choices=[('nama', 'Berganti nama'), ('gabung', 'Digabung'), ('pecah', 'Dipecah')], max_length=10)),
                ('source', models.CharField(max_length=500)),
                ('predecessor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='followed_by', to='institutions.institution')),
                ('successor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='follows', to='institutions.institution')),
            ],
            options={
                'ordering': [models.OrderBy(models.F('on'), nulls_last=True), 'pk'],
                'constraints': [models.UniqueConstraint(models.F('predecessor'), models.F('successor'), name='an_institution_follows_another_once'), models.CheckConstraint(condition=models.Q(('predecessor', models.F('successor')), _negated=True), name='nothing_follows_itself'), models.CheckConstraint(condition=models.Q(('kind__in', ['nama', 'gabung', 'pecah'])), name='a_succession_is_of_a_known_kind'), models.CheckConstraint(condition=models.Q(('source', ''), _negated=True), name='a_succession_has_a_source')],
            },
        ),
    ]
