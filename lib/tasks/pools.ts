// Names, places and words that the tasks are made of: sentences of the kinds that the bundled model was trained on. Plain values.

export const people = words(
  'Alice Clara Hugo Rosa Ada Felix Nora Frank Ivy Victor Edith Julia Peter Henry Oscar Emma Helen Arthur',
);

export const cities = words('Vienna Lisbon Geneva Madrid Paris Moscow Boston Athens Venice Prague Naples');

export const rooms = words('kitchen garden library attic cellar harbour forest tower castle cave');

/** A few-shot label and the words it belongs to; no word belongs to two. */
export const wordClasses: Readonly<Record<string, readonly string[]>> = {
  animal: words(
    'fox horse wolf goat lion sheep bear mouse hare tiger dog cat cow pig deer camel donkey rabbit elephant monkey',
  ),
  metal: words('iron copper gold silver tin lead zinc brass bronze steel nickel'),
  tool: words('hammer saw axe spade knife rake nail shovel plough needle'),
  plant: words('oak pine rose fern grass ivy moss lily clover willow birch elm nettle reed thistle'),
  vehicle: words('cart wagon ship train boat carriage coach sledge tram bicycle ferry lorry'),
  weather: words('rain snow wind storm fog frost hail thunder mist sunshine'),
  furniture: words('table chair bed bench stool desk sofa cupboard wardrobe shelf'),
  food: words('bread cheese soup butter cake porridge stew pudding sausage pie honey'),
};

function words(list: string): readonly string[] {
  return list.split(' ');
}
