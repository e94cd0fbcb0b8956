"""The project's labels, and the commands that check, import, compare and join labelled data."""
