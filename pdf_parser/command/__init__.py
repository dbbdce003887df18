"""``python -m pdf_parser``: a printed report's fields, and whether they confirm a recording."""
