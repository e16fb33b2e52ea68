import investments.models.search
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("investments", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="SearchToken",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token", investments.models.search.TokenField(max_length=64)),
                ("holder", models.CharField(max_length=20)),
                ("holder_id", models.BigIntegerField()),
                ("kind", models.CharField(max_length=20)),
                ("object_id", models.BigIntegerField()),
                ("weight", models.PositiveSmallIntegerField()),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        fields=["token"],
                        name="searchtoken_token",
                        opclasses=["varchar_pattern_ops"],
                    ),
                    models.Index(fields=["holder", "holder_id"], name="searchtoken_holder"),
                ],
            },
        ),
    ]
