from django.db import migrations, models

from workflow.append_only import Altering


class Migration(migrations.Migration):

    dependencies = [
        ('approvals', '0013_appeals'),
    ]

    operations = [
        Altering(
            migrations.AddField(
                model_name='approverlist',
                name='answer_days',
                field=models.PositiveSmallIntegerField(default=0),
            ),
        ),
    ]
