MATCH (n:Standard {number: $number})
RETURN n.number, coalesce(n.titleEn, n.titleZh), n.status, n.stage, toString(n.publishedOn),
  [(n)-[:OWNED_BY]->(c) | [c.code, coalesce(c.titleEn, c.titleZh)]],
  [(n)-[:LISTED_IN]->(s) | [s.code, coalesce(s.titleEn, s.titleZh)]]
