"""The chapters of documents: records in, blocks out. A chapter says what is missing instead of leaving it out."""
