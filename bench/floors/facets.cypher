MATCH (n:Standard)
WHERE n.status IN ['DRAFTING', 'PLANNED']
WITH collect(n) AS found
CALL (found) {
  UNWIND found AS n RETURN 'status' AS field, n.status AS value, count(*) AS number
  UNION ALL
  UNWIND found AS n RETURN 'level' AS field, n.level AS value, count(*) AS number
  UNION ALL
  UNWIND found AS n RETURN 'nature' AS field, n.nature AS value, count(*) AS number
  UNION ALL
  UNWIND found AS n MATCH (n)-[:OWNED_BY]->(c:Committee)
  RETURN 'committee' AS field, c.code AS value, count(DISTINCT n) AS number
  UNION ALL
  UNWIND found AS n MATCH (n)-[:LISTED_IN]->(s:Subsystem)
  RETURN 'system' AS field, s.system AS value, count(DISTINCT n) AS number
}
RETURN field, value, number
