import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agreements', '0005_steps'),
    ]

    operations = [
        migrations.AddField(
            model_name='agreement',
            name='funding_rupiah',
            field=models.PositiveBigIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='agreement',
            name='funding_text',
            field=models.TextField(blank=True, default=''),
        ),
        migrations.AddField(
            model_name='agreement',
            name='paid_by',
            field=models.CharField(blank=True, choices=[('pemasyarakatan', 'Pihak pemasyarakatan'), ('mitra', 'Pihak mitra'), ('masing-masing', 'Masing-masing pihak'), ('lain', 'Sumber lain')], default='', max_length=20),
        ),
        migrations.AddField(
            model_name='agreement',
            name='signing_place',
            field=models.CharField(blank=True, default='', max_length=200),
        ),
        migrations.AddField(
            model_name='agreement',
            name='umbrella',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='carried_out_by', to='agreements.agreement'),
        ),
        migrations.AddField(
            model_name='agreement',
            name='urgency',
            field=models.TextField(blank=True, default=''),
        ),
        migrations.AddField(
            model_name='party',
            name='mandate_number',
            field=models.CharField(blank=True, default='', max_length=200),
        ),
        migrations.AddField(
            model_name='party',
            name='mandate_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(('umbrella', None), models.Q(('umbrella', models.F('id')), _negated=True), _connector='OR'), name='an_agreement_is_not_its_own_umbrella'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(('paid_by__in', ['', 'pemasyarakatan', 'mitra', 'masing-masing', 'lain'])), name='the_payer_is_a_known_word_or_unknown'),
        ),
    ]
