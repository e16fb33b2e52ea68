from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("investments", "0003_series_break")]

    operations = []
