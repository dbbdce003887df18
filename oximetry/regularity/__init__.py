"""How regular a night is, and what repeats in it (metrics of Levy et al. 2021)."""
