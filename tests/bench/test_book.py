"""The book that is measured is as long as it says."""

from bench.book import book_of


def test_every_table_of_projects_lists_so_many_under_names_of_their_own():
    tables = [block["table"] for chapter in book_of(60)["chapters"] for block in chapter["blocks"] if "table" in block]
    lists = [table for table in tables if "โครงการ" in [column["title"] for column in table["columns"]]]
    assert len(lists) == 4
    for table in lists:
        name = [column["title"] for column in table["columns"]].index("โครงการ")
        assert len({row["cells"][name] for row in table["rows"]}) == len(table["rows"]) == 60
