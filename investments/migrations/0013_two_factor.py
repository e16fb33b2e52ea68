from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("investments", "0012_not_duplicates")]

    operations = [
        migrations.CreateModel(
            name="SignInRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "two_steps",
                    models.CharField(
                        choices=[
                            ("nobody", "Nobody must; everybody may"),
                            ("publishers", "Whoever may publish: editors and owners"),
                            ("everybody", "Everybody"),
                        ],
                        default="nobody",
                        max_length=10,
                        verbose_name="who must sign in with two steps",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("pk", 1)), name="signinrule_one_row"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("two_steps__in", ["nobody", "publishers", "everybody"])
                        ),
                        name="signinrule_two_steps",
                    ),
                ],
            },
        ),
    ]
