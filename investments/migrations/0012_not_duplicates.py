from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("investments", "0011_import_runs")]

    operations = []
