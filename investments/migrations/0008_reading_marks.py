from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("investments", "0007_change_sets")]

    operations = []
