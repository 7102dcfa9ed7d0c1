MATCH (:Subsystem {id: $id})<-[:PART_OF*0..]-(:Subsystem)<-[:LISTED_IN]-(n:Standard)
WHERE n.standing = 'IN_FORCE' AND n.reviewDueOn < date($today)
RETURN DISTINCT n.number
