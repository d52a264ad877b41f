"""Proposals in Excel, the way councils work: a workbook out, and that one or any other sheet in.

`grids` reads what stands in the cells, `locating` finds the table and its headings, `columns` says what a heading
means, `rows` makes a proposal of each row, `items` reads what its money is for, `matching` compares them with the plan,
`writing` and `marking` write.
"""
