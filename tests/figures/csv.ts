// Reads CSV back, independently of the writer: quotes, doubled quotes, CRLF.

/** Records of fields. */
export function parseCsv(text: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  let field = '';
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const sign = text[i] ?? '';
    if (quoted) {
      if (sign !== '"') field += sign;
      else if (text[i + 1] === '"') field += text[++i];
      else quoted = false;
    } else if (sign === '"') quoted = true;
    else if (sign === ',') {
      record.push(field);
      field = '';
    } else if (sign === '\n') {
      records.push([...record, field.replace(/\r$/, '')]);
      record = [];
      field = '';
    } else field += sign;
  }
  return records;
}

/** Rows by column name. */
export function csvRows(text: string): Record<string, string>[] {
  const [head = [], ...rows] = parseCsv(text);
  return rows.map((row) => Object.fromEntries(head.map((name, i) => [name, row[i] ?? ''])));
}
