"""What the first sheet says."""

TITLE = "How to fill in this plan"
SHEET = "Guide"
PARAGRAPHS = (
    ("What it is", "This workbook is a plan of a public service centre. Save it, and give its name to tvsim: tvsim "
     "run plan.xlsx, tvsim compare baseline plan.xlsx, tvsim validate plan.xlsx."),
    ("Cells", "Fill in the white and yellow cells. What a column means is told by the note on its heading; a value "
     "that has a range, a remark or a source of its own has a note as well. Notes are for reading: what you write in "
     "them is not used."),
    ("Blank cells", "A blank cell means the default: in a table that of its first line, “default for all”, where "
     "that is filled; else the one that stands in the column “If blank” or in the note on the heading. “(none)” says "
     "that there is nothing, where the default has something."),
    ("Lines", "To add an agency, a counter group, a procedure or an entry of a list, fill in an empty line below the "
     "others, or insert one; its key may have letters A to Z, digits, - and _. To take one away, delete its line, and "
     "the lines of other sheets that name it. Keep titles, headings and names of sheets as they are."),
    ("Lists", "In rosters, slots and other lists the lines of “default for all” hold for each group or procedure that "
     "has no line of its own there. A line with its key and “(none)” says that it has no entry at all."),
    ("Numbers", "Type numbers as numbers, with the decimal sign of your Excel. Within a text, such as 0.15; 0.06, the "
     "decimal sign is a point. Shares may be typed as 34% or 0.34."),
    ("Times", "A duration has two cells: its mean, and its variation, which is the standard deviation divided by the "
     "mean (0: always the same). Other distributions are written into the first cell: exponential(5), uniform(0; 36), "
     "triangular(5; 10; 20), gamma(10; 0.5), normal(-3; 6). Weekdays are mon, tue, wed, thu, fri, sat, sun."),
    ("Sources", "The column “Source” says where the numbers of a line come from. Where you change a number, write "
     "its source there: it then holds for all numbers of the line that had the old one; else it counts as “set in” "
     "this file."),
    ("Formulas", "You may use formulas; tvsim reads the values that Excel has saved with them. Other sheets, and "
     "columns without a heading, are not read."),
    ("Hidden sheet", "A hidden sheet keeps ranges, remarks and sources of the values that you do not change. If it "
     "gets lost, the plan stays the same, but these are gone, and the sources are those of the column “Source”."),
)  # fmt: skip
"""What each paragraph is about, and its text."""
