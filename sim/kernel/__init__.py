"""The compiled loops that apply the rules village by village, one module a line of the month."""
