from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("investments", "0010_contact_points")]

    operations = []
