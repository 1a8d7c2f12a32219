"""A new installation hangs the usual studies as most sites do."""

from django.db import migrations

from apps.hanging.defaults import DEFAULTS
from apps.hanging.shape import Protocol


def seed(apps, schema_editor):
    model = apps.get_model("hanging", "HangingProtocol")
    known = {field.name for field in model._meta.fields}
    for position, fields in enumerate(DEFAULTS):
        whole = Protocol.model_validate(fields).columns_of_the_table()
        model.objects.create(position=position, **{name: value for name, value in whole.items() if name in known})


class Migration(migrations.Migration):

    dependencies = [
        ("hanging", "0001_initial"),
    ]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
