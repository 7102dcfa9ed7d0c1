"""GraphiQL for a browser at /graphql. It works without internet: every byte comes from this service."""

from stdgraph.web.graphiql.asset_files import assets
from stdgraph.web.graphiql.page import wants_page, with_page

__all__ = ["assets", "wants_page", "with_page"]
