from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("investments", "0009_corrections")]

    operations = []
