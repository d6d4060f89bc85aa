// One line of the table of figures: what each run has, and the difference, in words. Knows no run.

export interface Figure {
  readonly name: string;
  /** What it is, for a reader who asks. */
  readonly meaning: string;
  /** Null where there is one figure for both. */
  readonly a: string | null;
  readonly b: string | null;
  readonly difference: string;
  readonly differs: boolean;
}
