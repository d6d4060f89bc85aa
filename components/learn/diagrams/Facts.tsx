// A row of short facts below a diagram: what it is and its value, read out as a list.

export function Facts({ facts }: { facts: readonly (readonly [term: string, value: string])[] }) {
  return (
    <dl className="border-line grid grid-cols-2 gap-x-6 border-t sm:grid-cols-4">
      {facts.map(([term, value]) => (
        <div key={term} className="py-2">
          <dt className="text-ink-2 text-xs">{term}</dt>
          <dd className="tabular mt-0.5 text-base font-semibold">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
