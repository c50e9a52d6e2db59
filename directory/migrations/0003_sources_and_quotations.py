from typing import Any

from django.db import migrations, models


def follow_the_fields(apps: Any, schema_editor: Any) -> None:
    """What the last load said speaks of the fields as they are now, or every record would count as edited."""
    loaded = apps.get_model("reference", "LoadedRecord").objects.using(schema_editor.connection.alias)
    for row in loaded.filter(model="reference.source").iterator():
        row.fields["checked_on"] = row.fields.pop("retrieved_on", None)
        row.save(update_fields=["fields"])
    for row in loaded.filter(model__endswith="citation").iterator():
        row.fields.setdefault("verbatim", False)
        row.save(update_fields=["fields"])


class Migration(migrations.Migration):

    dependencies = [
        ('reference', '0002_dates_of_our_time'),
    ]

    operations = [
        migrations.RemoveConstraint('source', 'reference_source_retrieved_on_of_our_time'),
        migrations.RenameField('source', 'retrieved_on', 'checked_on'),
        migrations.AddField(
            model_name='cutoffcitation',
            name='verbatim',
            field=models.BooleanField(default=False, help_text='On where “as stated there” repeats the source letter by letter: only then does the page print it in quotation marks. What the five source documents state is always in their own words.', verbose_name='exact words'),
        ),
        migrations.AddField(
            model_name='keyfigurecitation',
            name='verbatim',
            field=models.BooleanField(default=False, help_text='On where “as stated there” repeats the source letter by letter: only then does the page print it in quotation marks. What the five source documents state is always in their own words.', verbose_name='exact words'),
        ),
        migrations.AddField(
            model_name='milestonecitation',
            name='verbatim',
            field=models.BooleanField(default=False, help_text='On where “as stated there” repeats the source letter by letter: only then does the page print it in quotation marks. What the five source documents state is always in their own words.', verbose_name='exact words'),
        ),
        migrations.AddField(
            model_name='organisationcitation',
            name='verbatim',
            field=models.BooleanField(default=False, help_text='On where “as stated there” repeats the source letter by letter: only then does the page print it in quotation marks. What the five source documents state is always in their own words.', verbose_name='exact words'),
        ),
        migrations.AddField(
            model_name='supercomputercitation',
            name='verbatim',
            field=models.BooleanField(default=False, help_text='On where “as stated there” repeats the source letter by letter: only then does the page print it in quotation marks. What the five source documents state is always in their own words.', verbose_name='exact words'),
        ),
        migrations.AlterField(
            model_name='source',
            name='checked_on',
            field=models.DateField(blank=True, help_text='The day on which one of us last opened the page; empty where nobody has opened it yet.', null=True, verbose_name='checked on'),
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=models.CheckConstraint(condition=models.Q(('checked_on__isnull', True), models.Q(('checked_on__year__gte', 1950), ('checked_on__year__lte', 2100)), _connector='OR'), name='reference_source_checked_on_of_our_time', violation_error_message='A date lies between the years 1950 and 2100.'),
        ),
        migrations.RunPython(follow_the_fields, migrations.RunPython.noop),
    ]
