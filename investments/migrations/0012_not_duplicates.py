import re

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.db import migrations, models

NO_CONTROL = django.core.validators.RegexValidator(
    re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]"),
    "Take out the control characters (they come with some copied text).",
    inverse_match=True,
)


class Migration(migrations.Migration):
    dependencies = [
        ("investments", "0011_import_runs"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CarriedRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("before", models.JSONField()),
                ("change_set", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="carried", to="investments.changeset")),
            ],
            options={"ordering": ["id"], "default_permissions": ()},
        ),
        migrations.CreateModel(
            name="HistoricalNotDuplicate",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("change_order", models.PositiveIntegerField(null=True)),
                ("kind", models.CharField(max_length=40)),
                ("low", models.BigIntegerField()),
                ("high", models.BigIntegerField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("reason", models.CharField(blank=True, max_length=100, validators=[NO_CONTROL], verbose_name="reason")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                ("history_type", models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1)),
                ("by", models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("change_set", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="investments.changeset")),
                ("history_user", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "verbose_name": "historical not duplicate",
                "verbose_name_plural": "historical not duplicates",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="NotDuplicate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40)),
                ("low", models.BigIntegerField()),
                ("high", models.BigIntegerField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("reason", models.CharField(blank=True, max_length=100, validators=[NO_CONTROL], verbose_name="reason")),
                ("by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "ordering": ["-at", "-id"],
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "low", "high"), name="notduplicate_once_a_pair"),
                    models.CheckConstraint(condition=models.Q(("low__lt", models.F("high"))), name="notduplicate_in_order"),
                ],
            },
        ),
    ]
