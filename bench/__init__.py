"""What a run costs, as ratios between things measured in one run on one machine."""
