from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agreements', '0003_drafts_begin_at_the_first_stage'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('stage__in', ['penjajakan', 'penyusunan', 'pembahasan', 'siap']), ('state', 'draft')), models.Q(models.Q(('state', 'draft'), _negated=True), ('stage', '')), _connector='OR'), name='a_draft_and_nothing_else_is_at_a_stage'),
        ),
    ]
