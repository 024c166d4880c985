"""The processor: a Cloud Run service that merges pushed events into Firestore documents."""
