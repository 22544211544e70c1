"""The model of sources whose kind a plug-in gives."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    Field,
    SerializeAsAny,
    ValidationError,
    ValidationInfo,
    WithJsonSchema,
    computed_field,
    field_validator,
)
from pydantic_core import InitErrorDetails

from feedhub.plugin import Kind, Settings, installed

BUILT_IN = ("json", "html", "feed", "sitemap")


class Plugged(BaseModel):
    """The keys that only sources of plug-ins have."""

    kind: Annotated[str, WithJsonSchema({"type": "string", "not": {"enum": list(BUILT_IN)}})] = Field(
        description="Name of the kind, as the plug-in's entry point has it."
    )
    settings: Annotated[SerializeAsAny[BaseModel], WithJsonSchema({"type": "object"})] = Field(
        default={},  # of which the plug-in's model makes its defaults
        validate_default=True,
        description="What the plug-in wants to know; its own documentation says which keys there are.",
    )

    @field_validator("kind")
    @classmethod
    def _is_installed(cls, name: str) -> str:
        installed.kind(name, BUILT_IN)
        return name

    @field_validator("settings", mode="plain")
    @classmethod
    def _fit_the_plugin(cls, value: Any, info: ValidationInfo) -> BaseModel:
        if "kind" not in info.data:  # which is said already
            return Settings()
        name = info.data["kind"]
        model = installed.kind(name, BUILT_IN).kind.settings
        if not isinstance(value, Mapping):
            raise ValueError("must be a table")
        unknown = list(_unknown(value, model))
        if unknown:
            raise ValidationError.from_exception_data("settings", unknown)
        try:
            return model.model_validate(value)
        except ValidationError:
            raise
        except Exception as error:  # the plug-in's own validators
            said = f"the plug-in {name!r} cannot take its settings: {type(error).__name__}: {error}"
            raise ValueError(said) from None

    @computed_field(description="Package and version of the plug-in: another one reads the list anew.")
    def release(self) -> str:
        """Return the package that the kind is from, with its version."""
        return installed.kind(self.kind, BUILT_IN).package

    def plugin(self) -> Kind:
        """Return what the plug-in gives."""
        return installed.kind(self.kind, BUILT_IN).kind


def _unknown(value: Mapping[str, Any], model: type[BaseModel]) -> list[InitErrorDetails]:
    if model.model_config.get("extra") == "allow":
        return []
    known = [field.alias or name for name, field in model.model_fields.items()]
    errors = []
    for key in value:
        if key not in known:
            near = get_close_matches(key, known, 1, 0.5)
            hint = f"did you mean {near[0]}?" if near else f"known here: {', '.join(sorted(known)) or 'none'}"
            said = ValueError(f"unknown key ({hint})")
            errors.append(InitErrorDetails(type="value_error", loc=(key,), input=value[key], ctx={"error": said}))
    return errors
