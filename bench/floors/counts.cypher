MATCH (:Subsystem {id: $id})<-[:PART_OF*0..]-(:Subsystem)<-[:LISTED_IN]-(n:Standard)
WITH DISTINCT n
WHERE n.itemStatus IS NOT NULL
RETURN n.itemStatus, count(*)
