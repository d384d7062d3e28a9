"""The history of the database's schema; never edited once released."""
