MATCH (t:Subsystem {system: $system})<-[:PART_OF*0..]-(:Subsystem)<-[:LISTED_IN]-(n:Standard)
RETURN t.code, n.status, count(DISTINCT n)
