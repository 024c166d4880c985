"""What Cloud Build runs to bring a new version into service, or to keep the old one."""
