// A table as CSV (RFC 4180), numbers at full precision. Strings only.

/** A number, a word of ours, or text that someone wrote; null is an empty cell. */
export type Cell = number | string | boolean | { readonly text: string } | null;

export interface Table {
  /** Part of the file's name: `scores-prefill`. */
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/**
 * The table with a header line; a record is always one line. Text that someone wrote (tokens) is spelled as a JSON string: its
 * spaces and line breaks are seen, and no spreadsheet takes it for a formula.
 */
export function writeCsv({ columns, rows }: Table): string {
  return [columns, ...rows].map((row) => `${row.map(spell).join(',')}\r\n`).join('');
}

function spell(cell: Cell): string {
  if (cell === null) return '';
  const text = typeof cell === 'object' ? JSON.stringify(cell.text) : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
