from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("investments", "0014_default_orders")]

    operations = [
        migrations.CreateModel(
            name="LastChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("transaction", models.BigIntegerField(blank=True, null=True)),
                ("release", models.CharField(blank=True, max_length=64)),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("pk", 1)), name="lastchange_one_row"
                    )
                ],
            },
        ),
    ]
