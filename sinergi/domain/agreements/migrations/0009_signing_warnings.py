import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agreements', '0008_regulations'),
    ]

    operations = [
        migrations.CreateModel(
            name='SigningWarning',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sentence', models.TextField()),
                ('recorded_at', models.DateTimeField()),
                ('answer', models.TextField(blank=True, default='')),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('answered_by_key', models.CharField(blank=True, default='', max_length=100)),
                ('answered_by_label', models.CharField(blank=True, default='', max_length=200)),
                ('agreement', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='signing_warning', to='agreements.agreement')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('sentence', ''), _negated=True), name='a_signing_warning_says_something'), models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at', None), ('answered_by_key', '')), models.Q(models.Q(('answer', ''), _negated=True), ('answered_at__isnull', False), models.Q(('answered_by_key', ''), _negated=True)), _connector='OR'), name='an_answer_to_a_warning_says_who_and_when')],
            },
        ),
    ]
