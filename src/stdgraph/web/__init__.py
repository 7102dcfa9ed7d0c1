"""The service over HTTP: GraphQL at one address, a page for people there, health for whoever runs it."""
