"""The admin with a site of our own; see desk."""

from django.contrib.admin.apps import AdminConfig


class DeskConfig(AdminConfig):
    default_site = "liangjiang_site.desk.DeskSite"
