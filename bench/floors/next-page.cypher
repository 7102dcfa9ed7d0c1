MATCH (n:Standard)
WHERE n.status IN ['DRAFTING', 'PLANNED']
WITH n, coalesce(toString(n.publicationEarliest), '~') AS day, coalesce(n.numberSort, '~') AS number
WHERE day > $day OR day = $day AND (number > $sort OR number = $sort AND n.id > $id)
WITH n, day, number ORDER BY day, number, n.id LIMIT $first
RETURN n.number, coalesce(n.titleEn, n.titleZh), n.status, n.stage, toString(n.publishedOn),
  [(n)-[:OWNED_BY]->(c) | [c.code, coalesce(c.titleEn, c.titleZh)]],
  [(n)-[:LISTED_IN]->(s) | [s.code, coalesce(s.titleEn, s.titleZh)]]
