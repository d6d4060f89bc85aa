// Runs a command and says how it ended; the process is the caller's.

import { AppError, toAppError } from '@/lib/errors';
import { usage } from './usage';

export interface Outcome {
  /** 0 done, 1 a bug of ours, 2 bad input, 130 interrupted. */
  readonly code: number;
  /** One line for stderr. */
  readonly complaint: string | null;
}

/** `args` without node and script. Never throws. */
export async function lens(args: string[]): Promise<Outcome> {
  try {
    return { code: await dispatch(args), complaint: null };
  } catch (thrown) {
    const { code, message } = toAppError(thrown);
    return { code: code === 'internal' ? 1 : 2, complaint: `lens: ${message.replace(/\s+/g, ' ').trim()}` };
  }
}

async function dispatch(args: string[]): Promise<number> {
  const [command, ...rest] = args;
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(usage);
    return 0;
  }
  // Imported when needed: a wrong argument is refused at once.
  switch (command) {
    case 'run':
      return (await import('./run')).runCommand(rest);
    case 'logits':
      return (await import('./logits')).logitsCommand(rest);
    case undefined:
      throw new AppError('input-invalid', 'no command given; write "run" or "logits", or --help');
    default:
      throw new AppError('input-invalid', `unknown command "${command}"; write "run" or "logits", or --help`);
  }
}
