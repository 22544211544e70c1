"""The JSON Schema of the configuration, for editors, from the models that check it. Pure."""

import json

from feedhub.config.models import Config


def schema() -> str:
    """Return the JSON Schema (draft 2020-12) of the configuration, with a newline at its end."""
    body = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "feedhub",
        **Config.model_json_schema(),
    }
    return json.dumps(body, indent=2, ensure_ascii=False) + "\n"
