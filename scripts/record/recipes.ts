// The recorded runs of the gallery, in its order: what each is made from, and what is written about it.

import type { Recipe } from './recipe';

/** The workbench opens with the first. */
export const recipes: readonly Recipe[] = [
  {
    id: 'passkey',
    preset: 'passkey',
    title: 'Find the pass key',
    category: 'Retrieval',
    summary: 'Five digits in nearly five hundred words: LazyLLM finds them with less than half of the prefill work.',
    watch: [
      {
        text: 'Three of the five digits keep a column of their own down to the last layer, while the prose before them goes.',
        at: { side: 'pruned', step: 0, layer: 16, token: 302, word: '4' },
        facts: [
          { token: 302, upTo: 306, range: 5, rangeActive: 3 },
          { token: 292, word: 'for', upTo: 298, range: 7, rangeActive: 0 },
        ],
      },
      {
        text: 'The 1 is pruned after layer 4 in prefill. The next step brings it back, three steps before it is written.',
        at: { side: 'pruned', step: 1, layer: 8, token: 305, word: '1' },
        facts: [
          { step: 0, activeTo: 4 },
          { fate: 'revived', after: 4, writtenAfter: 3 },
        ],
      },
    ],
    claims: { full: 'right', pruned: 'right', identical: true, speed: 'faster', prefillBelow: 0.5 },
  },
  {
    id: 'directory',
    preset: 'directory',
    title: 'Look up a key in forty',
    category: 'Retrieval',
    summary: 'Forty lines of the same form and no prose to throw away; the right number still survives.',
    watch: [
      {
        text: 'The first digit of the answer is one of 49 tokens of 391 that reach the last layers in prefill.',
        at: { side: 'pruned', step: 0, layer: 16, token: 251, word: '1' },
        facts: [{ active: 49, tokens: 391, fate: 'computed' }],
      },
      {
        text: 'No number is out of the race: this step brings 49 tokens back after layer 4, and 23 of them are digits.',
        at: { side: 'pruned', step: 1, layer: 8 },
        facts: [{ revived: 49, revivedDigits: 23, after: 4 }],
      },
    ],
    claims: { full: 'right', pruned: 'right', identical: true, speed: 'faster' },
  },
  {
    id: 'full-context',
    preset: 'full-context',
    repeats: 3,
    title: 'Six numbers in 2,000 tokens',
    category: 'Retrieval',
    summary: 'As long as the model reads: the right one of six numbers is found among all that prose.',
    watch: [
      {
        text: 'Of 1,978 tokens 248 reach the last layers. The first digit of the answer is not among them: it stops at layer 12.',
        at: { side: 'pruned', step: 0, layer: 16, token: 816, word: '2' },
        facts: [{ tokens: 1978, active: 248, fate: 'parked', activeTo: 12 }],
      },
      {
        text: 'In the step that writes it, the same digit ranks first after layer 4.',
        at: { side: 'pruned', step: 1, layer: 4, token: 816, word: '2' },
        facts: [{ rank: 1, writes: '2' }],
      },
    ],
    claims: { full: 'right', pruned: 'right', identical: true, speed: 'faster' },
  },
  {
    id: 'two-hop',
    preset: 'two-hop',
    title: 'The city of Victor’s best friend',
    category: 'Reading',
    summary: 'Two facts in two documents have to meet; both sides answer Venice.',
    watch: [
      {
        text: 'The friend’s name goes all the way down in prefill: the other fact hangs on it.',
        at: { side: 'pruned', step: 0, layer: 16, token: 109, word: 'Ed' },
        facts: [{ fate: 'computed' }],
      },
      {
        text: 'The answer ranks first after layer 12, before the city of the other friend.',
        at: { side: 'pruned', step: 0, layer: 12, token: 201, word: 'Ven' },
        facts: [{ rank: 1 }, { token: 255, word: 'Paris', rank: 2 }],
      },
    ],
    claims: {
      full: 'right',
      pruned: 'right',
      identical: true,
      speed: 'faster',
      says: { full: 'Venice', pruned: 'Venice' },
    },
  },
  {
    id: 'summary',
    preset: 'summary',
    title: 'Who is the story about?',
    category: 'Reading',
    summary: 'The closest this small model comes to a summary: it names the person that the tale is about.',
    watch: [
      {
        text: 'No single sentence says it. After layer 4 the two last words of the question rank first; of the tale itself ‘woman’ does, at ranks 7 and 8.',
        at: { side: 'pruned', step: 0, layer: 4, token: 9, word: 'woman' },
        facts: [
          { token: 316, word: 'about', rank: 1 },
          { token: 315, word: 'story', rank: 2 },
          { token: 320, word: ':', rank: 3 },
          { token: 313, word: 'is', rank: 4 },
          { token: 312, word: 'Who', rank: 5 },
          { token: 317, word: '?', rank: 6 },
          { rank: 7 },
          { token: 77, rank: 8 },
        ],
      },
      {
        text: 'The word is revived in this step after layer 8, in three of the six places where it stands.',
        at: { side: 'pruned', step: 1, layer: 12, token: 59, word: 'woman' },
        facts: [{ fate: 'revived', after: 8, places: 6, placesAlike: 3 }],
      },
    ],
    claims: { full: 'right', pruned: 'right', identical: true, speed: 'faster', says: { pruned: 'the old woman' } },
  },
  {
    id: 'word-classes',
    preset: 'word-classes',
    title: 'Label the word',
    category: 'Patterns',
    summary: 'Thirty-six examples and a new word: an eighth of the tokens is enough at the end.',
    watch: [
      {
        text: 'Of the nine labels ‘animal’ three are computed in all layers, the first one of the prompt among them.',
        at: { side: 'pruned', step: 0, layer: 16, token: 9, word: 'animal' },
        facts: [{ fate: 'computed', places: 9, placesAlike: 3, active: 54, tokens: 431 }],
      },
      {
        text: 'A step later the empty first token has the most attention after layer 12: a sink.',
        at: { side: 'pruned', step: 1, layer: 12, token: 0, word: '' },
        facts: [{ rank: 1 }],
      },
    ],
    claims: { full: 'right', pruned: 'right', identical: true, speed: 'faster' },
  },
  {
    id: 'python-getter',
    preset: 'python-getter',
    title: 'Complete the method',
    category: 'Patterns',
    summary: 'A getter in Python: the class at hand stays, the earlier classes are thinned out.',
    watch: [
      {
        text: 'The attribute that the answer copies is computed down to the last layer.',
        at: { side: 'pruned', step: 0, layer: 16, token: 453, word: 'length' },
        facts: [{ fate: 'computed' }, { step: 2, writes: 'l' }, { step: 3, writes: 'ength' }],
      },
      {
        text: 'The getter of the first class, which shows the pattern, has no part in prefill after layer 8.',
        at: { side: 'pruned', step: 0, layer: 9, token: 185, word: 'side' },
        facts: [{ token: 182, word: 'return', upTo: 185, range: 4, rangeActive: 0, after: 8 }],
      },
    ],
    claims: { full: 'right', pruned: 'right', identical: true, speed: 'faster' },
  },
  {
    id: 'revival',
    preset: 'golden-lamp',
    schedule: '4:0.3,8:0.3,12:0.3',
    title: 'Revival brings the answer back',
    category: 'Inside the method',
    summary: 'The word of the answer is pruned in prefill, and revived in the very step that needs it.',
    watch: [
      {
        text: 'In prefill the cellar is pruned after layer 8: 13 of 473 tokens reach the last layers.',
        at: { side: 'pruned', step: 0, layer: 12, token: 232, word: 'cellar' },
        facts: [
          { fate: 'parked', activeTo: 8, tokens: 473 },
          { layer: 16, active: 13 },
        ],
      },
      {
        text: 'When ‘in the’ is written, the same token is taken from the Aux Cache and computed in the layers it missed.',
        at: { side: 'pruned', step: 2, layer: 12, token: 232, word: 'cellar' },
        facts: [
          { fate: 'revived', writes: 'cellar' },
          { step: 0, writes: 'in' },
          { step: 1, writes: 'the' },
        ],
      },
    ],
    claims: { full: 'right', pruned: 'right', identical: true, speed: 'faster' },
  },
  {
    id: 'no-revival',
    preset: 'golden-lamp',
    schedule: '4:0.3,8:0.3,12:0.3',
    mode: 'progressive',
    title: 'The same prompt without revival',
    category: 'Inside the method',
    summary:
      'Pruned as before, but nothing comes back: the answer becomes the kitchen, which stands nowhere in the prompt.',
    watch: [
      {
        text: 'The cellar has no keys and values below layer 8, and stays out when it is needed.',
        at: { side: 'pruned', step: 2, layer: 12, token: 232, word: 'cellar' },
        facts: [{ fate: 'out', activeTo: 8, writes: 'kitchen' }],
      },
    ],
    claims: { full: 'right', pruned: 'wrong', identical: false, speed: 'faster', says: { pruned: 'in the kitchen' } },
  },
  {
    id: 'sink',
    preset: 'last-location',
    title: 'The first token takes its share',
    category: 'Inside the method',
    summary: 'An attention sink: the token that opens every prompt means nothing and is kept all the same.',
    watch: [
      {
        text: 'After layer 12 the first token ranks second, before every word of the text.',
        at: { side: 'pruned', step: 0, layer: 12, token: 0, word: '' },
        facts: [{ rank: 2 }, { token: 466, word: '', rank: 1 }],
      },
      {
        text: 'So it is among the 60 of 479 tokens that reach the last layers, without being set to be kept.',
        at: { side: 'pruned', step: 0, layer: 16, token: 0, word: '' },
        facts: [{ active: 60, tokens: 479, fate: 'computed', sinks: 0 }],
      },
    ],
    claims: { full: 'right', pruned: 'right', identical: true, speed: 'faster' },
  },
  {
    id: 'static',
    preset: 'passkey',
    schedule: '4:0.1',
    mode: 'static',
    title: 'Pruned once, to a tenth',
    category: 'Inside the method',
    summary: 'The paper’s static pruning: one cut after layer 4, nothing comes back. The pass key survives it.',
    watch: [
      {
        text: 'One digit of the five passes the cut; the others have no keys and values below layer 4.',
        at: { side: 'pruned', step: 0, layer: 16, token: 302, word: '4' },
        facts: [
          { token: 302, upTo: 306, range: 5, rangeActive: 1, after: 4 },
          { token: 303, word: '8', fate: 'out' },
        ],
      },
      {
        text: 'The other digits still come out right: the first four layers have read all of them.',
        at: { side: 'pruned', step: 2, layer: 16, token: 303, word: '8' },
        facts: [{ activeTo: 4, writes: '8' }],
      },
    ],
    claims: { full: 'right', pruned: 'right', identical: true, speed: 'faster' },
  },
  {
    id: 'revive-all',
    preset: 'variables',
    mode: 'revive-all',
    title: 'An early token, and its price',
    category: 'Inside the method',
    summary: 'All that was pruned is computed in the first decode step: the first token comes early, the second waits.',
    watch: [
      {
        text: 'The first decode step computes 433 pruned tokens in the layers they missed; later steps reuse them.',
        at: { side: 'pruned', step: 1, layer: 16 },
        facts: [{ revivedInStep: 433 }, { step: 2, revivedInStep: 0, computed: 1 }],
      },
    ],
    claims: { full: 'right', pruned: 'right', identical: true, speed: 'faster', slowerSteps: 'first' },
  },
  {
    id: 'keep-all',
    preset: 'quotation',
    schedule: '4:1,8:1,12:1',
    title: 'Keep everything: the same numbers',
    category: 'Inside the method',
    summary: 'LazyLLM that prunes nothing is full prefill: the same tokens, and no difference in their probabilities.',
    watch: [
      {
        text: 'Every token is computed in every layer; the scores are read and change nothing.',
        at: { side: 'pruned', step: 0, layer: 16 },
        facts: [{ tokens: 436, active: 436, computed: 436 }],
      },
    ],
    claims: { full: 'right', pruned: 'right', identical: true, kl: 0 },
  },
  {
    id: 'quotation',
    preset: 'quotation',
    title: 'Complete a sentence: pruning loses',
    category: 'Limits',
    summary: 'The sentence is plain prose until its words are needed, and by then most of them are gone.',
    watch: [
      {
        text: 'The first token of ‘springs’ passes every cut in prefill, and yet the answer begins otherwise.',
        at: { side: 'pruned', step: 0, layer: 16, token: 249, word: 'spr' },
        facts: [
          { fate: 'computed', writes: 'two' },
          // Of what should come after ‘the’, nothing else is left.
          { upTo: 258, range: 10, rangeActive: 1 },
        ],
      },
      {
        text: 'From here the answer follows another sentence of the prompt.',
        at: { side: 'pruned', step: 1, layer: 12, token: 299, word: 'sisters' },
        facts: [{ writes: 'sisters' }, { step: 2, writes: 'who' }, { step: 3, writes: 'had' }],
      },
    ],
    claims: { full: 'right', pruned: 'wrong', identical: false, speed: 'faster' },
  },
  {
    id: 'wrong-city',
    preset: 'lives-in',
    schedule: '4:0.3,8:0.3,12:0.3',
    title: 'Six cities, the wrong one',
    category: 'Limits',
    summary: 'Keeping three tenths three times is too little for six facts of one form: Geneva instead of Prague.',
    watch: [
      {
        text: 'Peter’s city begins with P, which ranks third after layer 12. The G of Geneva ranks fourteenth, and is written.',
        at: { side: 'pruned', step: 0, layer: 12, token: 321, word: 'P' },
        facts: [{ rank: 3 }, { token: 160, word: 'G', rank: 14, writes: 'G' }],
      },
      {
        text: 'The rest of Peter’s city had been pruned after layer 8.',
        at: { side: 'pruned', step: 0, layer: 9, token: 322, word: 'rag' },
        facts: [{ activeTo: 8 }, { token: 323, word: 'ue', fate: 'parked' }],
      },
    ],
    claims: {
      full: 'right',
      pruned: 'wrong',
      identical: false,
      speed: 'faster',
      says: { full: 'Prague', pruned: 'Geneva' },
    },
  },
  {
    id: 'misled',
    preset: 'last-location',
    schedule: '4:0.3,8:0.3,12:0.3',
    title: 'Revival misleads',
    category: 'Limits',
    summary: 'Rosa is in the attic. A step revives the cellar, where Felix went, and the model answers with it.',
    watch: [
      {
        text: 'The cellar comes back after layer 8 in the step that writes the place.',
        at: { side: 'pruned', step: 2, layer: 12, token: 380, word: 'cellar' },
        facts: [{ fate: 'revived', after: 8, writes: 'cellar' }],
      },
      {
        text: 'The attic is there too and ranks first after layer 12. The cellar is written all the same.',
        at: { side: 'pruned', step: 2, layer: 12, token: 293, word: 'att' },
        facts: [{ fate: 'reused', rank: 1, writes: 'cellar' }],
      },
    ],
    claims: {
      full: 'right',
      pruned: 'wrong',
      identical: false,
      speed: 'faster',
      says: { full: 'in the attic', pruned: 'in the cellar' },
    },
  },
  {
    id: 'short',
    preset: 'short',
    repeats: 15,
    title: 'Fifty tokens: every later step is slower',
    category: 'Limits',
    summary: 'A short prompt has little to spare, and each step after the first token pays for scoring and revival.',
    watch: [
      {
        text: 'In the first decode step 9 of the pruned tokens come back: with full prefill this step computes one token.',
        at: { side: 'pruned', step: 1, layer: 8 },
        facts: [{ revivedInStep: 9 }, { side: 'full', computed: 1 }],
      },
    ],
    claims: { full: 'right', pruned: 'right', identical: true, slowerSteps: 'every' },
  },
  {
    id: 'opening',
    preset: { text: 'Once upon a time there was a', expected: null, maxNewTokens: 16 },
    schedule: '2:0.8,4:0.8,6:0.8,8:0.8,10:0.8,12:0.8,14:0.8',
    repeats: 15,
    title: 'Eight tokens, seven cuts: slower in all',
    category: 'Limits',
    summary: 'Every step scores and selects at each cut. Over so few tokens that takes longer than pruning saves.',
    watch: [
      {
        text: 'Of the 8 tokens 4 are left after the last cut: the first token gains milliseconds, the steps after it lose more.',
        at: { side: 'pruned', step: 0, layer: 16 },
        facts: [{ active: 4, tokens: 8 }],
      },
    ],
    claims: { full: 'open', pruned: 'open', identical: false, whole: 'slower' },
  },
];
