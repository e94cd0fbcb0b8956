"""Training, calibration and evaluation of stance models. Imports `stance`, never the reverse."""
