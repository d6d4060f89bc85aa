// The prompts offered in the menu, made for the bundled model: every category of the paper, each with what to watch.

import { directory, pythonModule } from './directory';
import { prose, setFacts } from './prose';
import type { Preset } from './schema';

/** All presets, grouped by category in the paper's order. */
export const presets: readonly Preset[] = [
  {
    id: 'lives-in',
    title: 'Where does Clara live?',
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
      'Where does Clara live?',
    ),
    expected: 'Vienna',
    maxNewTokens: 8,
    watch:
      'Six people, six cities: the pruned tokens should be prose, and the sentence about Clara should reach the last layers.',
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
    id: 'two-hop',
    title: 'Where does Hugo’s best friend live?',
    category: 'Multi-document QA',
    text: ask(
      [
        setFacts([prose.school], ['The best friend of Ada is Felix.']),
        setFacts([prose.harbour], ['Felix lives in Rome.', 'Martha lives in Paris.']),
        setFacts([prose.library], ['The best friend of Hugo is Martha.']),
      ].join('\n\n'),
      'Where does the best friend of Hugo live?',
    ),
    expected: 'Paris',
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
    title: 'What is the story about?',
    category: 'Summarization',
    text: ask([prose.clockmaker, prose.lighthouse, prose.mill, prose.library].join('\n\n'), 'What is the story about?'),
    expected: null,
    maxNewTokens: 32,
    watch: 'A long answer asks for ever more of the prompt: watch the computed share rise with every decode step.',
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
      setFacts(
        [prose.lighthouse, prose.garden, prose.mill],
        [
          'The magic number of Alice is 4821.',
          'The magic number of Henry is 7390.',
          'The magic number of Clara is 2657.',
          'The magic number of Oscar is 9114.',
          'The magic number of Emma is 5038.',
          'The magic number of Peter is 6472.',
        ],
      ),
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
    id: 'python-getter',
    title: 'Complete the method',
    category: 'Code completion',
    text: pythonModule,
    expected: 'self.edge',
    maxNewTokens: 8,
    watch: 'Code is where the paper’s Llama 2 lost most: see whether the pruned side still knows where the line ends.',
  },
  {
    id: 'variables',
    title: 'Track a variable',
    category: 'Code completion',
    text: ask(
      setFacts(
        [prose.school, prose.clockmaker, prose.harbour],
        ['VAR KTR = 58203.', 'VAR QLM = 91746.', 'VAR ZOB = VAR KTR.', 'VAR WEN = VAR QLM.'],
      ),
      'What is the value of VAR ZOB?',
    ),
    expected: '58203',
    maxNewTokens: 10,
    watch:
      'The question names a copy, the number stands with the original: see whether pruning keeps the two together.',
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
