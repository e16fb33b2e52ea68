import re

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

NO_CONTROL = django.core.validators.RegexValidator(
    re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]"),
    "Take out the control characters (they come with some copied text).",
    inverse_match=True,
)


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("investments", "0007_change_sets"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReadingMark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("paragraph", models.PositiveSmallIntegerField()),
                ("start", models.PositiveIntegerField()),
                ("end", models.PositiveIntegerField()),
                ("printed", models.CharField(max_length=80)),
                (
                    "decision",
                    models.CharField(
                        choices=[("taken", "Taken"), ("set_aside", "Set aside")], max_length=10
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True, max_length=100, validators=[NO_CONTROL], verbose_name="reason"
                    ),
                ),
                ("statement_model", models.CharField(blank=True, max_length=40)),
                ("statement_slug", models.CharField(blank=True, max_length=120)),
                ("at", models.DateTimeField(auto_now=True)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reading_marks",
                        to="investments.source",
                    ),
                ),
            ],
            options={
                "ordering": ["source", "paragraph", "start"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        name="readingmark_once_a_place",
                        fields=["source", "paragraph", "start", "end"],
                    ),
                    models.CheckConstraint(
                        name="readingmark_taken_names_statement",
                        condition=models.Q(
                            models.Q(("decision", "set_aside"), ("statement_slug", "")),
                            models.Q(
                                ("decision", "taken"),
                                models.Q(("statement_slug", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                    ),
                ],
            },
        ),
    ]
