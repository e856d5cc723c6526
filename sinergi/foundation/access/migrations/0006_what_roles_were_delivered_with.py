"""What each delivered role was delivered with: its capabilities with all that administrators changed taken back."""

from django.db import migrations


def take_back_what_was_changed(apps, schema_editor):
    """Whoever made a role is in the audit; who delivered one is not. Changes are taken back from the latest on."""
    Role, Entry = apps.get_model("access", "Role"), apps.get_model("audit", "Entry")
    for role in Role.objects.filter(delivered__isnull=True):
        entries = Entry.objects.filter(subject=f"access.role:{role.public_id}").order_by("-pk")
        if entries.filter(action="role.created").exists():
            continue
        capabilities = set(role.capabilities)
        for facts in entries.filter(action="role.changed").values_list("facts", flat=True):
            capabilities = (capabilities - set(facts["added"].split())) | set(facts["removed"].split())
        role.delivered = sorted(capabilities)
        role.save(update_fields=["delivered"])


def forget(apps, schema_editor):
    apps.get_model("access", "Role").objects.update(delivered=None)


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0005_role_follows_its_delivery'),
        ('audit', '0004_chain_append_only'),
    ]

    operations = [
        migrations.RunPython(take_back_what_was_changed, forget),
    ]
