from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0004_substitutes'),
    ]

    operations = [
        migrations.AlterField(
            model_name='office',
            name='role',
            field=models.CharField(choices=[('chair', 'ประธาน'), ('secretary', 'เลขานุการ'), ('planner', 'เจ้าหน้าที่วิเคราะห์นโยบายและแผน'), ('executive', 'ผู้บริหารท้องถิ่น'), ('coordinator', 'ผู้ประสานแผนอำเภอ'), ('chief', 'หัวหน้าหน่วยงาน'), ('officer', 'เจ้าหน้าที่'), ('governor', 'ผู้ว่าราชการจังหวัด'), ('member', 'สมาชิก'), ('coach', 'พี่เลี้ยง')], max_length=12),
        ),
    ]
