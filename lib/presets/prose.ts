// Running prose that the presets are set in, written for this project in the manner of the books the bundled model has read.

/** Passages by subject, each of some hundred words. None states a fact that a preset asks for. */
export const prose = {
  harbour:
    'The harbour lay quiet under the early light, and the boats that had come in during the night rocked softly against the stones. An old man sat upon a coil of rope and mended a net, drawing the needle in and out without once looking down at his hands. Behind him the shutters of the fish market were still closed. A boy came along the quay with a basket of bread upon his head, whistling a tune that nobody had taught him, and the gulls followed him at a respectful distance. When the bell of the church struck six, the first of the women opened her door, looked at the sky, and decided that it would be a fine day for drying linen.',
  mill: 'The mill stood where the river bent toward the south, and its wheel had turned there since before the oldest man in the valley was born. In spring the water came down brown and loud from the hills, and the miller lay awake to listen to it; in August there was hardly enough to wet the stones. He was a patient man who spoke little. The farmers brought their corn in carts, sat on the wall in the sun, and talked of the weather and the price of horses, and he nodded at all they said. In the evening he swept the floor, closed the sluice, and walked up the hill to see the last light leave the fields.',
  library:
    'There was in that town a library which few people visited, for it stood at the end of a narrow street and its windows were dark with ivy. The keeper was a tall and silent gentleman who had read, it was said, every volume upon the shelves, and who regretted that there were not more. He knew the place of each book as a shepherd knows his sheep. On wet afternoons a handful of students would gather about the stove, and then he would go up the ladder unasked, and bring down the very page that each of them had need of. No one ever learned how he guessed it, and no one cared to ask.',
  railway:
    'The train was late, as it was every Thursday, and the passengers walked up and down the platform with their collars raised. A lady with three parcels counted them over and over, and each time was surprised to find that there were three. The station master came out, looked at his watch, shook it, and went in again. Far down the line a thin column of smoke appeared above the poplars. At once everyone became busy; hats were set straight, children were called back from the edge, and a dog that had slept all morning beside the luggage rose and barked at nothing in particular, as though the whole affair had been arranged by him.',
  garden:
    'Behind the house there was a garden enclosed by a high brick wall, where pears grew in rows against the warm side and moss upon the other. The children were allowed to play in it after lessons, on condition that they left the beds alone. They had a kingdom there, with laws of its own, and a treasury under the water butt in which they kept glass beads and a broken watch. Their aunt watched them from the window while she sewed. She remembered the same garden from a time when the pear trees were no higher than her knee, and she thought that it had been larger then, and the summers a good deal longer.',
  storm:
    'Toward evening the wind went round to the north, and the captain ordered the sails to be taken in. The sea had turned the colour of slate. One after another the hills of the coast sank into the mist until there was nothing to be seen but water and the low running cloud. All that night the ship laboured; the lamps swung in the cabin, the timbers groaned like cattle, and the men at the wheel were changed every hour. Nobody slept except the cook, who had been at sea for thirty years and held that a storm was no concern of his. At dawn the wind dropped, and they saw land where no one had expected any.',
  market:
    'On market days the square was so full that a man could hardly turn round in it. There were stalls of apples and stalls of earthenware, a woman who sold ribbons by the yard, and a traveller from the south with a monkey that took pennies out of the hand. The baker stood in his doorway and quarrelled cheerfully with everyone. By noon the straw lay ankle deep, the geese were hoarse with crying, and the notary, who disliked noise, had closed his window and drawn the curtain. Then little by little the carts rolled away again over the bridge, and the sweepers came, and the pigeons, and after the pigeons the evening.',
  inn: 'The inn at the top of the pass was kept by two sisters who had not agreed on any subject for twenty years. If one of them lit the fire, the other opened the window; if one praised the soup, the other put salt into it. The carriers who stopped there thought it the best house on the road, for each sister tried to be kinder to a guest than her sister had been. In winter, when the snow lay as high as the sills, they sat on opposite sides of the stove and did not speak. Yet when one of them fell ill, the other carried wood and water for both, and told nobody of it.',
  clockmaker:
    'In a low room above the street lived a clockmaker whose clocks all told a different time. He said that this was only just, since every man has hours of his own, and he would not force them into step. People brought him their watches nevertheless, for he could mend what no one else would touch. He worked with a glass screwed into his eye, bending so close to the little wheels that he seemed to be listening to them. His cat lay among the springs and was never known to disturb one. When the hour came round, it struck in that room for a good ten minutes together, near and far, high and low.',
  school:
    'The new schoolmaster arrived in October with a trunk full of maps. He hung them all round the room, so that the children, when they grew tired of sums, could look up and find themselves in Peru. He was not severe, and at first they took advantage of it; but he had a way of waiting, with his hands behind his back and a look of real interest, until the noise died of itself. Before Christmas they could name the rivers of every country in the world. The farmers complained that their boys talked of nothing but islands. The farmers wives, however, came to the window on clear evenings, and asked him very politely about the stars.',
  village:
    'Snow had fallen for three days, and the village was as still as if it had been wrapped in wool. Smoke stood straight up from the chimneys. The road to the town was closed, and nobody minded, for there was flour in the bins and wood beneath the stairs, and the fiddler had been caught by the weather on this side of the hill. They danced in the great barn by the light of four lanterns. The old people sat along the wall and found fault with the steps, which had been better in their day. Outside, the frost drew ferns upon the windows, and a fox crossed the road without any hurry, looking at the light.',
  lighthouse:
    'The keeper of the lighthouse had two visitors a year: the boat that brought oil in May, and the boat that brought oil in September. He did not think himself lonely. He had his lamp to trim, his book to write up, and a patch of earth the size of a tablecloth in which he grew cabbages behind a wall of stones. In the log he set down the wind, the weather, and the names of all the ships that passed. Sometimes, when one of them dipped her flag to him, he would stand for a long while upon the gallery with his hat in his hand, although by that time she was too far off for anyone to see him.',
  bridge:
    'An old stone bridge crossed the river below the town, and it was said that no cart had ever gone over it twice with the same load. A toll was taken there by a lame soldier, who slept in the guardroom with one boot on. He let the poor pass for nothing and made it up from the rich, and as neither of them complained he thought that he must have found the right price. On summer nights the young people leaned upon the wall and dropped pebbles into the dark water. They counted until they heard the splash, and argued about the depth. In the morning the swallows flew beneath the arches as if they had built them.',
  orchard:
    'The orchard had been planted by a man who did not expect to eat of it. He was past seventy when he set the last of the young trees, and his neighbours laughed at him over the hedge. Every spring since then the whole slope had turned white, and the bees came to it from three parishes. In autumn ladders leaned in the branches, and there was a smell of bruised leaves and of smoke. The baskets were carried down to the press by the same path that he had cut. Strangers who asked whose land it was were told that it belonged to the old man, although he had been dead for forty years.',
} as const;

/** A passage cut into sentences, for setting facts between them. */
export function sentences(passage: string): string[] {
  return passage.match(/[^.!?]+[.!?]+(?:\s|$)/g)?.map((sentence) => sentence.trim()) ?? [passage];
}

/** Sets each fact into the running text at even distances, in order; the text neither begins nor ends with a fact. */
export function setFacts(passages: readonly string[], facts: readonly string[]): string {
  const paragraphs = passages.map(sentences);
  const all = paragraphs.flatMap((paragraph, p) => paragraph.map((text) => ({ p, text })));
  facts.forEach((fact, f) => {
    const at = Math.round(((f + 1) * (all.length - facts.length)) / (facts.length + 1)) + f;
    all.splice(at, 0, { p: all[at - 1]?.p ?? 0, text: fact });
  });
  return paragraphs
    .map((_, p) =>
      all
        .filter((item) => item.p === p)
        .map((item) => item.text)
        .join(' '),
    )
    .join('\n\n');
}
