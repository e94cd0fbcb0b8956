"""The tools that people already use: one file each, loaded only when it is imported."""
