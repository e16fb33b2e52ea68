from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("investments", "0002_search")]

    operations = []
