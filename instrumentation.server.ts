// Runs once as the server starts: addresses are noted from the first request on, and the database is opened and migrated.

export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs' || process.env.NEXT_PHASE === 'phase-production-build') return;
  const { startServer } = await import('./lib/server/start');
  startServer();
}
