"""The embedded engine: ArcadeDB in a child process that listens on loopback and lives as long as someone uses it."""
