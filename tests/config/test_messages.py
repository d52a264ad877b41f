"""Everything that the code says in Thai it says in English, too."""

import gettext
import io
import re
import unicodedata

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from directory.errors import Invalid
from directory.powers import BodyKind
from directory.verbs.bodies import area_or_explain
from tools import messages
from tools.messages import ENGLISH, ROOT, Entry, MessagesError, messages_of, mo_bytes, placeholders, po_text, read_po

TRANSLATION = "from django.utils.translation import"
AGAIN = "run: python -m tools.messages"


@pytest.fixture(scope="module")
def in_code():
    return messages.messages_in(ROOT)


@pytest.fixture(scope="module")
def in_english():
    return {msgid: entry.msgstr for msgid, entry in read_po(ENGLISH.read_text(encoding="utf-8")).items()}


def compiled(content):
    return gettext.GNUTranslations(io.BytesIO(content))


def has_thai(text):
    return any(unicodedata.name(character, "").startswith("THAI ") for character in text)


# --- The catalogue of this product ---


def test_every_message_in_the_code_has_its_english(in_code, in_english):
    assert len(in_code) > 400
    missing = {msgid: places for msgid, places in in_code.items() if not in_english.get(msgid, "").strip()}
    assert not missing, AGAIN


def test_no_translation_is_left_of_a_message_that_is_gone(in_code, in_english):
    assert not set(in_english) - set(in_code), AGAIN


def test_placeholders_and_the_space_around_them_are_kept(in_english):
    for msgid, msgstr in in_english.items():
        assert placeholders(msgstr) == placeholders(msgid), msgid
        for side in (r"^\s*", r"\s*$"):
            assert re.findall(side, msgstr)[0] == re.findall(side, msgid)[0], msgid


def test_english_has_thai_words_only_in_quotes(in_english):
    assert not [msgstr for msgstr in in_english.values() if has_thai(re.sub("“[^”]*”", "", msgstr))]


def test_the_written_catalogue_is_what_the_command_would_write(in_code):
    written = ENGLISH.read_text(encoding="utf-8")
    assert po_text(in_code, read_po(written)) == written, AGAIN


def test_what_django_reads_is_what_people_read(in_english):
    content = ENGLISH.with_suffix(".mo").read_bytes()
    assert content == mo_bytes(in_english), AGAIN
    catalogue = compiled(content)
    assert {msgid: catalogue.gettext(msgid) for msgid in in_english} == in_english


def test_an_invalid_value_is_explained_in_the_language_of_the_reader():
    said = {}
    for language in ("th", "en"):
        with translation.override(language), pytest.raises(Invalid) as answer:
            area_or_explain("330")
        said[language] = str(answer.value)
    assert said["en"] == "area_code = '330': Must be an area code of 2, 4 or 6 digits"
    assert "ต้องเป็นรหัสพื้นที่ 2, 4 หรือ 6 หลัก" in said["th"]


def test_labels_that_were_made_at_start_up_follow_the_reader():
    with translation.override("en"):
        assert str(BodyKind.SUBDISTRICT_COMMITTEE.label) == "Integrated subdistrict (tambon) committee (KBT)"
    with translation.override("th"):
        assert str(BodyKind.SUBDISTRICT_COMMITTEE.label) == "คณะกรรมการบริหารงานตำบลแบบบูรณาการ (ก.บ.ต.)"


# --- Finding messages ---


def test_messages_are_found_under_any_name_and_in_pieces():
    source = f"""
{TRANSLATION} gettext as _
{TRANSLATION} gettext_lazy
from django.utils import translation
print(_("หนึ่ง"), gettext_lazy("สอง" " %s"), translation.gettext("สาม"))
print(_(
    "สี่ "
    "และห้า"
) % {{}})
"""
    assert [message.msgid for message in messages_of(source, "a.py")] == ["หนึ่ง", "สอง %s", "สาม", "สี่ และห้า"]


def test_a_name_that_is_not_gettext_s_is_left_alone():
    assert messages_of('_ = str\n_("หนึ่ง")\nprint("สอง")', "a.py") == []


@pytest.mark.parametrize(
    "call", ['_(f"{n} แผน")', "_(text)", '_("ก" + "ข")', '_("")', '_(message="ก")', '_("ก", "ข")', '_("%s" % n)']
)
def test_what_cannot_be_translated_is_refused_with_its_place(call):
    with pytest.raises(MessagesError, match=r"^a\.py:3: gettext takes one plain text"):
        messages_of(f"{TRANSLATION} gettext as _\n\n{call}", "a.py")


@pytest.mark.parametrize("function", ["ngettext", "pgettext_lazy"])
def test_plurals_and_contexts_are_refused_rather_than_forgotten(function):
    with pytest.raises(MessagesError, match=function):
        messages_of(f"{TRANSLATION} {function}\n{function}('a', 'b')", "a.py")


def test_rooms_are_read_without_migrations_and_without_the_typesetter(tmp_path):
    for place in ("directory/a.py", "directory/migrations/a.py", "documents/typesetting/a.py", "documents/a.py"):
        path = tmp_path / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f'{TRANSLATION} gettext as _\n_("{place}")\n_("ทั้งหมด")\n_("ทั้งหมด")')
    assert messages.messages_in(tmp_path) == {
        "directory/a.py": ["directory/a.py"],
        "ทั้งหมด": ["directory/a.py", "documents/a.py"],
        "documents/a.py": ["documents/a.py"],
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("U+%04X %s", ["%04X", "%s"]),
        ("%(b)s %(a)d %(a)d", ["%(a)d", "%(a)d", "%(b)s"]),
        ("100%% %.2f", ["%%", "%.2f"]),
        ("", []),
    ],
)
def test_placeholders_are_those_of_the_percent_operator(text, expected):
    assert placeholders(text) == expected


