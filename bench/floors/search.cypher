CALL () {
  MATCH (n:Standard) WHERE n.searchText CONTAINS $word
  RETURN 'Standard' AS label, n, n.id AS key, n.number AS code
  UNION ALL
  MATCH (n:Subsystem) WHERE n.searchText CONTAINS $word
  RETURN 'Subsystem' AS label, n, n.id AS key, n.code AS code
  UNION ALL
  MATCH (n:ProductCategory) WHERE n.searchText CONTAINS $word
  RETURN 'ProductCategory' AS label, n, n.code AS key, n.code AS code
  UNION ALL
  MATCH (n:Committee) WHERE n.searchText CONTAINS $word
  RETURN 'Committee' AS label, n, n.code AS key, n.code AS code
  UNION ALL
  MATCH (n:StandardsSystem) WHERE n.searchText CONTAINS $word
  RETURN 'StandardsSystem' AS label, n, n.code AS key, n.code AS code
}
WITH label, key, code, CASE
  WHEN toLower(code) = $word THEN 1.0
  WHEN toLower(code) STARTS WITH $word THEN 0.8
  WHEN n.titleZhKey STARTS WITH $word OR n.titleEnKey STARTS WITH $word THEN 0.6
  ELSE 0.5 END AS score
ORDER BY score DESC, label, coalesce(code, '~'), key LIMIT 20
RETURN score, label, code
