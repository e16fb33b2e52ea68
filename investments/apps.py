from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InvestmentsConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "investments"
    verbose_name = _("Investment record")

    def ready(self) -> None:
        from investments.actions import (
            changesets,
            derive,
            known,
            last_change,
            merge,
            public,
            refresh,
            roles,
            search,
            slugs,
        )

        changesets.connect()
        merge.connect()
        public.connect()
        known.connect()
        derive.connect()
        slugs.connect()
        search.connect()
        refresh.connect(self)
        last_change.connect(self)
        roles.connect(self)
