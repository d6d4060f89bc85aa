// The stops of the workbench tour: which panel, and what to say of it. Words and selectors only; knows no tour library.

export interface Stop {
  readonly title: string;
  readonly text: string;
  /** The panel; null where it is not on the page now: then the stop is left out. */
  readonly find: () => Element | null;
}

export const stops: readonly Stop[] = [
  {
    title: 'One run, twice',
    text: 'A run answers one prompt two ways: with full prefill, and with LazyLLM, which prunes tokens on the way. You are looking at a recorded one; nothing was loaded for it.',
    find: () => document.querySelector('main h1'),
  },
  {
    title: 'Time to first token',
    text: 'What it is about: how long until the answer begins. Every dot is a repeat; both sides ran in turns. Slower is shown as slower.',
    find: () => panel('Time to first token'),
  },
  {
    title: 'Answers',
    text: 'What pruning may cost: both outputs, the first token that differs, and how far the first token’s distributions lie apart.',
    find: () => panel('Answers'),
  },
  {
    title: 'Step by step',
    text: 'Step 0 is the prefill, each further one writes a token. All views below show the step chosen here.',
    find: () => document.querySelector('[aria-label="Step player"]'),
  },
  {
    title: 'Token fate map',
    text: 'A column a token, a row a layer: where each was computed, read from the KV cache, parked in the Aux Cache, or revived. Click one to pin it in every view.',
    find: () => panel('Token fate map'),
  },
  {
    title: 'Prompt and output',
    text: 'The same fates in the text itself. Click a word to read its life.',
    find: () => panel('Prompt and output'),
  },
  {
    title: 'Importance',
    text: 'Why a token stayed or went: the attention of the last token, and the threshold that pruned.',
    find: () => panel('Importance'),
  },
  {
    title: 'Your prompt',
    text: 'Choose a preset, one or more for each task of the paper, or write a prompt of your own.',
    find: () => document.querySelector('section[aria-label="Prompt"]'),
  },
  {
    title: 'Schedule',
    text: 'After which layers to prune, and what share to keep. The ceiling of the speed-up is computed as you drag.',
    find: () => document.querySelector('section[aria-label="Schedule"]'),
  },
  {
    title: 'Run it here',
    text: 'Runs the model in this browser, on its GPU or processor. The prompt stays here unless you publish it. The first run loads the model.',
    find: () => document.querySelector('section[aria-label="Run"]'),
  },
];

/** A section of the page by its heading. */
function panel(title: string): Element | null {
  const heading = [...document.querySelectorAll('main h2')].find((each) => each.textContent?.trim() === title);
  return heading?.closest('section') ?? null;
}

/** The panel of a stop, where it is on the page and can be seen. */
export function panelOf({ find }: Stop): Element | null {
  const element = find();
  return element && element.getClientRects().length > 0 ? element : null;
}

/** `3 of 10`, of the panels that are there now: a page may show some of them only. */
export function progressAt(index: number): string {
  const there = stops.flatMap((stop, i) => (panelOf(stop) ? [i] : []));
  return `${there.indexOf(index) + 1} of ${there.length}`;
}
