"""The directory of a new database at once. What the migrations that it replaces did for rows that were there is left out."""

import django.contrib.auth.models
import django.contrib.auth.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.core.management import call_command
from django.db import migrations, models


def create_cache_table(apps, schema_editor):
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('directory', '0001_initial'),
        ('directory', '0002_submissions_and_shared_cache'),
        ('directory', '0003_access_cards'),
        ('directory', '0004_substitutes'),
        ('directory', '0005_coaches'),
        ('directory', '0006_networks_and_assemblies_see'),
    ]

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('contenttypes', '0002_remove_content_type_name'),
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                ('first_name', models.CharField(blank=True, max_length=150, verbose_name='first name')),
                ('last_name', models.CharField(blank=True, max_length=150, verbose_name='last name')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('phone', models.CharField(blank=True, max_length=20, null=True, unique=True)),
                ('full_name', models.CharField(blank=True, max_length=200)),
                ('is_demo', models.BooleanField(default=False)),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                ('pin', models.CharField(blank=True, max_length=128)),
            ],
            options={
                'verbose_name': 'user',
                'verbose_name_plural': 'users',
                'abstract': False,
            },
            managers=[
                ('objects', django.contrib.auth.models.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name='Area',
            fields=[
                ('code', models.CharField(max_length=6, primary_key=True, serialize=False)),
                ('level', models.CharField(choices=[('province', 'จังหวัด'), ('district', 'อำเภอ'), ('subdistrict', 'ตำบล')], max_length=12)),
                ('name_th', models.CharField(max_length=100)),
                ('name_en', models.CharField(blank=True, max_length=100)),
                ('abolished_on', models.DateField(blank=True, null=True)),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='directory.area')),
            ],
            options={
                'ordering': ['code'],
                'permissions': [('write_plan', 'เขียนแผนของตน'), ('adopt_plan', 'รับรองแผนตามมติที่ประชุม'), ('submit_plan', 'เสนอแผนของตน'), ('keep_papers', 'ออกเลข ลงนาม ส่งและรับหนังสือ'), ('view_plan', 'ดูแผนในพื้นที่'), ('receive_plan', 'รับแผนและตอบรายโครงการในนาม ก.บ.ต.'), ('give_opinion', 'ให้ความเห็นในนามองค์กรปกครองส่วนท้องถิ่น'), ('review_plan', 'ตรวจแผนตำบล'), ('decide_plan', 'รับหรือขอให้ปรับปรุงแผนตำบล'), ('vet_plan', 'กลั่นกรองแผนอำเภอ'), ('endorse_plan', 'เห็นชอบแผนจังหวัด'), ('answer_councils', 'ตอบองค์กรเจ้าของแผน'), ('record_on_behalf', 'บันทึกแทนจากเอกสารที่ลงนามแล้ว'), ('manage_cycle', 'เปิดรอบแผนและกำหนดเวลา'), ('manage_bodies', 'ดูแลทะเบียนองค์กรและผู้ดำรงตำแหน่ง'), ('track_commitments', 'รายงานผลตามแผน'), ('issue_cards', 'ออกบัตรเข้าใช้ให้ผู้ดำรงตำแหน่งในระดับล่าง')],
                'constraints': [models.CheckConstraint(condition=models.Q(('code__regex', '^([0-9]{2}|[0-9]{4}|[0-9]{6})$')), name='area_code_has_2_4_or_6_digits')],
            },
        ),
        migrations.CreateModel(
            name='AnnouncedDate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('target_year', models.PositiveSmallIntegerField()),
                ('step', models.CharField(choices=[('gather_district', 'อำเภอรวบรวมแผนตำบล'), ('gather_province', 'จังหวัดรวบรวมแผนอำเภอ')], max_length=24)),
                ('due_on', models.DateField()),
                ('announced_by', models.CharField(max_length=100)),
                ('announced_on', models.DateField()),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='announced_dates', to='directory.area')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('area', 'target_year', 'step'), name='one_announced_date_per_step_and_area')],
            },
        ),
        migrations.CreateModel(
            name='AreaGroupPermission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content_object', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='directory.area')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.group')),
                ('permission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.permission')),
            ],
            options={
                'abstract': False,
                'unique_together': {('group', 'permission', 'content_object')},
            },
        ),
        migrations.CreateModel(
            name='AreaSuccession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('basis', models.CharField(choices=[('notice', 'ตามประกาศราชกิจจานุเบกษา'), ('name', 'เทียบตามชื่อ ยังไม่มีหลักฐานทางกฎหมาย')], max_length=6)),
                ('in_force', models.DateField(blank=True, null=True)),
                ('source', models.TextField(blank=True)),
                ('predecessor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='successions', to='directory.area')),
                ('successor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='predecessions', to='directory.area')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('predecessor', 'successor'), name='one_succession_per_pair_of_areas')],
            },
        ),
        migrations.CreateModel(
            name='Body',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=60, unique=True)),
                ('kind', models.CharField(choices=[('council', 'สภาองค์กรชุมชนตำบล'), ('lao', 'องค์กรปกครองส่วนท้องถิ่น'), ('village_committee', 'คณะกรรมการหมู่บ้าน'), ('subdistrict_committee', 'คณะกรรมการบริหารงานตำบลแบบบูรณาการ (ก.บ.ต.)'), ('district_office', 'ที่ว่าการอำเภอ'), ('district_committee', 'คณะกรรมการบริหารงานอำเภอแบบบูรณาการ (ก.บ.อ.)'), ('provincial_office', 'สำนักงานจังหวัด'), ('provincial_committee', 'คณะกรรมการบริหารงานจังหวัดแบบบูรณาการ (ก.บ.จ.)'), ('governor', 'ผู้ว่าราชการจังหวัด'), ('agency', 'หน่วยงาน'), ('assembly', 'ที่ประชุมในระดับจังหวัดของสภาองค์กรชุมชนตำบล'), ('network', 'เครือข่ายสภาองค์กรชุมชน'), ('working_group', 'คณะทำงาน')], max_length=24)),
                ('name', models.CharField(max_length=200)),
                ('address', models.TextField(blank=True)),
                ('phone', models.CharField(blank=True, max_length=40)),
                ('letter_prefix', models.CharField(blank=True, max_length=40)),
                ('register', models.CharField(choices=[('own', 'ทะเบียนหนังสือในระบบนี้'), ('external', 'ระบบสารบรรณของหน่วยงาน (พิมพ์เลขเข้า)')], default='own', max_length=8)),
                ('members_count', models.PositiveSmallIntegerField(default=0)),
                ('quorum_numerator', models.PositiveSmallIntegerField(default=1)),
                ('quorum_denominator', models.PositiveSmallIntegerField(default=2)),
                ('quorum_legal_reference', models.CharField(blank=True, max_length=200)),
                ('is_demo', models.BooleanField(default=False)),
                ('ended_on', models.DateField(blank=True, null=True)),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seated_bodies', to='directory.area')),
                ('secretariat', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='serves_as_secretariat_of', to='directory.body')),
                ('substitutes', models.CharField(choices=[('count', 'นับเป็นองค์ประชุมและออกเสียงได้'), ('do_not', 'ไม่นับเป็นองค์ประชุมและออกเสียงไม่ได้')], default='count', max_length=6)),
                ('substitutes_legal_reference', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'ordering': ['code'],
                'indexes': [models.Index(fields=['kind', 'area'], name='body_kind_area')],
                'constraints': [models.CheckConstraint(condition=models.Q(('quorum_denominator__gt', 0), ('quorum_numerator__gt', 0), ('quorum_numerator__lte', models.F('quorum_denominator'))), name='a_quorum_is_a_share_of_the_members')],
            },
        ),
        migrations.CreateModel(
            name='Office',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('chair', 'ประธาน'), ('secretary', 'เลขานุการ'), ('planner', 'เจ้าหน้าที่วิเคราะห์นโยบายและแผน'), ('executive', 'ผู้บริหารท้องถิ่น'), ('coordinator', 'ผู้ประสานแผนอำเภอ'), ('chief', 'หัวหน้าหน่วยงาน'), ('officer', 'เจ้าหน้าที่'), ('governor', 'ผู้ว่าราชการจังหวัด'), ('member', 'สมาชิก'), ('coach', 'พี่เลี้ยง')], max_length=12)),
                ('title', models.CharField(max_length=200)),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='offices', to='directory.body')),
                ('group', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='office', to='auth.group')),
            ],
            options={
                'ordering': ['body_id', 'role'],
                'constraints': [models.UniqueConstraint(fields=('body', 'role', 'title'), name='one_office_per_title_in_a_body')],
            },
        ),
        migrations.CreateModel(
            name='Tenure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('acting', models.CharField(blank=True, choices=[('', 'ดำรงตำแหน่ง'), ('acting_for', 'รักษาราชการแทน'), ('acting_by_delegation', 'ปฏิบัติราชการแทน'), ('acting_in_position', 'รักษาการในตำแหน่ง'), ('acting_as_chair', 'ทำหน้าที่แทนประธาน')], default='', max_length=24)),
                ('own_position', models.CharField(blank=True, max_length=200)),
                ('order_number', models.CharField(blank=True, max_length=60)),
                ('order_date', models.DateField(blank=True, null=True)),
                ('scope', models.CharField(blank=True, max_length=200)),
                ('starts', models.DateField()),
                ('ends', models.DateField(blank=True, null=True)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tenures', to='directory.office')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tenures', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['office_id', 'starts'],
                'indexes': [models.Index(fields=['user', 'starts'], name='tenure_user_starts')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends__isnull', True), ('ends__gt', models.F('starts')), _connector='OR'), name='a_tenure_ends_later'), models.UniqueConstraint(condition=models.Q(('acting', ''), ('ends__isnull', True)), fields=('office',), name='one_open_holder_per_office'), models.UniqueConstraint(fields=('user', 'office', 'starts'), name='one_tenure_per_person_office_and_day')],
            },
        ),
        migrations.CreateModel(
            name='Village',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('village', 'หมู่บ้าน'), ('community', 'ชุมชน')], default='village', max_length=9)),
                ('number', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=100)),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='villages', to='directory.area')),
            ],
            options={
                'ordering': ['area_id', 'kind', 'number'],
                'constraints': [models.UniqueConstraint(fields=('area', 'kind', 'number'), name='one_village_per_number_in_a_subdistrict')],
            },
        ),
        migrations.CreateModel(
            name='Territory',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='territories', to='directory.area')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='territories', to='directory.body')),
                ('villages', models.ManyToManyField(blank=True, related_name='territories', to='directory.village')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('body', 'area'), name='one_territory_per_body_and_area')],
            },
        ),
        migrations.CreateModel(
            name='Submission',
            fields=[
                ('key', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('location', models.TextField(blank=True)),
                ('content', models.CharField(blank=True, db_index=True, max_length=64)),
                ('at', models.DateTimeField()),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='AccessCard',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('salt', models.CharField(max_length=32)),
                ('secret_hash', models.CharField(max_length=64)),
                ('issued_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('issued_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('issued_in', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office')),
                ('revoked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='access_cards', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('revoked_at__isnull', True)), fields=('user',), name='one_standing_card_a_person'), models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('issued_at'))), name='a_card_expires_later')],
            },
        ),
        migrations.RunPython(create_cache_table, migrations.RunPython.noop),
    ]
