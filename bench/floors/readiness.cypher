OPTIONAL MATCH (:Subsystem {id: $id})<-[:PART_OF*0..]-(:Subsystem)<-[:LISTED_IN]-(n:Standard)
WHERE n.standing IN ['IN_FORCE', 'UPCOMING'] OR n.status IN ['DRAFTING', 'PLANNED']
OPTIONAL MATCH (n)-[:APPLIES_TO]->(:ProductCategory)<-[:KIND_OF*0..]-(c:ProductCategory)
WITH c.code AS code, min(CASE
  WHEN n.status = 'PLANNED' THEN 3
  WHEN n.status = 'DRAFTING' THEN 2
  WHEN n.standing = 'UPCOMING' THEN 1
  WHEN n.level IN ['GROUP', 'ENTERPRISE'] THEN 4
  ELSE 0 END) AS rank
WITH collect([code, rank]) AS ranks
MATCH (:ProductCategory {code: $product})-[:DEPENDS_ON*1..20]->(m:ProductCategory)
WHERE m.code <> $product
WITH DISTINCT m, ranks
RETURN m.code, ['IN_FORCE', 'UPCOMING', 'DRAFTING', 'PLANNED', 'GROUP_ONLY', 'MISSING'][coalesce([one IN ranks WHERE one[0] = m.code | one[1]][0], 5)]
