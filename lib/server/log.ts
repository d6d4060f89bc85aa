// One line on stderr for what the person who runs the server has to see. Never what users sent, never a password.

/**
 * Logs a failure by what its innermost cause says. A failed query's own message quotes the values that it was sent, hence prompts
 * and keys; the database's answer beneath does not.
 */
export function logFailure(what: string, thrown: unknown): void {
  console.error(`LazyLens: ${what}: ${reasonOf(thrown)}`);
}

function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return 'unknown reason';
  if (thrown.cause instanceof Error) return reasonOf(thrown.cause);
  // Where every address of a host refuses, Node's error has no message of its own.
  if (thrown instanceof AggregateError) return thrown.errors.map(reasonOf).join('; ');
  return thrown.message;
}
