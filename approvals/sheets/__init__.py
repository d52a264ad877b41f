"""The lists of the desks as workbooks: each a table that is declared once, and what of it comes back from Excel."""
