"""Who must sign in with two steps: one row, kept by owners."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TwoSteps(models.TextChoices):
    """Of whom a code is asked besides the password; whoever has set it up gives one in any case."""

    NOBODY = "nobody", _("Nobody must; everybody may")
    PUBLISHERS = "publishers", _("Whoever may publish: editors and owners")
    EVERYBODY = "everybody", _("Everybody")


class SignInRule(models.Model):
    """The desk's rule, in the row with the key 1; without a row nobody must."""

    two_steps = models.CharField(
        _("who must sign in with two steps"),
        max_length=10,
        choices=TwoSteps,
        default=TwoSteps.NOBODY,
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="signinrule_one_row", condition=models.Q(pk=1)),
            models.CheckConstraint(
                name="signinrule_two_steps", condition=models.Q(two_steps__in=TwoSteps.values)
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_two_steps_display())
