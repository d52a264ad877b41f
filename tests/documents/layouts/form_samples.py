"""Whole snapshots of the memo, the stamped letter, the order, the form, the receipt and the attendance sheet."""

from typing import Any

CHECK = {
    "check_url": "https://prasan.example/check/K7QWE4RTY8UPA2SD",
    "check_code": "K7QWE4RTY8UPA2SD",
    "anchor": "2572-3701-0001-K · 42 · 9f86d081884c7d65",
}
STATE: dict[str, Any] = {"kind": "state", "name": "สำนักงานจังหวัดอำนาจเจริญ", "address_lines": [], "crest": None}
GOVERNOR = {"name": "", "position": "ผู้ว่าราชการจังหวัดอำนาจเจริญ", "acting_lines": []}


def memo() -> dict[str, Any]:
    return {
        "layout": "memo",
        "title": "บันทึกข้อความเสนอแผนพัฒนาจังหวัด",
        "kind": "P07",
        "demo": True,
        **CHECK,
        "letterhead": STATE,
        "office": "สำนักงานจังหวัดอำนาจเจริญ กลุ่มงานยุทธศาสตร์และข้อมูลเพื่อการพัฒนาจังหวัด โทร. ๐ ๔๕๔๕ ๑๐๑๐",
        "number_prefix": "อจ ๐๐๑๗/",
        "subject": "ขอความเห็นชอบแผนพัฒนาจังหวัดอำนาจเจริญ (พ.ศ. ๒๕๗๑ - ๒๕๗๕) ฉบับทบทวน ประจำปีงบประมาณ พ.ศ. ๒๕๗๒",
        "salutation_to": "ผู้ว่าราชการจังหวัดอำนาจเจริญ",
        "references": ["ปฏิทินการจัดทำแผน พ.ศ. ๒๕๖๙"],
        "enclosures": ["ตารางแผนบูรณาการ จำนวน ๑ ชุด", "รายงานการประชุม ก.บ.จ. จำนวน ๑ ชุด"],
        "paragraphs": [
            "ด้วย ก.บ.จ. ในการประชุมครั้งที่ ๓/๒๕๖๙ ได้มีมติเห็นชอบแผนพัฒนาจังหวัดแล้ว",
            {"item": "๑", "text": "โครงการในกรอบวงเงิน ๑๒ โครงการ วงเงิน ๑๘,๔๕๐,๐๐๐ บาท"},
            "จึงเรียนมาเพื่อโปรดพิจารณา",
        ],
        "signature": {"name": "นางสาวปิ่นแก้ว ศรีสุวรรณภูมิ", "position": "หัวหน้าสำนักงานจังหวัด"},
        "endorsements": [
            {"caption": "ความเห็นของผู้ว่าราชการจังหวัด", "choices": ["เห็นชอบ", "ให้ทบทวน"], "lines": 2, "signature": GOVERNOR}
        ],
    }


def stamped_letter() -> dict[str, Any]:
    return {
        "layout": "stamped_letter",
        "title": "ขอให้รายงานความก้าวหน้า",
        "kind": "F04",
        "demo": False,
        **CHECK,
        "letterhead": STATE,
        "number_prefix": "อจ ๐๐๑๗/",
        "to": "แขวงทางหลวงชนบทอำนาจเจริญ",
        "references": ["หนังสือจังหวัดอำนาจเจริญ ที่ อจ ๐๐๑๗/๙ ลงวันที่ ๑ ตุลาคม ๒๕๖๙"],
        "enclosures": [],
        "paragraphs": ["ตามที่จังหวัดได้แจ้งให้รายงานความก้าวหน้าของโครงการ นั้น บัดนี้ยังไม่ได้รับรายงาน จึงขอให้รายงานภายใน ๑๕ วัน"],
        "foot_lines": ["กลุ่มงานยุทธศาสตร์", "โทร. ๐ ๔๕๔๕ ๑๐๑๐"],
    }


