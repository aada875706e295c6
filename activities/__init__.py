"""What touches the world for a workflow: record, launch, deliver, and the payload codec."""
