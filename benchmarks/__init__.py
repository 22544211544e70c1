"""Measurements of feedhub beside a floor: what the same requests and the same files cost without it."""
