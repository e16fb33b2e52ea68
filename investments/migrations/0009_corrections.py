from django.conf import settings
import django.core.validators
import django.db.models.deletion
import investments.models.correction
import re
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("investments", "0008_reading_marks"),
    ]

    operations = [
        migrations.CreateModel(
            name='Correction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(default=investments.models.correction.random_reference, editable=False, max_length=20, unique=True, verbose_name='reference')),
                ('kind', models.CharField(editable=False, max_length=40, verbose_name='kind of record')),
                ('slug', models.SlugField(db_index=False, editable=False, max_length=120, verbose_name='its slug')),
                ('title', models.CharField(editable=False, max_length=300, verbose_name='about')),
                ('shown', models.CharField(blank=True, editable=False, max_length=300, verbose_name='as the reader saw it')),
                ('language', models.CharField(editable=False, max_length=12, verbose_name='language of the reader')),
                ('fault', models.CharField(choices=[('number', 'A number'), ('date', 'A date or period'), ('name', 'A name or its spelling'), ('place', 'A place'), ('duplicate', 'It is in the record twice'), ('source', 'The source does not say so, or is missing'), ('other', 'Something else')], max_length=12, verbose_name='what is wrong')),
                ('should_be', models.TextField(max_length=500, validators=[django.core.validators.RegexValidator(re.compile('[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]'), 'Take out the control characters (they come with some copied text).', inverse_match=True)], verbose_name='what it should be')),
                ('evidence', models.TextField(blank=True, max_length=1000, validators=[django.core.validators.RegexValidator(re.compile('[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]'), 'Take out the control characters (they come with some copied text).', inverse_match=True)], verbose_name='how the reader knows')),
                ('evidence_url', models.URLField(blank=True, max_length=500, validators=[django.core.validators.URLValidator(schemes=['http', 'https'])], verbose_name='address that shows it')),
                ('email', models.EmailField(blank=True, help_text='Seen by staff alone; dropped a while after the report is closed.', max_length=254, verbose_name='e-mail address for the answer')),
                ('digest', models.CharField(blank=True, editable=False, max_length=64)),
                ('state', models.CharField(choices=[('new', 'New'), ('under_review', 'Under review'), ('fixed', 'Fixed'), ('declined', 'Declined'), ('spam', 'Spam')], db_index=True, default='new', max_length=12, verbose_name='state')),
                ('answer', models.TextField(blank=True, help_text='Whoever has the reference reads it.', max_length=1000, validators=[django.core.validators.RegexValidator(re.compile('[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]'), 'Take out the control characters (they come with some copied text).', inverse_match=True)], verbose_name='answer to the reader')),
                ('reported_at', models.DateTimeField(auto_now_add=True, verbose_name='reported')),
                ('taken_up_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='taken up')),
                ('closed_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='closed')),
                ('handled_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='last handled by')),
            ],
            options={
                'verbose_name': 'correction',
                'verbose_name_plural': 'corrections',
                'ordering': ['-reported_at', '-pk'],
                'indexes': [models.Index(fields=['kind', 'slug', 'state'], name='correction_about')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('digest', ''), _negated=True), fields=('digest',), name='correction_once_while_open', violation_error_message='The same was reported before and is not closed yet.'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('fixed', 'declined')), _negated=True), models.Q(('answer', ''), _negated=True), _connector='OR'), name='correction_closed_with_an_answer', violation_error_message='Answer the reader.'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'spam'), _negated=True), ('email', ''), _connector='OR'), name='correction_spam_keeps_no_address', violation_error_message='Of spam no address is kept.')],
            },
        ),
    ]
