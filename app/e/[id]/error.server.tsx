'use client';
// What a link to a run shows while the server cannot look it up.

export default function RunErrorPage() {
  return (
    <main id="main" tabIndex={-1} className="mx-auto max-w-xl px-6 py-24 outline-none">
      <h1 className="text-xl font-semibold">The server cannot look this run up now</h1>
      <p className="text-ink-2 mt-3">
        Its database did not answer. The run is not lost by that, and neither is anything on this device.
      </p>
      <button
        type="button"
        onClick={() => window.location.reload()}
        className="text-accent mt-6 underline underline-offset-4"
      >
        Try again
      </button>
    </main>
  );
}
