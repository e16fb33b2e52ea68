from django.db import migrations, models

from investments.models.indexes import GroupOrder, PublicOrder


class Migration(migrations.Migration):
    dependencies = [("investments", "0015_last_change")]

    operations = [
        migrations.AddIndex(
            model_name="figure",
            index=PublicOrder(
                models.OrderBy(models.F("statistic")),
                models.OrderBy(models.F("period_start"), descending=True, nulls_last=True),
                models.OrderBy(models.F("period_end"), descending=True, nulls_last=True),
                models.OrderBy(models.F("slug")),
                condition=models.Q(is_public=True),
                name="figure_by_date",
            ),
        ),
        migrations.AddIndex(
            model_name="statistic",
            index=GroupOrder(fields=["name", "slug"], name="statistic_by_name"),
        ),
        migrations.AddIndex(
            model_name="statistic",
            index=GroupOrder(fields=["name_zh_sort", "slug"], name="statistic_by_name_zh_sort"),
        ),
    ]
