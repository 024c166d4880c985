"""What Cloud Build runs to bring a new version into service, or to keep the old one.

`cloudbuild.yaml` starts `python -m deploy`; nothing imports this. Begin with `rollout.py`, the
order of steps; `gcloud.py` does them, `smoke.py` tries the new receiver.
"""
