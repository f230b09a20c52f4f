"""How fast the model is, measured as ratios within one run; see benchmarks/README.md."""
