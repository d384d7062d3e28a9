"""Weather normalisation: what the air would have been in ordinary weather, its trend, effects of measures."""
