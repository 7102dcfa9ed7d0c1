CALL () {
  MATCH (:Subsystem {system: $system})<-[:LISTED_IN]-(:Standard)-[:APPLIES_TO]->(c:ProductCategory) RETURN c
  UNION
  MATCH (:Subsystem {system: $system})<-[:MET_IN]-(:Demand)-[:DEMANDS_FOR]->(c:ProductCategory) RETURN c
  UNION
  MATCH (:StandardsSystem {code: $system})-[:WATCHES]->(c:ProductCategory) RETURN c
}
MATCH (c)-[:KIND_OF*0..]->(:ProductCategory)<-[:APPLIES_TO]-(n:Standard)
WHERE n.standing IN ['IN_FORCE', 'UPCOMING'] OR n.status IN ['DRAFTING', 'PLANNED']
MATCH (n)-[:LISTED_IN]->(:Subsystem {system: $system})-[:PART_OF*0..]->(t:Subsystem)
WHERE t.depth <= 2
WITH t.code AS row, c.code AS column, n, CASE
  WHEN n.status = 'PLANNED' THEN 3
  WHEN n.status = 'DRAFTING' THEN 2
  WHEN n.standing = 'UPCOMING' THEN 1
  WHEN n.level IN ['GROUP', 'ENTERPRISE'] THEN 4
  ELSE 0 END AS rank
RETURN row, column, count(DISTINCT n), ['IN_FORCE', 'UPCOMING', 'DRAFTING', 'PLANNED', 'GROUP_ONLY'][min(rank)]
