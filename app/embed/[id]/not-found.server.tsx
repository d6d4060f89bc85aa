// What an embedded run that is not there shows.

export default function NotFound() {
  return (
    <main id="main" tabIndex={-1} className="px-4 py-10 text-center outline-none">
      <h1 className="text-sm font-semibold">This run is no longer published</h1>
      <p className="text-ink-2 mt-1 text-xs">Its author may have deleted it.</p>
    </main>
  );
}
