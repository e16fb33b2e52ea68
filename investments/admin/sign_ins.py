"""For owners: who must sign in with two steps, and which sign-ins are locked."""

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from investments.actions import locks, two_steps
from investments.forms.sign_in import RuleForm
from investments.models import SignInRule, TwoSteps

PERMISSION = "auth.change_user"


def page(request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    rule = SignInRule.objects.filter(pk=1).first()
    current = rule.two_steps if rule else TwoSteps.NOBODY
    form = RuleForm(initial={"two_steps": current})
    if request.method == "POST" and request.POST.get("act") == "unlock":
        name, address = request.POST.get("name", ""), request.POST.get("address", "")
        known = any((one.name, one.address) == (name, address) for one in locks.locks())
        if known and locks.unlock(name=name, address=address):
            messages.success(request, _("“%(name)s” may try again.") % {"name": name})
        return redirect("sign_ins")
    if request.method == "POST":
        form = RuleForm(request.POST)
        if form.is_valid():
            two_steps.set_rule(two_steps=form.cleaned_data["two_steps"], by=request.user)
            messages.success(request, _("Saved."))
            return redirect("sign_ins")
    context = {
        **admin.site.each_context(request),
        "title": _("Sign-in of staff"),
        "form": form,
        "forced": settings.TWO_STEPS_REQUIRED,
        "locks": locks.locks(),
        "minutes": int(settings.AXES_COOLOFF_TIME.total_seconds() // 60),
        "limit": settings.AXES_FAILURE_LIMIT,
    }
    return TemplateResponse(request, "admin/investments/sign_ins.html", context)
