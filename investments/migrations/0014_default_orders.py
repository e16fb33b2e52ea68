from django.db import migrations, models

import investments.models.indexes


class Migration(migrations.Migration):
    dependencies = [
        ("investments", "0013_two_factor"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="event",
            index=investments.models.indexes.PublicOrder(
                models.OrderBy(models.F("date_start"), descending=True, nulls_last=True),
                models.OrderBy(models.F("date_end"), descending=True, nulls_last=True),
                models.OrderBy(models.F("slug")),
                condition=models.Q(("is_public", True)),
                name="event_by_date",
            ),
        ),
        migrations.AddIndex(
            model_name="organisation",
            index=investments.models.indexes.PublicOrder(
                condition=models.Q(("is_public", True)),
                fields=["name", "slug"],
                name="organisation_by_name",
            ),
        ),
        migrations.AddIndex(
            model_name="organisation",
            index=investments.models.indexes.PublicOrder(
                condition=models.Q(("is_public", True)),
                fields=["name_zh_sort", "slug"],
                name="organisation_by_name_zh_sort",
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=investments.models.indexes.PublicOrder(
                condition=models.Q(("is_public", True)),
                fields=["name", "slug"],
                name="person_by_name",
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=investments.models.indexes.PublicOrder(
                condition=models.Q(("is_public", True)),
                fields=["name_zh_sort", "slug"],
                name="person_by_name_zh_sort",
            ),
        ),
        migrations.AddIndex(
            model_name="place",
            index=investments.models.indexes.PublicOrder(
                condition=models.Q(("is_public", True)),
                fields=["name", "slug"],
                name="place_by_name",
            ),
        ),
        migrations.AddIndex(
            model_name="place",
            index=investments.models.indexes.PublicOrder(
                condition=models.Q(("is_public", True)),
                fields=["name_zh_sort", "slug"],
                name="place_by_name_zh_sort",
            ),
        ),
        migrations.AddIndex(
            model_name="project",
            index=investments.models.indexes.PublicOrder(
                models.OrderBy(models.F("signed_start"), descending=True, nulls_last=True),
                models.OrderBy(models.F("signed_end"), descending=True, nulls_last=True),
                models.OrderBy(models.F("slug")),
                condition=models.Q(("is_public", True)),
                name="project_by_date",
            ),
        ),
        migrations.AddIndex(
            model_name="source",
            index=investments.models.indexes.PublicOrder(
                models.OrderBy(models.F("published_start"), descending=True, nulls_last=True),
                models.OrderBy(models.F("published_end"), descending=True, nulls_last=True),
                models.OrderBy(models.F("slug")),
                condition=models.Q(("is_public", True)),
                name="source_by_date",
            ),
        ),
    ]
