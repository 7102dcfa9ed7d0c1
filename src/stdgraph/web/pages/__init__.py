"""The pages for people: a page is a GraphQL document (``NAME.graphql``) and a template (``NAME.html``) beside it.

The document is answered in this process through the public schema, with the identity of the reader; the modules say only which
addresses there are and which variables an address stands for.
"""
