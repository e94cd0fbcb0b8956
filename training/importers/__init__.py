"""Labels of annotation tools as records: one file per format, each with ``read(path, skipped, labels)``."""
