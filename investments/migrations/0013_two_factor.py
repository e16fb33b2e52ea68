from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("investments", "0012_not_duplicates")]

    operations = []
