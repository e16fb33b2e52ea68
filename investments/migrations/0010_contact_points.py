from django.conf import settings
import django.core.validators
import django.db.models.deletion
import re
import simple_history.models
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("investments", "0009_corrections"),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalContactPoint',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('change_order', models.PositiveIntegerField(null=True)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('in_review', 'In review'), ('published', 'Published'), ('withdrawn', 'Withdrawn')], db_index=True, default='draft', max_length=12, verbose_name='state')),
                ('is_public', models.BooleanField(db_index=True, default=False, editable=False)),
                ('known_from', models.DateField(blank=True, db_index=True, editable=False, null=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('slug', models.SlugField(blank=True, help_text='Made for you when left empty.', max_length=120, verbose_name='slug')),
                ('name', models.CharField(help_text='The office or desk that answers; no private person.', max_length=200, validators=[django.core.validators.RegexValidator(re.compile('[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]'), 'Take out the control characters (they come with some copied text).', inverse_match=True)], verbose_name='name')),
                ('name_zh', models.CharField(blank=True, max_length=200, validators=[django.core.validators.RegexValidator(re.compile('[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]'), 'Take out the control characters (they come with some copied text).', inverse_match=True)], verbose_name='Chinese name')),
                ('purpose', models.CharField(blank=True, help_text='Enquiries of investors, visits, the press.', max_length=200, validators=[django.core.validators.RegexValidator(re.compile('[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]'), 'Take out the control characters (they come with some copied text).', inverse_match=True)], verbose_name='what for')),
                ('purpose_zh', models.CharField(blank=True, max_length=200, validators=[django.core.validators.RegexValidator(re.compile('[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]'), 'Take out the control characters (they come with some copied text).', inverse_match=True)], verbose_name='what for, in Chinese')),
                ('telephone', models.CharField(blank=True, help_text='With the code of the country: +86 23 1234 5678.', max_length=40, validators=[django.core.validators.RegexValidator('^\\+[0-9][0-9 ]{5,}[0-9]$', 'With the code of the country: +86 23 1234 5678.')], verbose_name='telephone')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail address')),
                ('web', models.URLField(blank=True, max_length=500, validators=[django.core.validators.URLValidator(schemes=['http', 'https'])], verbose_name='web address')),
                ('postal', models.CharField(blank=True, max_length=300, validators=[django.core.validators.RegexValidator(re.compile('[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]'), 'Take out the control characters (they come with some copied text).', inverse_match=True)], verbose_name='postal address')),
                ('postal_zh', models.CharField(blank=True, max_length=300, validators=[django.core.validators.RegexValidator(re.compile('[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]'), 'Take out the control characters (they come with some copied text).', inverse_match=True)], verbose_name='postal address in Chinese')),
                ('hours', models.CharField(blank=True, help_text='When somebody answers, in local time.', max_length=200, validators=[django.core.validators.RegexValidator(re.compile('[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]'), 'Take out the control characters (they come with some copied text).', inverse_match=True)], verbose_name='hours')),
                ('hours_zh', models.CharField(blank=True, max_length=200, validators=[django.core.validators.RegexValidator(re.compile('[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]'), 'Take out the control characters (they come with some copied text).', inverse_match=True)], verbose_name='hours in Chinese')),
                ('order', models.PositiveSmallIntegerField(default=1, help_text='The lowest comes first.', verbose_name='order')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('change_set', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='investments.changeset')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('industry', models.ForeignKey(blank=True, db_constraint=False, help_text='For which it is, with all that is part of it. None: for everything.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='investments.industry', verbose_name='industry')),
                ('organisation', models.ForeignKey(blank=True, db_constraint=False, help_text='To which it belongs, if the record has it.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='investments.organisation', verbose_name='organisation')),
            ],
            options={
                'verbose_name': 'historical contact point',
                'verbose_name_plural': 'historical contact points',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='ContactPoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('in_review', 'In review'), ('published', 'Published'), ('withdrawn', 'Withdrawn')], db_index=True, default='draft', max_length=12, verbose_name='state')),
                ('is_public', models.BooleanField(db_index=True, default=False, editable=False)),
                ('known_from', models.DateField(blank=True, db_index=True, editable=False, null=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('slug', models.SlugField(blank=True, help_text='Made for you when left empty.', max_length=120, unique=True, verbose_name='slug')),
                ('name', models.CharField(help_text='The office or desk that answers; no private person.', max_length=200, validators=[django.core.validators.RegexValidator(re.compile('[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]'), 'Take out the control characters (they come with some copied text).', inverse_match=True)], verbose_name='name')),
                ('name_zh', models.CharField(blank=True, max_length=200, validators=[django.core.validators.RegexValidator(re.compile('[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]'), 'Take out the control characters (they come with some copied text).', inverse_match=True)], verbose_name='Chinese name')),
                ('purpose', models.CharField(blank=True, help_text='Enquiries of investors, visits, the press.', max_length=200, validators=[django.core.validators.RegexValidator(re.compile('[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]'), 'Take out the control characters (they come with some copied text).', inverse_match=True)], verbose_name='what for')),
                ('purpose_zh', models.CharField(blank=True, max_length=200, validators=[django.core.validators.RegexValidator(re.compile('[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]'), 'Take out the control characters (they come with some copied text).', inverse_match=True)], verbose_name='what for, in Chinese')),
                ('telephone', models.CharField(blank=True, help_text='With the code of the country: +86 23 1234 5678.', max_length=40, validators=[django.core.validators.RegexValidator('^\\+[0-9][0-9 ]{5,}[0-9]$', 'With the code of the country: +86 23 1234 5678.')], verbose_name='telephone')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail address')),
                ('web', models.URLField(blank=True, max_length=500, validators=[django.core.validators.URLValidator(schemes=['http', 'https'])], verbose_name='web address')),
                ('postal', models.CharField(blank=True, max_length=300, validators=[django.core.validators.RegexValidator(re.compile('[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]'), 'Take out the control characters (they come with some copied text).', inverse_match=True)], verbose_name='postal address')),
                ('postal_zh', models.CharField(blank=True, max_length=300, validators=[django.core.validators.RegexValidator(re.compile('[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]'), 'Take out the control characters (they come with some copied text).', inverse_match=True)], verbose_name='postal address in Chinese')),
                ('hours', models.CharField(blank=True, help_text='When somebody answers, in local time.', max_length=200, validators=[django.core.validators.RegexValidator(re.compile('[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]'), 'Take out the control characters (they come with some copied text).', inverse_match=True)], verbose_name='hours')),
                ('hours_zh', models.CharField(blank=True, max_length=200, validators=[django.core.validators.RegexValidator(re.compile('[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]'), 'Take out the control characters (they come with some copied text).', inverse_match=True)], verbose_name='hours in Chinese')),
                ('order', models.PositiveSmallIntegerField(default=1, help_text='The lowest comes first.', verbose_name='order')),
                ('industry', models.ForeignKey(blank=True, help_text='For which it is, with all that is part of it. None: for everything.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='contact_points', to='investments.industry', verbose_name='industry')),
                ('organisation', models.ForeignKey(blank=True, help_text='To which it belongs, if the record has it.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='contact_points', to='investments.organisation', verbose_name='organisation')),
            ],
            options={
                'verbose_name': 'contact point',
                'verbose_name_plural': 'contact points',
                'ordering': ['order', 'name', 'slug'],
                'constraints': [models.CheckConstraint(condition=models.Q(('is_public', False), ('state', 'published'), _connector='OR'), name='contactpoint_public_is_published', violation_error_message='Only what is published is public.'), models.CheckConstraint(condition=models.Q(('email', ''), ('postal', ''), ('postal_zh', ''), ('telephone', ''), ('web', ''), _negated=True), name='contactpoint_can_be_reached', violation_error_message='Give at least one way to reach it: telephone, e-mail, web or postal address.')],
            },
        ),
    ]
