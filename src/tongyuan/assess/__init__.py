"""Assess (考核): indicators, the status of targets, and the trees behind them; tables in, tables out."""
