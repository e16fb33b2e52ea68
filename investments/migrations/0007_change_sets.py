import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from investments.migrations._operations import AddFields

WITH_HISTORY = (
    "classification contribution event eventdate eventseries figure industry location mention "
    "milestone organisation participation person place placement policynote position project "
    "signingbatch source statistic tier"
).split()
KINDS = [
    ("edit", "Edit"),
    ("publish", "Review"),
    ("desk", "Reading desk"),
    ("import", "Import"),
    ("merge", "Merge"),
    ("delete", "Deletion"),
    ("undo", "Undo"),
]
HISTORY_TYPES = [("+", "Created"), ("~", "Changed"), ("-", "Deleted")]
PROTECT = django.db.models.deletion.PROTECT
SET_NULL = django.db.models.deletion.SET_NULL


def to_change_set():
    return models.ForeignKey(
        null=True, on_delete=PROTECT, related_name="+", to="investments.changeset"
    )


def author(**options):
    return models.ForeignKey(
        null=True,
        on_delete=SET_NULL,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
        **options,
    )


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("investments", "0006_roles"),
    ]

    operations = [
        migrations.CreateModel(
            name="ChangeSet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(choices=KINDS, max_length=10, verbose_name="kind")),
                ("at", models.DateTimeField(auto_now_add=True, db_index=True, verbose_name="when")),
                ("reason", models.CharField(blank=True, max_length=100, verbose_name="why")),
                ("counts", models.JSONField(default=dict)),
                ("model", models.CharField(blank=True, max_length=40)),
                ("row", models.BigIntegerField(null=True)),
                ("by", author(blank=True, verbose_name="who")),
                (
                    "undoes",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=PROTECT,
                        related_name="undone_by",
                        to="investments.changeset",
                    ),
                ),
            ],
            options={
                "verbose_name": "change",
                "verbose_name_plural": "changes",
                "ordering": ["-at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalSlugRedirect",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("change_order", models.PositiveIntegerField(null=True)),
                ("kind", models.CharField(max_length=40)),
                ("old", models.SlugField(max_length=120)),
                ("new", models.SlugField(max_length=120)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                ("history_type", models.CharField(choices=HISTORY_TYPES, max_length=1)),
                ("change_set", to_change_set()),
                ("history_user", author()),
            ],
            options={
                "verbose_name": "historical slug redirect",
                "verbose_name_plural": "historical slug redirects",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        AddFields(
            [
                (f"historical{model}", name, field)
                for model in WITH_HISTORY
                for name, field in (
                    ("change_order", models.PositiveIntegerField(null=True)),
                    ("change_set", to_change_set()),
                )
            ]
        ),
    ]
