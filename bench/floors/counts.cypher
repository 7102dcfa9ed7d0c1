MATCH (:Subsystem {id: $id})<-[:PART_OF*0..]-(:Subsystem)<-[:LISTED_IN]-(n:Standard)
WITH DISTINCT n
RETURN n.status, count(*)