def order() -> dict[str, Any]:
    return {
        "layout": "order",
        "title": "คำสั่งแต่งตั้งคณะทำงานกลั่นกรอง",
        "kind": "P01",
        "demo": False,
        **CHECK,
        "letterhead": STATE | {"name": "จังหวัดอำนาจเจริญ"},
        "title_lines": ["คำสั่ง", "จังหวัดอำนาจเจริญ"],
        "subject": "แต่งตั้งคณะทำงานกลั่นกรองแผนพัฒนาอำเภอ",
        "paragraphs": [
            "เพื่อให้การกลั่นกรองแผนพัฒนาอำเภอเป็นไปด้วยความเรียบร้อย จึงแต่งตั้งคณะทำงาน ประกอบด้วย",
            {"item": "๑", "text": "รองผู้ว่าราชการจังหวัด เป็นประธาน"},
            {"item": "๒", "text": "หัวหน้าสำนักงานจังหวัด เป็นเลขานุการ"},
            "ทั้งนี้ ตั้งแต่บัดนี้เป็นต้นไป",
        ],
        "signature": {"name": "นายเมืองแมน เกียรติไพบูลย์", "position": "ผู้ว่าราชการจังหวัดอำนาจเจริญ"},
    }


def form() -> dict[str, Any]:
    return {
        "layout": "form",
        "title": "แบบเสนอโครงการ",
        "kind": "T05",
        "demo": True,
        **CHECK,
        "form_code": "แบบเสนอโครงการ",
        "heading": ["แบบเสนอโครงการเพื่อบรรจุในแผนพัฒนาตำบลบุ่ง"],
        "fields": [
            {"label": "ชื่อโครงการ", "text": "ก่อสร้างถนนคอนกรีตเสริมเหล็ก สายบ้านโนนสวรรค์ - หนองบัว หมู่ที่ ๔"},
            {"label": "เหตุผลความจำเป็น", "text": "ถนนเดิมเป็นดินลูกรัง", "lines": 3},
        ],
        "sections": [
            {
                "heading": "ผู้ดำเนินการ",
                "choices": [{"text": "ทำเอง"}, {"text": "ทำร่วม", "chosen": True}, {"text": "ส่งต่อ"}],
            },
            {
                "heading": "งบประมาณ",
                "paragraphs": ["แยกตามปีและแหล่งงบประมาณ"],
                "table": {
                    "columns": [
                        {"title": "ปีงบประมาณ พ.ศ.", "width": 2, "align": "center"},
                        {"title": "แหล่งงบประมาณ", "width": 4},
                        {"title": "บาท", "width": 2, "align": "right"},
                    ],
                    "rows": [
                        {"cells": ["๒๕๗๒", "งบจังหวัด", "๓๐๐,๐๐๐"]},
                        {"cells": ["รวม", "๓๐๐,๐๐๐"], "style": "total"},
                    ],
                },
            },
        ],
        "signatures": [
            {"caption": "ผู้เสนอโครงการ", "name": "", "position": ""},
            {"caption": "ผู้รับรอง", "name": "นายบุญมี แสนสุข", "position": "ประธานสภา"},
        ],
        "foot_lines": ["สภาองค์กรชุมชนตำบลบุ่ง"],
    }


def receipt() -> dict[str, Any]:
    return {
        "layout": "receipt",
        "title": "ใบรับแผนพัฒนาตำบล",
        "kind": "D01",
        "demo": False,
        **CHECK,
        "letterhead": STATE,
        "heading": ["ใบรับแผนพัฒนาตำบล"],
        "fields": [
            {"label": "ได้รับจาก", "text": "สภาองค์กรชุมชนตำบลบุ่ง"},
            {"label": "รหัสแผน", "text": "๒๕๗๒-๓๗๐๑๐๑-๐๐๐๑-K"},
        ],
        "sections": [{"heading": "เอกสารที่ได้รับ", "paragraphs": ["๑. เล่มแผน", "๒. รายงานการประชุม"]}],
        "signature": {"name": "นายธนา รุ่งเรือง", "position": "ปลัดอำเภอ", "caption": "ผู้รับ"},
        "foot_lines": [],
    }


