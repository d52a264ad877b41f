"""Proposals in Excel, the way councils work: a workbook out, and that one or any other sheet in.

`grids` reads what stands in the cells, `locating` finds the table and its headings, `columns` says what a heading
means, `records` makes a proposal of each row, `matching` compares them with the plan, `writing` and `marking` write.
"""
