"""The workbook of a province: read into drafts, written from drafts, handed back with its problems."""

from directory.workbook_reading import Reading, read_workbook
from directory.workbook_writing import write_annotated, write_workbook

__all__ = ["Reading", "read_workbook", "write_annotated", "write_workbook"]
