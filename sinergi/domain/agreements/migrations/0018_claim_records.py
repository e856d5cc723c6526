import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agreements', '0017_milestones'),
    ]

    operations = [
        migrations.CreateModel(
            name='ClaimRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('before', models.DecimalField(decimal_places=6, max_digits=21, null=True)),
                ('after', models.DecimalField(decimal_places=6, max_digits=21, null=True)),
                ('before_basis', models.JSONField(default=dict)),
                ('after_basis', models.JSONField(default=dict)),
                ('before_origin', models.TextField(blank=True, default='')),
                ('after_origin', models.TextField(blank=True, default='')),
                ('stated', models.CharField(blank=True, default='', max_length=60)),
                ('verdict', models.CharField(blank=True, choices=[('change', 'change'), ('of', 'of'), ('neither', 'neither')], default='', max_length=10)),
                ('sentences', models.JSONField(default=list)),
                ('differences', models.JSONField(default=list)),
                ('source_url', models.URLField(blank=True, default='', max_length=2000)),
                ('source_text', models.TextField(blank=True, default='')),
                ('recorded_at', models.DateTimeField()),
                ('by_key', models.CharField(db_index=True, max_length=100)),
                ('by_label', models.CharField(max_length=200)),
            ],
            options={
                'ordering': ['-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('before', None), ('before__gte', 0), _connector='OR'), name='the_first_figure_of_a_claim_is_a_count'), models.CheckConstraint(condition=models.Q(('after', None), ('after__gte', 0), _connector='OR'), name='the_second_figure_of_a_claim_is_a_count'), models.CheckConstraint(condition=models.Q(('verdict__in', ['', 'change', 'of', 'neither'])), name='a_verdict_is_a_known_word_or_none'), models.CheckConstraint(condition=models.Q(models.Q(('stated', ''), _negated=True), ('verdict', ''), _connector='OR'), name='only_what_was_stated_is_judged')],
            },
        ),
    ]
