MATCH (t:Subsystem {system: $system})<-[:PART_OF*0..]-(:Subsystem)<-[:LISTED_IN]-(n:Standard)
WHERE n.itemStatus IN ['PLANNED', 'DRAFTING', 'PUBLISHED', 'WITHDRAWN']
RETURN t.code, n.itemStatus, count(DISTINCT n)
