// The recorded runs of the gallery, in its order: what each is made from, and what is written about it.

import type { Recipe } from './recipe';

/** The workbench opens with the first. */
export const recipes: readonly Recipe[] = [
  {
    id: 'passkey',
    preset: 'passkey',
    title: 'Find the pass key',
    category: 'Retrieval',
    summary: 'Five digits in four hundred words: LazyLLM finds them with less than half of the prefill work.',
    watch: [
      {
        text: 'The digits keep a column of their own down to the last layer, while the prose around them goes.',
        at: { side: 'pruned', step: 0, layer: 16, token: 302, word: '4' },
      },
      {
        text: 'The 1 is pruned after layer 4 in prefill. The next step brings it back, three steps before it is written.',
        at: { side: 'pruned', step: 1, layer: 8, token: 305, word: '1' },
      },
    ],
    claims: { full: 'right', pruned: 'right', identical: true, speed: 'faster' },
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
      },
      {
        text: 'No number is out of the race: this step brings 49 tokens back after layer 4, most of them digits.',
        at: { side: 'pruned', step: 1, layer: 8 },
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
      },
      {
        text: 'In the step that writes it, the same digit ranks first after layer 4.',
        at: { side: 'pruned', step: 1, layer: 4, token: 816, word: '2' },
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
        text: 'The friend’s name goes all the way down in prefill: the second fact hangs on it.',
        at: { side: 'pruned', step: 0, layer: 16, token: 109, word: 'Ed' },
      },
      {
        text: 'The answer ranks first after layer 12, before the city of the other friend.',
        at: { side: 'pruned', step: 0, layer: 12, token: 201, word: 'Ven' },
      },
    ],
    claims: { full: 'right', pruned: 'right', identical: true, speed: 'faster' },
  },
  {
    id: 'summary',
    preset: 'summary',
    title: 'Who is the story about?',
    category: 'Reading',
    summary: 'The closest this small model comes to a summary: it names the person that the tale is about.',
    watch: [
      {
        text: 'No single sentence says it. After layer 4 the two last words of the question rank first, then her name in several places.',
        at: { side: 'pruned', step: 0, layer: 4, token: 9, word: 'woman' },
      },
      {
        text: 'The word is revived in this step after layer 8, in three of the places where it stands.',
        at: { side: 'pruned', step: 1, layer: 12, token: 59, word: 'woman' },
      },
    ],
    claims: { full: 'right', pruned: 'right', identical: true, speed: 'faster' },
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
      },
      {
        text: 'A step later the empty first token has the most attention after layer 12: a sink.',
        at: { side: 'pruned', step: 1, layer: 12, token: 0, word: '' },
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
      },
      {
        text: 'The getter of the first class, which shows the pattern, is left out of the last eight layers.',
        at: { side: 'pruned', step: 0, layer: 9, token: 185, word: 'side' },
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
      },
      {
        text: 'When ‘in the’ is written, the same token is taken from the Aux Cache and computed in the layers it missed.',
        at: { side: 'pruned', step: 2, layer: 12, token: 232, word: 'cellar' },
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
      },
    ],
    claims: { full: 'right', pruned: 'wrong', identical: false, speed: 'faster' },
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
      },
      {
        text: 'So it is among the 60 of 479 tokens that reach the last layers, without being set to be kept.',
        at: { side: 'pruned', step: 0, layer: 16, token: 0, word: '' },
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
      },
      {
        text: 'The other digits still come out right: layers 1 to 4 have read all of them.',
        at: { side: 'pruned', step: 2, layer: 16, token: 303, word: '8' },
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
      },
    ],
    claims: { full: 'right', pruned: 'right', identical: true, speed: 'faster' },
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
      },
    ],
    claims: { full: 'right', pruned: 'right', identical: true },
  },
  {
    id: 'quotation',
    preset: 'quotation',
    title: 'Complete a sentence: pruning loses',
    category: 'Limits',
    summary: 'The sentence is plain prose until its words are needed, and by then half of them are gone.',
    watch: [
      {
        text: 'The word that should come next passes every cut in prefill, and another one is chosen.',
        at: { side: 'pruned', step: 0, layer: 16, token: 249, word: 'spr' },
      },
      {
        text: 'From here the answer follows another sentence of the prompt.',
        at: { side: 'pruned', step: 1, layer: 12, token: 299, word: 'sisters' },
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
      },
      {
        text: 'The rest of Peter’s city had been pruned after layer 8.',
        at: { side: 'pruned', step: 0, layer: 9, token: 322, word: 'rag' },
      },
    ],
    claims: { full: 'right', pruned: 'wrong', identical: false, speed: 'faster' },
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
      },
      {
        text: 'The attic is there too and ranks first after layer 12. The cellar is written all the same.',
        at: { side: 'pruned', step: 2, layer: 12, token: 293, word: 'att' },
      },
    ],
    claims: { full: 'right', pruned: 'wrong', identical: false, speed: 'faster' },
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
      },
    ],
    claims: { full: 'right', pruned: 'right', identical: true, step: 'slower' },
  },
];
