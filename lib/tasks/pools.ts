// Names, places and words that the tasks are made of: sentences of the kinds that the bundled model was trained on. Plain values.

export const people = words(
  'Alice Henry Clara Oscar Emma Peter Ada Felix Hugo Martha Rosa Walter Louise Arthur Edith Frank Helen Victor Nora Julia',
);

export const cities = words(
  'Vienna Lisbon Dublin Geneva Prague Naples Rome Paris Madrid London Berlin Athens Venice Moscow Boston Oxford',
);

export const rooms = words('kitchen garden library attic cellar stable parlour nursery pantry hall');

/** A few-shot label and the words it belongs to. */
export const wordClasses: Readonly<Record<string, readonly string[]>> = {
  animal: words(
    'fox horse wolf goat lion sheep bear mouse hare tiger dog cat cow pig deer camel donkey rabbit squirrel elephant monkey otter',
  ),
  fruit: words(
    'apple pear plum cherry grape peach lemon orange fig melon apricot banana strawberry raspberry olive lime currant quince',
  ),
  colour: words('red green blue yellow white black brown grey purple pink scarlet crimson violet golden silver orange'),
  tool: words('hammer saw axe spade knife rake chisel file nail shovel plough drill hatchet anvil needle scissors'),
  metal: words('iron copper gold silver tin lead zinc brass bronze steel nickel mercury platinum aluminium'),
  country: words(
    'France Spain Italy Greece Egypt China India Russia Japan Norway Sweden Poland Brazil Mexico Peru Turkey',
  ),
};

function words(list: string): readonly string[] {
  return list.split(' ');
}
