from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("investments", "0006_roles")]

    operations = []
