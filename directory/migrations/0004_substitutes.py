from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0003_access_cards"),
    ]

    operations = [
        migrations.AddField(
            model_name="body",
            name="substitutes",
            field=models.CharField(
                choices=[("count", "นับเป็นองค์ประชุมและออกเสียงได้"), ("do_not", "ไม่นับเป็นองค์ประชุมและออกเสียงไม่ได้")],
                default="count",
                max_length=6,
            ),
        ),
        migrations.AddField(
            model_name="body",
            name="substitutes_legal_reference",
            field=models.CharField(blank=True, max_length=200),
        ),
    ]
