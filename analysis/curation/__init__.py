"""Curation of the record: from the verbatim tables in history/raw to the tidy ones in history."""
