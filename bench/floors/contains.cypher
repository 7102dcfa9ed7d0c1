MATCH (n:Standard)
WHERE n.titleEnKey CONTAINS $word OR n.titleZhKey CONTAINS $word
RETURN n.number, coalesce(n.titleEn, n.titleZh)
ORDER BY n.numberSort, n.id LIMIT 20
