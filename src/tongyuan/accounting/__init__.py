"""Same-source accounting: one activity gives every species; each method stands with its equation and source.

Importing this package registers its methods.
"""

from tongyuan.accounting import combustion, production, purchase

__all__ = ["combustion", "production", "purchase"]
