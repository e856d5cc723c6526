"""The index that the list of agreements is read from."""

from django.db import migrations

from sinergi.foundation.kernel.queries import LatestFirst


class Migration(migrations.Migration):

    dependencies = [("agreements", "0020_assignments")]

    operations = [
        migrations.AddIndex(
            model_name="agreement",
            index=LatestFirst(alike="is_example", day="signed_on", name="agreements_listed"),
        ),
    ]
