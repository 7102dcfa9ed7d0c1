"""Who asks, and what they may do: access tokens, OIDC bearer tokens, and the one policy."""
