from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agreements', '0001_agreement_and_obligation'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='agreement',
            name='an_agreement_is_a_draft_or_concluded',
        ),
        migrations.RemoveConstraint(
            model_name='agreement',
            name='a_draft_is_not_signed',
        ),
        migrations.RemoveConstraint(
            model_name='agreement',
            name='a_draft_is_not_ended',
        ),
        migrations.AddField(
            model_name='agreement',
            name='stage',
            field=models.CharField(blank=True, choices=[('penjajakan', 'Penjajakan'), ('penyusunan', 'Penyusunan'), ('pembahasan', 'Pembahasan'), ('siap', 'Siap ditandatangani')], default='', max_length=20),
        ),
        migrations.AlterField(
            model_name='agreement',
            name='state',
            field=models.CharField(choices=[('draft', 'Rancangan'), ('concluded', 'Ditandatangani'), ('withdrawn', 'Ditarik')], default='draft', max_length=20),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'concluded', 'withdrawn'])), name='an_agreement_is_a_draft_concluded_or_withdrawn'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'concluded'), models.Q(('ended_on', None), ('signed_on', None)), _connector='OR'), name='what_is_not_concluded_is_neither_signed_nor_ended'),
        ),
    ]
