"""Why nothing was signed, in words for people: what is wrong with which key, and what to do."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from documents.signing import Fault, SigningError

_WORDS = {
    Fault.KEYRING_UNREADABLE: _("อ่านการตั้งค่ากุญแจลงนาม %(thing)s ไม่ได้ (%(detail)s) กรุณาแจ้งผู้ดูแลระบบ"),
    Fault.NO_KEY: _("ยังไม่ได้ตั้งค่ากุญแจลงนามของตำแหน่ง %(thing)s กรุณาแจ้งผู้ดูแลระบบ หรือลงนามด้วยหมึกแล้วแนบสแกน"),
    Fault.KEY_MISSING: _("ไม่พบไฟล์กุญแจ %(thing)s กรุณาแจ้งผู้ดูแลระบบ"),
    Fault.OPEN_TO_OTHERS: _("ไฟล์กุญแจ %(thing)s เปิดให้ผู้อื่นอ่านได้ (%(detail)s) ระบบจึงไม่ใช้ กรุณาแจ้งผู้ดูแลระบบ"),
    Fault.NO_PASSWORD: _("ต้องพิมพ์รหัสผ่านของกุญแจ"),
    Fault.WRONG_PASSWORD: _("รหัสผ่านของกุญแจไม่ถูกต้อง"),
    Fault.DAMAGED_KEY: _("ไฟล์กุญแจ %(thing)s เสียหายหรือไม่ใช่ไฟล์ PKCS#12 กรุณาแจ้งผู้ดูแลระบบ"),
    Fault.UNSUITABLE_KEY: _("กุญแจของ %(thing)s ใช้ลงนามไม่ได้ (%(detail)s) ต้องเป็น P-256 ขึ้นไป หรือ RSA 2048 บิตขึ้นไป"),
    Fault.ANOTHER_CERTIFICATE: _("กุญแจนี้เป็นของผู้อื่น (%(detail)s) ไม่ใช่ใบรับรองที่ตั้งไว้สำหรับตำแหน่ง %(thing)s"),
    Fault.NOT_YET_VALID: _("ใบรับรองของตำแหน่ง %(thing)s ยังไม่เริ่มใช้ (เริ่ม %(detail)s)"),
    Fault.EXPIRED: _("ใบรับรองของตำแหน่ง %(thing)s หมดอายุแล้วเมื่อ %(detail)s ต้องใช้ใบรับรองใหม่"),
    Fault.DEMONSTRATION: _("ใบรับรองของตำแหน่ง %(thing)s เป็นใบรับรองสาธิต ใช้ลงนามหนังสือจริงไม่ได้"),
    Fault.TOKEN: _("ใช้โทเคนของตำแหน่ง %(thing)s ไม่ได้: %(detail)s"),
    Fault.TIMESTAMP: _("ผู้ประทับเวลา %(thing)s ไม่ตอบ (%(detail)s) ยังไม่ได้ลงนาม กรุณาลองใหม่ภายหลัง"),
    Fault.NOT_A_PDF: _("ไฟล์ที่จะลงนามไม่ใช่ PDF ที่สมบูรณ์ (%(detail)s)"),
}


def words_of(error: SigningError) -> str:
    """What to tell the person who wanted to sign. Holds no password."""
    return str(_WORDS[error.fault] % {"thing": error.thing, "detail": error.detail})
