"""The only access to the database: the two engines, the driver, managed transactions, schema and migrations."""
