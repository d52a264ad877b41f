META
key;value
description;ลำดับความสำคัญของตำบลตัวอย่าง
country;Thailand
unit;ตำบลตัวอย่าง
instance;2572
num_projects;5
num_votes;10
budget;1000000
vote_type;approval
rule;equalshares
min_length;1
max_length;5
PROJECTS
project_id;cost;name;category
1;600000;ถนนคอนกรีตสายหลัก;transport
2;400000;อาคารเอนกประสงค์;public space
3;300000;ระบบประปาหมู่ที่ 3;water
4;250000.50;ซ่อมฝาย;water
5;100000;"ส่งเสริมอาชีพ; กลุ่มทอผ้า";welfare
VOTES
voter_id;age;sex;voting_method;vote
1;34;F;paper;1,2
2;41;M;paper;1,2
3;55;F;paper;1,2
4;29;F;internet;1,2
5;61;M;paper;1,2
6;38;F;internet;1
7;47;M;paper;3,4,5
8;52;F;paper;3,4
9;66;M;paper;3,5
10;23;F;internet;3