# --- Reading and writing catalogues ---

_words = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1)


@given(st.dictionaries(_words, _words))
def test_both_files_give_back_what_was_put_in(translations):
    entries = {msgid: Entry(msgstr) for msgid, msgstr in translations.items()}
    assert read_po(po_text({msgid: ["a.py"] for msgid in entries}, entries)) == entries
    catalogue = compiled(mo_bytes(translations))
    assert {msgid: catalogue.gettext(msgid) for msgid in translations} == translations


def test_a_message_without_english_is_shown_in_thai():
    assert compiled(mo_bytes({"หนึ่ง": ""})).gettext("หนึ่ง") == "หนึ่ง"


def test_the_command_keeps_adds_drops_and_then_rests(tmp_path, monkeypatch, capsys):
    source, english = tmp_path / "directory" / "a.py", tmp_path / "locale" / "django.po"
    source.parent.mkdir()
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    monkeypatch.setattr(messages, "ENGLISH", english)

    source.write_text(f'{TRANSLATION} gettext as _\n_("หนึ่ง")\n_("สอง")')
    assert messages.main([]) == 1
    assert "no English yet: สอง (directory/a.py)" in capsys.readouterr().out
    text = english.read_text().replace('msgid "หนึ่ง"\nmsgstr ""', '# a note\nmsgid "หนึ่ง"\nmsgstr "one"')
    english.write_text(text.replace('msgid "สอง"\nmsgstr ""', 'msgid "สอง"\nmsgstr "two"'))

    source.write_text(f'{TRANSLATION} gettext as _\n_("สาม %s")\n_("หนึ่ง")')
    assert messages.main([]) == 1
    assert "dropped: สอง → two" in capsys.readouterr().out
    assert read_po(english.read_text()) == {"สาม %s": Entry(), "หนึ่ง": Entry("one", ("a note",))}
    assert '#, python-format\nmsgid "สาม %s"' in english.read_text()
    assert compiled(english.with_suffix(".mo").read_bytes()).gettext("หนึ่ง") == "one"

    english.write_text(english.read_text().replace('%s"\nmsgstr ""', '%s"\nmsgstr "three %s"'))
    assert messages.main([]) == 0
    written = english.read_bytes(), english.with_suffix(".mo").read_bytes()
    assert messages.main([]) == 0
    assert (english.read_bytes(), english.with_suffix(".mo").read_bytes()) == written


def test_translations_are_taken_from_a_file_where_none_stands_yet(tmp_path, monkeypatch):
    source, english, given = tmp_path / "directory" / "a.py", tmp_path / "locale" / "django.po", tmp_path / "en.json"
    source.parent.mkdir()
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    monkeypatch.setattr(messages, "ENGLISH", english)
    source.write_text(f'{TRANSLATION} gettext as _\n_("หนึ่ง")\n_("สอง")')
    given.write_text('{"หนึ่ง": "one"}')
    assert messages.main(["--add", str(given)]) == 1
    given.write_text('{"หนึ่ง": "another", "สอง": "two"}')
    assert messages.main(["--add", str(given)]) == 0
    assert read_po(english.read_text()) == {"หนึ่ง": Entry("one"), "สอง": Entry("two")}


def test_messages_of_a_template_are_found_as_django_will_ask_for_them():
    template = (
        '{% load i18n %}<a title="{% translate \'หนึ่ง\' %}">{% translate "เขาว่า \'สอง\'" %}</a>{{ x|default:_("สาม") }}'
        "{% blocktranslate with name=who.name trimmed %}\n  ถึง {{ name }}\n  100 %\n{% endblocktranslate %}"
    )
    found = [message.msgid for message in messages.messages_of_template(template, "a.html")]
    assert found == ["หนึ่ง", "เขาว่า 'สอง'", "สาม", "ถึง %(name)s 100 %%"]


def test_a_plural_in_a_template_is_refused_with_its_place():
    template = "{% load i18n %}{% blocktranslate count n=3 %}หนึ่ง{% plural %}หลาย{% endblocktranslate %}"
    with pytest.raises(MessagesError, match=r"a\.html: ngettext"):
        messages.messages_of_template(template, "a.html")


@pytest.mark.parametrize(
    "entry",
    [
        '#, fuzzy, python-format\nmsgid "a"\nmsgstr "b"',
        'msgid "a"\nmsgid_plural "b"\nmsgstr[0] "c"',
        'msgctxt "x"\nmsgid "a"\nmsgstr "b"',
        'msgid "a"',
        'msgid "a"\nmsgstr "b\n',
        '"a"\nmsgid "a"\nmsgstr "b"',
        'msgid "a"\nmsgstr "b"\nmsgid "c"\nmsgstr "d"',
        'msgid "a"\nmsgstr "b"\n\nmsgid "a"\nmsgstr "c"',
    ],
)
def test_a_catalogue_that_is_not_understood_is_refused_rather_than_cut(entry):
    with pytest.raises(MessagesError):
        read_po(entry)


def test_obsolete_entries_and_wrapped_lines_of_other_editors_are_read():
    assert read_po('msgid ""\n"a\\n"\n"b"\nmsgstr "c"\n\n#~ msgid "d"\n#~ msgstr "e"\n') == {"a\nb": Entry("c")}
