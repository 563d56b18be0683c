"""The paper that justifies a plan: as a page, a Word file in the form of a submission, and a PDF."""
