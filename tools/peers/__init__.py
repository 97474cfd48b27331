"""What tools/compare-peers is made of. Needs Python 3.9 or newer, and nothing else."""
