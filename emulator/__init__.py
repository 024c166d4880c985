"""The whole pipeline on one machine, on Google's own emulators."""
