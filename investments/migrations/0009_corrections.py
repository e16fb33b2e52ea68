from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("investments", "0008_reading_marks")]

    operations = []
