from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agreements', '0014_repetition'),
    ]

    operations = [
        migrations.AddField(
            model_name='obligation',
            name='in_kind_basis',
            field=models.TextField(blank=True, default=''),
        ),
        migrations.AddField(
            model_name='obligation',
            name='in_kind_rupiah',
            field=models.BigIntegerField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name='obligation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('in_kind_basis', ''), ('in_kind_rupiah', None)), models.Q(('in_kind_rupiah__gt', 0), ('in_kind_rupiah__isnull', False), models.Q(('in_kind_basis', ''), _negated=True)), _connector='OR'), name='a_value_in_rupiah_says_how_it_was_reckoned'),
        ),
    ]
