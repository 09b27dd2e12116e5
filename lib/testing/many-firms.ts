/**
 * The statements that write so many firms straight into the tables, as a firm is that was just invited:
 * for what is about numbers. Their ids are `firm_many1`, `firm_many2` and so on, with another word
 * than `many` when asked for.
 */
export function manyFirms(input: {
  count: number;
  integrationId: string;
  word?: string;
}): string[] {
  const { count, integrationId, word = "many" } = input;
  if (!/^\w+$/.test(integrationId) || !/^[a-z]+$/.test(word))
    throw new Error("no word of a test's");
  const numbers = `generate_series(1, ${count}) as n`;
  return [
    `insert into people (id, kind, email, name)
      select 'person_${word}' || n, 'firm', 'ada' || n || '@${word}.test', 'Ada ' || n from ${numbers}`,
    `insert into firms (id, name, route, region, region_set_by, integration_id, main_contact_id, created_by)
      select 'firm_${word}' || n, initcap('${word}') || ' ' || lpad(n::text, 4, '0'), 'firm_private',
        'us', 'staff', '${integrationId}', 'person_${word}' || n, 'person_${word}' || n from ${numbers}`,
    `insert into firm_members (firm_id, person_id)
      select 'firm_${word}' || n, 'person_${word}' || n from ${numbers}`,
    `insert into applications (id, firm_id, name, region, deauthorization_key)
      select 'app_${word}' || n, 'firm_${word}' || n, 'Many', 'us', 'many_${word}' || n from ${numbers}`,
    `insert into connections (id, firm_id, status_since)
      select 'conn_${word}' || n, 'firm_${word}' || n, now() from ${numbers}`,
  ];
}
