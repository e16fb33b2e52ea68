import re

import django.core.validators
from django.db import migrations, models

REFUSED = django.core.validators.RegexValidator(
    re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]"),
    "Take out the control characters (they come with some copied text).",
    inverse_match=True,
)


def columns(model):
    """The two columns of a model; both are empty for every row that there is."""
    return [
        migrations.AddField(
            model_name=model,
            name="series_break",
            field=models.CharField(
                blank=True,
                help_text=(
                    "From this value on it is measured differently than before: say what changed. "
                    "Charts draw no line across. Empty: nothing known to have changed."
                ),
                max_length=200,
                validators=[REFUSED],
                verbose_name="break in series",
            ),
        ),
        migrations.AddField(
            model_name=model,
            name="series_break_zh",
            field=models.CharField(
                blank=True,
                max_length=200,
                validators=[REFUSED],
                verbose_name="break in series, in Chinese",
            ),
        ),
    ]


class Migration(migrations.Migration):
    dependencies = [("investments", "0002_search")]

    operations = [*columns("figure"), *columns("historicalfigure")]
