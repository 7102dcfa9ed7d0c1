"""Settings: an optional TOML file, then ``STDGRAPH_*`` variables, then flags, each overriding the one before."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import ByteSize, Field, SecretStr, TypeAdapter, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from stdgraph.domain.identity import TOKEN_VARIABLE
from stdgraph.domain.nearness import nearest
from stdgraph.domain.web_places import ANY, LOOPBACK, host_pattern, is_loopback, origin_of, place_of
from stdgraph.domain.zone import is_zone
from stdgraph.errors import BadInput

SHORTEST_INTERVAL = timedelta(minutes=1)
SHORTEST_KEY = 32
"""Characters of a key that seals sessions."""
PREFIX = "STDGRAPH_"
SERVE_DEBUG = "STDGRAPH_SERVE_DEBUG"
"""How ``serve`` tells its workers to log more; no setting."""
DEFAULT_CACHE = 64_000_000
CONFIG_FILE = "stdgraph.toml"
SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")


def default_data_dir() -> Path:
    """Where the embedded engine keeps its files by default: ``$XDG_DATA_HOME/stdgraph`` or ``~/.local/share/stdgraph``."""
    base = os.environ.get("XDG_DATA_HOME")
    return (Path(base) if base else Path.home() / ".local" / "share") / "stdgraph"


class Settings(BaseSettings):
    """The settings in force. Every field is one name in the file, ``STDGRAPH_<NAME>`` in the environment and, where useful, a flag."""

    model_config = SettingsConfigDict(env_prefix="STDGRAPH_", extra="forbid", frozen=True)

    data_dir: Path = Field(
        default_factory=default_data_dir, description="Folder of the embedded engine: files, password, lock, log."
    )
    host: str = Field("127.0.0.1", description="Address the service listens on.")
    port: Annotated[int, Field(ge=1, le=65535, description="Port the service listens on.")] = 8000
    workers: Annotated[int, Field(ge=1, le=64, description="Worker processes of the service.")] = 1
    allowed_hosts: str | None = Field(
        None,
        description="Hosts that requests may name, with blanks between them; `*`: any; absent: those of loopback where it listens there, else any.",
    )
    cors_origins: str | None = Field(
        None,
        description="Origins whose pages may ask over HTTP and WebSocket, with blanks between them; `*`: any; absent: this service's own.",
    )

    graph_uri: str | None = Field(
        None, description="Bolt address of a Neo4j server (bolt://, neo4j://, +s, +ssc); absent: the embedded engine."
    )
    graph_user: str = Field("neo4j", description="User at the Neo4j server.")
    graph_password: SecretStr | None = Field(None, description="Password at the Neo4j server.")
    graph_database: str = Field("neo4j", description="Database at the Neo4j server.")

    engine_heap: str = Field("768m", pattern=r"^\d+[mg]$", description="Java heap of the embedded engine.")
    query_timeout: Annotated[float, Field(gt=0, description="Time limit of a statement in seconds.")] = 20.0
    no_movement_months: Annotated[
        int, Field(ge=1, description="After how many months in one stage a draft that is not overdue stands still.")
    ] = 12
    cache_bytes: Annotated[
        ByteSize,
        Field(
            ge=0,
            description="Most that a process remembers of what it answered, in bytes, or as 64MB, 1GiB; 0: nothing.",
        ),
    ] = ByteSize(DEFAULT_CACHE)
    page_ceiling: Annotated[int, Field(ge=1, description="Maximum page size of a connection.")] = 200
    max_depth: Annotated[int, Field(ge=1, description="Maximum depth of a document.")] = 10
    max_aliases: Annotated[int, Field(ge=0, description="Maximum number of aliases in a document.")] = 60
    max_tokens: Annotated[int, Field(ge=1, description="Maximum number of tokens in a document.")] = 4000
    max_body: Annotated[
        int, Field(ge=1, description="Maximum size of a request body, or of a WebSocket message, in bytes.")
    ] = 1_000_000
    max_import: Annotated[
        int, Field(ge=1, description="Maximum size of a file that is sent to `/import`, in bytes.")
    ] = 64_000_000
    receive_timeout: Annotated[
        float,
        Field(gt=0, description="Seconds in which the head of a request must come, and its body begin to flow."),
    ] = 10.0
    max_head: Annotated[
        int, Field(ge=1, description="Maximum size of the head of a request, its address and headers, in bytes.")
    ] = 65_536
    max_headers: Annotated[int, Field(ge=1, description="Maximum number of headers of a request.")] = 100
    max_url: Annotated[int, Field(ge=1, description="Maximum length of an address, in bytes.")] = 32_768
    max_connections: Annotated[
        int, Field(ge=1, description="Connections that a process keeps open; idle ones make room for new ones.")
    ] = 500
    log_format: Literal["text", "json"] = Field(
        "text", description="Lines of the log of serve: text for people, or json, an object each, requests as well."
    )
    metrics: bool = Field(True, description="Whether /metrics tells Prometheus how the service does.")
    introspection: bool = Field(True, description="Whether GraphQL introspection is allowed.")
    graphiql: bool = Field(True, description="Whether a browser gets GraphiQL at /graphql.")
    seed: bool = Field(True, description="Whether serve loads the seed into an empty catalogue.")
    timezone: str | None = Field(
        None,
        description="IANA name of the time zone in which days turn; absent: the catalogue's, at first the system's.",
    )
    language: Literal["zh", "en"] = Field("zh", description="Language of the command line: zh or en.")

    backup_dir: Path | None = Field(
        None, description="Folder into which serve makes backups by itself; absent: none is made."
    )
    backup_every: str = Field("P1D", description="How often, as an ISO 8601 duration: PT6H, P1D, P1W.")
    backup_keep: Annotated[int, Field(ge=1, description="How many of these backups are kept.")] = 7

    public_reads: bool = Field(True, description="Whether reads need no token.")
    public_url: str | None = Field(
        None,
        description="Address by which browsers reach the service, such as https://standards.example.org; absent: that of each request.",
    )
    session_key: SecretStr | None = Field(
        None,
        description="Secret of at least 32 characters that seals sessions; absent: `session.key` in the data folder, made at random.",
    )
    oidc_issuer: str | None = Field(
        None, description="Issuer of OIDC bearer tokens, exactly as in the token; absent: no OIDC token is accepted."
    )
    oidc_audience: str | None = Field(None, description="Audience that an OIDC token must name.")
    oidc_jwks: str | None = Field(None, description="The issuer's keys (JWKS): an https:// address or a file.")
    oidc_clock_skew: Annotated[
        int, Field(ge=0, le=300, description="Seconds by which the issuer's clock may differ.")
    ] = 60
    oidc_name_claim: str = Field("sub", min_length=1, description="Claim of an OIDC token that names its holder.")
    oidc_role_claim: str = Field("stdgraph_role", min_length=1, description="Claim that holds the role.")
    oidc_committees_claim: str = Field(
        "stdgraph_committees", min_length=1, description="Claim that holds a secretariat's committees."
    )
    oidc_systems_claim: str = Field(
        "stdgraph_systems", min_length=1, description="Claim that holds a steward's systems."
    )
    oidc_client_id: str | None = Field(
        None, description="Client id by which people sign in at the issuer; absent: they sign in with tokens only."
    )
    oidc_client_secret: SecretStr | None = Field(
        None, description="Secret of this client at the issuer; absent: a public client."
    )
    oidc_scopes: str = Field(
        "openid",
        description="Scopes that signing in asks for, `openid` among them, with blanks between them.",
    )

    @field_validator(
        "graph_uri",
        "timezone",
        "allowed_hosts",
        "cors_origins",
        "public_url",
        "session_key",
        "oidc_issuer",
        "oidc_audience",
        "oidc_jwks",
        "oidc_client_id",
        "oidc_client_secret",
        "backup_dir",
        mode="before",
    )
    @classmethod
    def _blank_is_absent(cls, value: object) -> object:
        return None if value == "" else value

    @field_validator("graph_uri")
    @classmethod
    def _is_bolt(cls, value: str | None) -> str | None:
        if value is None:
            return None
        expected = "expected an address such as bolt://127.0.0.1:7687 or neo4j://host:7687"
        if "@" in value:  # not quoted: it may hold a password
            raise ValueError(f"{expected}; set STDGRAPH_GRAPH_USER and STDGRAPH_GRAPH_PASSWORD for the credentials")
        if not _is_address(value):
            raise ValueError(f"{expected}, got {value!r}")
        return value

    @field_validator("timezone")
    @classmethod
    def _is_zone(cls, value: str | None) -> str | None:
        if value is not None and not is_zone(value):
            raise ValueError(f"unknown time zone {value!r}: expected an IANA name such as Asia/Shanghai")
        return value

    @field_validator("oidc_jwks")
    @classmethod
    def _is_place_of_keys(cls, value: str | None) -> str | None:
        if value is None or is_safe_address(value):
            return value
        if value.startswith("http://"):
            raise ValueError(
                "expected https:// (http:// on loopback only): keys altered in transit would admit anybody"
            )
        if "://" in value:
            raise ValueError(f"expected an https:// address or a file, got {value!r}")
        return str(Path(value).expanduser().absolute())

    @field_validator("session_key")
    @classmethod
    def _is_long(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < SHORTEST_KEY:
            raise ValueError(
                f"expected at least {SHORTEST_KEY} characters, such as `openssl rand -base64 32` makes them"
            )
        return value

    @field_validator("oidc_scopes")
    @classmethod
    def _names_openid(cls, value: str) -> str:
        if "openid" not in value.split():
            raise ValueError(f"expected scopes with blanks between them, openid among them, got {value!r}")
        return " ".join(value.split())

    @field_validator("allowed_hosts")
    @classmethod
    def _are_hosts(cls, value: str | None) -> str | None:
        return value and " ".join(map(host_pattern, value.split()))

    @field_validator("cors_origins")
    @classmethod
    def _are_origins(cls, value: str | None) -> str | None:
        return value and " ".join(map(origin_of, value.split()))

    @field_validator("public_url")
    @classmethod
    def _is_origin(cls, value: str | None) -> str | None:
        if value is None:
            return None
        try:
            parts = urlsplit(value)
            whole = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        except ValueError:
            whole = False
        if not whole or "@" in parts.netloc or parts.path not in ("", "/") or "?" in value or "#" in value:
            raise ValueError("expected a scheme and a host without a path, such as https://standards.example.org")
        return f"{parts.scheme}://{parts.netloc}".lower()

    @model_validator(mode="after")
    def _oidc_is_whole(self) -> Self:
        wanted = {name: getattr(self, name) for name in ("oidc_issuer", "oidc_audience", "oidc_jwks")}
        absent = [name for name, value in wanted.items() if value is None]
        if 0 < len(absent) < len(wanted):
            raise ValueError(
                f"{', '.join(wanted)} go together: {' and '.join(absent)} (STDGRAPH_{absent[0].upper()}) missing"
            )
        if self.oidc_client_id is not None and absent:
            raise ValueError(f"oidc_client_id requires {', '.join(wanted)} (STDGRAPH_OIDC_ISSUER and others)")
        if self.oidc_client_id is not None and not is_safe_address(str(self.oidc_issuer)):
            raise ValueError("oidc_client_id requires an oidc_issuer with https:// (http:// on loopback only)")
        if self.oidc_client_secret is not None and self.oidc_client_id is None:
            raise ValueError("oidc_client_secret requires oidc_client_id (STDGRAPH_OIDC_CLIENT_ID)")
        return self

    @field_validator("data_dir", "backup_dir")
    @classmethod
    def _absolute(cls, value: Path | None) -> Path | None:
        return value and value.expanduser().absolute()

    @field_validator("backup_every")
    @classmethod
    def _is_duration(cls, value: str) -> str:
        if _duration(value) < SHORTEST_INTERVAL:
            raise ValueError(f"expected an ISO 8601 duration of at least a minute, such as PT6H or P1D, got {value!r}")
        return value

    @property
    def logs_json(self) -> bool:
        """Whether lines of the log are JSON."""
        return self.log_format == "json"

    @property
    def known_hosts(self) -> tuple[str, ...]:
        """The hosts that requests may name, as patterns."""
        if self.allowed_hosts is None and not is_loopback(self.host):
            return (ANY,)
        public = place_of(self.public_url or "")
        named = (*LOOPBACK, self.host) if self.allowed_hosts is None else self.allowed_hosts.split()
        return (*named, *([public.host] if public else ()))

    @property
    def listed_origins(self) -> tuple[str, ...]:
        """The origins whose pages may ask, apart from this service's own."""
        return tuple((self.cors_origins or "").split())

    @property
    def backup_interval(self) -> timedelta:
        """The time between two backups."""
        return _duration(self.backup_every)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Flags override variables, variables override the file."""
        path = config_file()
        return (init_settings, env_settings, *([TomlConfigSettingsSource(settings_cls, path)] if path else []))


def is_safe_address(address: str) -> bool:
    """Whether nobody can alter on its way what is fetched from an address: https, or http on this machine."""
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK))


def _duration(text: str) -> timedelta:
    """An ISO 8601 duration; none at all for any other text."""
    try:
        return TypeAdapter(timedelta).validate_python(text) if text.startswith("P") else timedelta()
    except ValidationError:
        return timedelta()


def _is_address(text: str) -> bool:
    """Whether the driver accepts it: a known scheme, a host, a valid port; only neo4j:// takes a query."""
    try:
        parts = urlsplit(text)
        whole = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return whole and parts.scheme in SCHEMES and not (parts.scheme.startswith("bolt") and parts.query)


