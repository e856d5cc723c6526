import django.db.models.deletion
import uuid
import sinergi.domain.agreements.models.quantities
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agreements', '0012_delivery_answers'),
    ]

    operations = [
        migrations.CreateModel(
            name='Waiver',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('quantity', sinergi.domain.agreements.models.quantities.QuantityField(blank=True, decimal_places=2, max_digits=14, null=True)),
                ('waived_on', models.DateField()),
                ('reason', models.TextField()),
                ('document', models.CharField(blank=True, default='', max_length=120)),
                ('by_key', models.CharField(max_length=100)),
                ('recorded_at', models.DateTimeField()),
                ('reinstated_on', models.DateField(blank=True, null=True)),
                ('reinstated_by_key', models.CharField(blank=True, default='', max_length=100)),
                ('reinstatement_reason', models.TextField(blank=True, default='')),
            ],
        ),
        migrations.AddField(
            model_name='waiver',
            name='obligation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='waivers', to='agreements.obligation'),
        ),
        migrations.AddConstraint(
            model_name='waiver',
            constraint=models.UniqueConstraint(condition=models.Q(('reinstated_on', None)), fields=('obligation',), name='an_obligation_is_waived_once_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='waiver',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='a_waiver_has_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='waiver',
            constraint=models.CheckConstraint(condition=models.Q(('quantity', None), ('quantity__gt', 0), _connector='OR'), name='a_waiver_gives_up_more_than_nothing'),
        ),
        migrations.AddConstraint(
            model_name='waiver',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reinstated_by_key', ''), ('reinstated_on', None), ('reinstatement_reason', '')), models.Q(('reinstated_on__gte', models.F('waived_on')), ('reinstated_on__isnull', False), models.Q(('reinstated_by_key', ''), _negated=True), models.Q(('reinstatement_reason', ''), _negated=True)), _connector='OR'), name='a_waiver_is_taken_back_later_and_with_a_reason'),
        ),
    ]