def attendance() -> dict[str, Any]:
    return {
        "layout": "attendance",
        "title": "ใบลงทะเบียนผู้เข้าร่วมประชุม",
        "kind": "T02",
        "demo": False,
        **CHECK,
        "heading": ["ใบลงทะเบียนผู้เข้าร่วมประชุม", "เวทีประชาคมตำบลบุ่ง ครั้งที่ ๑/๒๕๖๙", "วันที่ ๒๐ พฤศจิกายน ๒๕๖๙"],
        "groups": [
            {
                "name": "สมาชิกสภาองค์กรชุมชน",
                "people": [
                    {"name": "นายบุญมี แสนสุข", "position": "ประธาน"},
                    {"name": "นางทองใบ วงศ์คำ", "position": "สมาชิก", "note": "มาแทน"},
                ],
            },
            {"name": "ผู้เข้าร่วมประชุม", "people": [{"name": "นายวิชัย ดีเลิศ", "position": "กำนัน"}]},
        ],
        "blank_rows": 5,
        "notes": ["ประชาชนเข้าร่วม ๘๗ คน"],
        "signatures": [{"caption": "ผู้รับลงทะเบียน", "name": "", "position": ""}],
    }


def book() -> dict[str, Any]:
    columns = [
        {"title": "ที่", "width": 1, "align": "center"},
        {"title": "โครงการ", "width": 6},
        {"title": "บาท", "width": 2},
    ]
    values = [{"value": "1200000"}, {"value": "300000.50"}]
    bars = {
        "kind": "bars",
        "title": "รายปี",
        "categories": ["๒๕๗๑", "๒๕๗๒"],
        "series": [{"name": "บาท", "values": values}],
    }
    shares = {"kind": "shares", "title": "ตามยุทธศาสตร์", "unit": "บาท", "parts": [{"name": "น้ำ", **values[0]}]}
    rows = [{"cells": [str(n), f"โครงการพัฒนาแหล่งน้ำ หมู่ที่ {n}", f"{n},๐๐๐"]} for n in range(1, 60)]
    return {
        "layout": "book",
        "title": "แผนพัฒนาตำบลบุ่ง",
        "kind": "T04",
        "demo": False,
        **CHECK,
        "letterhead": {"kind": "civic", "name": "สภาองค์กรชุมชนตำบลบุ่ง", "address_lines": ["อำเภอเมืองอำนาจเจริญ"]},
        "cover": {"title_lines": ["แผนพัฒนาตำบลบุ่ง", "(พ.ศ. ๒๕๗๑ - ๒๕๗๕)"], "lines": ["ประจำปีงบประมาณ พ.ศ. ๒๕๗๒"]},
        "foreword": {
            "paragraphs": ["แผนฉบับนี้จัดทำขึ้นตามมติที่ประชุมสภาองค์กรชุมชน"],
            "signature": {"name": "นายบุญมี แสนสุข", "position": "ประธานสภาองค์กรชุมชนตำบลบุ่ง"},
        },
        "chapters": [
            {
                "title": "ส่วนที่ ๑ ข้อมูลทั่วไปของตำบล",
                "blocks": [{"heading": "ที่ตั้ง"}, {"text": "ตำบลบุ่งมี ๔ หมู่บ้าน"}, {"chart": bars}, {"chart": shares}],
            },
            {
                "title": "ส่วนที่ ๒ บัญชีโครงการ",
                "blocks": [
                    {"table": {"heading": ["แบบ ผ.๐๒"], "columns": columns, "rows": rows}},
                    {"text": "รวม ๕๙ โครงการ"},
                    {"table": {"page": "A4", "heading": ["สรุป"], "columns": columns, "rows": rows[:2]}},
                ],
            },
        ],
        "annexes": [{"title": "รายงานการประชุม", "blocks": [{"text": "มติ เห็นชอบ"}]}],
    }


ALL = {
    "book": book,
    "memo": memo,
    "stamped_letter": stamped_letter,
    "order": order,
    "form": form,
    "receipt": receipt,
    "attendance": attendance,
}