def config_file() -> Path | None:
    """The settings file in force: ``STDGRAPH_CONFIG`` if set, else ``stdgraph.toml`` in the working folder, else None."""
    named = os.environ.get("STDGRAPH_CONFIG")
    if named:
        if not Path(named).is_file():
            raise BadInput(f"STDGRAPH_CONFIG: no such file: {named}")
        return Path(named)
    here = Path(CONFIG_FILE)
    return here if here.is_file() else None


def unknown_variables() -> list[tuple[str, list[str]]]:
    """The ``STDGRAPH_…`` variables of the environment that stand for no setting, each with the nearest that do."""
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields} | {
        "STDGRAPH_CONFIG",
        TOKEN_VARIABLE,
        SERVE_DEBUG,
    }
    unknown = sorted(name for name in os.environ if name.upper().startswith(PREFIX) and name.upper() not in known)
    plain = [(name.removeprefix(PREFIX), ()) for name in known - {SERVE_DEBUG}]
    return [(name, [PREFIX + near for near in nearest(name[len(PREFIX) :], plain, most=1)]) for name in unknown]


def load_settings(**flags: Any) -> Settings:
    """The settings in force; flags that are None are ignored. Raises BadInput naming the invalid setting."""
    try:
        return Settings(**{name: value for name, value in flags.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        name = "_".join(str(part) for part in first["loc"])
        message = first["msg"].removeprefix("Value error, ")
        if first["type"] == "extra_forbidden":
            raise BadInput(f"settings file {config_file()}: unknown setting {name}") from None
        if not name:
            raise BadInput(f"settings: {message}") from None
        raise BadInput(f"setting {name} (STDGRAPH_{name.upper()}): {message}") from None
    except ValueError as error:  # the settings file is not TOML
        raise BadInput(f"settings file {config_file()}: {error}") from None
