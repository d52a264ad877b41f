"""Measurements. Each module here answers its figures from `measure()`; `python -m bench` runs them and keeps them."""
