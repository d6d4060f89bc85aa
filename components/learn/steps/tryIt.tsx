// Step 10: the student's turn.

import Link from 'next/link';
import { GuessExercise } from '../guess/GuessExercise';
import type { Step, StepView } from '../lesson';

const link = 'text-accent underline underline-offset-3';

export const tryIt: Step = {
  name: 'try',
  label: 'Your turn',
  title: 'Guess which tokens survive',
  run: 'passkey',
  opening: () => ({}),
  text: () => (
    <>
      <p>
        You are the pruning layer. You see a passage of a prompt and the question that follows it. The model kept some
        of its tokens: mark as many, those that you would keep, and compare.
      </p>
      <p>
        Expect surprises. The model does not know the answer yet when it chooses, and it keeps words of no meaning that
        later layers lean on.
      </p>
      <p>
        Then make runs of your own: the{' '}
        <Link href="/?tour=1" prefetch={false} className={link}>
          workbench, with a tour
        </Link>
        , runs a small model in this browser. The{' '}
        <Link href="/gallery" prefetch={false} className={link}>
          gallery
        </Link>{' '}
        has further recorded runs.
      </p>
    </>
  ),
  View: ({ run, onDone }: StepView) => <GuessExercise start={run} onRevealed={onDone} />,
  task: () => 'Mark the words, then see what the model kept.',
};
