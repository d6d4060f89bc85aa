// The prompts offered in the menu, made for the bundled model: every category of the paper, each with what to watch.

import { prose, setFacts } from './prose';
import type { Preset } from './schema';
import { directory, pythonModule, tale } from './texts';

const magicNumbers = [
  'The magic number of Alice is 4821.',
  'The magic number of Henry is 7390.',
  'The magic number of Clara is 2657.',
  'The magic number of Oscar is 9114.',
  'The magic number of Emma is 5038.',
  'The magic number of Peter is 6472.',
];

/** All that fits into the model's context beside six facts and a question. */
const longProse = Object.entries(prose).flatMap(([subject, passage]) => (subject === 'orchard' ? [] : [passage]));

/** All presets, grouped by category in the paper's order. */
export const presets: readonly Preset[] = [
  {
    id: 'lives-in',
    title: 'Where does Peter live?',
    category: 'Single-document QA',
    text: ask(
      setFacts(
        [prose.garden, prose.railway, prose.clockmaker],
        [
          'Henry lives in Lisbon.',
          'Oscar lives in Dublin.',
          'Emma lives in Geneva.',
          'Clara lives in Vienna.',
          'Peter lives in Prague.',
          'Alice lives in Naples.',
        ],
      ),
      'Where does Peter live?',
    ),
    expected: 'Prague',
    maxNewTokens: 8,
    watch:
      'Six people, six cities: the pruned tokens should be prose, and the sentence about Peter should reach the last layers.',
  },
  {
    id: 'golden-lamp',
    title: 'Where is the golden lamp?',
    category: 'Single-document QA',
    text: ask(
      setFacts([prose.inn, prose.market, prose.village], ['Hugo hid the golden lamp in the cellar.']),
      'Where did Hugo hide the golden lamp?',
    ),
    expected: 'in the cellar',
    maxNewTokens: 10,
    watch:
      'One sentence answers; compare its importance with the first token, which takes weight without meaning anything.',
  },
  {
    id: 'quotation',
    title: 'Complete a sentence: pruning loses',
    category: 'Single-document QA',
    text: `${[prose.school, prose.clockmaker, prose.inn].join('\n\n')}\n\nComplete the sentence: His cat lay among`,
    expected: 'the springs and was never known to disturb one.',
    maxNewTokens: 16,
    watch:
      'Pruning loses here: the sentence is plain prose until its words are needed, and by then half of them are gone. Try keep 0.9.',
  },
  {
    id: 'two-hop',
    title: 'The city of Victor’s best friend',
    category: 'Multi-document QA',
    text: ask(
      [
        setFacts([prose.school], ['The best friend of Oscar is Julia.', 'The best friend of Victor is Edith.']),
        setFacts([prose.harbour], ['Edith lives in Venice.', 'Julia lives in Paris.']),
        prose.library,
      ].join('\n\n'),
      'In which city does the best friend of Victor live?',
    ),
    expected: 'Venice',
    maxNewTokens: 8,
    watch:
      'Two facts in two documents have to survive; the second matters only once the first is found, in a deeper layer.',
  },
  {
    id: 'last-location',
    title: 'Where is Rosa now?',
    category: 'Multi-document QA',
    text: ask(
      setFacts(
        [prose.railway, prose.inn, prose.garden],
        [
          'Rosa went to the kitchen.',
          'Felix went to the garden.',
          'Rosa went to the library.',
          'Felix went to the kitchen.',
          'Rosa went to the attic.',
          'Felix went to the cellar.',
        ],
      ),
      'Where is Rosa?',
    ),
    expected: 'in the attic',
    maxNewTokens: 8,
    watch: 'Rosa moves three times and only the last move counts: see whether the earlier moves are pruned first.',
  },
  {
    id: 'summary',
    title: 'Who is the story about?',
    category: 'Summarization',
    text: ask(tale, 'Who is the story about?'),
    expected: 'the old woman',
    maxNewTokens: 8,
    watch:
      'No one sentence says it: see which of the places that name her reach the last layers, and which are revived.',
  },
  {
    id: 'word-classes',
    title: 'Label the word',
    category: 'Few-shot learning',
    text: fewShot(),
    expected: 'animal',
    maxNewTokens: 6,
    watch: 'Labels matter more than words: the pattern survives even when most of the examples are pruned.',
  },
  {
    id: 'passkey',
    title: 'Find the pass key',
    category: 'Synthetic retrieval',
    text: ask(
      setFacts([prose.village, prose.harbour, prose.market, prose.storm], ['The pass key is 48213. Remember it.']),
      'What is the pass key?',
    ),
    expected: '48213',
    maxNewTokens: 10,
    watch: 'A needle in four hundred words: five digits stand out by layer 5 and everything else can go.',
  },
  {
    id: 'magic-numbers',
    title: 'Six magic numbers',
    category: 'Synthetic retrieval',
    text: ask(
      setFacts([prose.lighthouse, prose.garden, prose.mill], magicNumbers),
      'What is the magic number of Oscar?',
    ),
    expected: '9114',
    maxNewTokens: 8,
    watch:
      'Five look-alikes compete with the right number: pruning has to choose among six sentences of the same form.',
  },
  {
    id: 'directory',
    title: 'Look up a key in forty',
    category: 'Synthetic retrieval',
    text: ask(`Directory\n${directory}`, 'What is the number of quav?'),
    expected: '1469',
    maxNewTokens: 8,
    watch: 'No prose to throw away: every line looks like every other, the hardest case for pruning.',
  },
  {
    id: 'full-context',
    title: 'Six numbers in 2,000 tokens',
    category: 'Synthetic retrieval',
    text: ask(setFacts(longProse, magicNumbers), 'What is the magic number of Clara?'),
    expected: '2657',
    maxNewTokens: 8,
    watch: 'As long as the model reads: attention costs most here, so pruning saves most. Slow without a GPU.',
  },
  {
    id: 'short',
    title: 'Fifty tokens: nothing to win on a GPU',
    category: 'Synthetic retrieval',
    text: ask(magicNumbers.slice(0, 3).join(' '), 'What is the magic number of Henry?'),
    expected: '7390',
    maxNewTokens: 8,
    watch:
      'LazyLLM cannot win on a GPU here: a layer of fifty tokens costs its launch, however many are left, and scoring comes on top.',
  },
  {
    id: 'python-getter',
    title: 'Complete the method',
    category: 'Code completion',
    text: pythonModule,
    expected: 'self.length',
    maxNewTokens: 8,
    watch:
      'The answer copies a pattern seen twice before: the earlier return lines should stay, the docstrings should go.',
  },
  {
    id: 'variables',
    title: 'Track a variable',
    category: 'Code completion',
    text: ask(
      setFacts(
        [prose.school, prose.inn, prose.harbour],
        ['VAR KTR = 58203.', 'VAR ZOB = VAR KTR.', 'VAR QLM = 91746.'],
      ),
      'What is the value of VAR ZOB?',
    ),
    expected: '58203',
    maxNewTokens: 10,
    watch:
      'The question names a copy; the number stands with the original, so it survives only if the copy leads to it early.',
  },
];

function ask(text: string, question: string): string {
  return `${text}\n\nQuestion: ${question}\nAnswer:`;
}

function fewShot(): string {
  // prettier-ignore
  const examples = [
    'fox animal', 'apple fruit', 'red colour', 'hammer tool', 'pear fruit', 'horse animal', 'saw tool', 'green colour',
    'wolf animal', 'plum fruit', 'blue colour', 'axe tool', 'goat animal', 'cherry fruit', 'yellow colour', 'spade tool',
    'lion animal', 'grape fruit', 'white colour', 'knife tool', 'sheep animal', 'peach fruit', 'black colour', 'rake tool',
    'bear animal', 'lemon fruit', 'brown colour', 'chisel tool', 'mouse animal', 'orange fruit', 'grey colour', 'file tool',
    'hare animal', 'fig fruit', 'purple colour', 'nail tool',
  ];
  const shots = examples.map((example) => example.split(' ')).map(([word, label]) => `Word: ${word}\nLabel: ${label}`);
  return [...shots, 'Word: tiger\nLabel:'].join('\n\n');
}
