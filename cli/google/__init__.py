"""Google's services as the command line uses them: Firestore, Pub/Sub and Secret Manager.

Nothing else in `cli` imports Google's libraries. They take a second to load: commands get what
they need from `cli.clients`, which imports these modules only then. Begin with `service.py`.
"""
