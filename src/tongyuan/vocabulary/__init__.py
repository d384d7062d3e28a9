"""The words that every room speaks: species, sources, fuels, units, periods, tables, problems."""
