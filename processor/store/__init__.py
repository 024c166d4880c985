"""Firestore: reads what planning needs, and commits what it decides."""
