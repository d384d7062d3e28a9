"""Quality of an inventory: what it lacks, why it changed, what looks odd, how far it can be off."""
