// The presets' texts that are not prose from books: a directory of keys, a module of Python, a tale. Plain text, no model.

/** Four-letter keys with four-digit numbers, a line each. Fixed, so that a recorded run matches the prompt for ever. */
// prettier-ignore
export const directory = [
  'brox: 7204', 'quil: 3518', 'tarn: 9046', 'vesk: 1873', 'lomp: 6290', 'drey: 4457', 'zant: 8312', 'fipe: 2069',
  'morl: 5731', 'kesh: 9984', 'wulb: 1206', 'jast: 7643', 'pryn: 3390', 'cude: 8157', 'halk: 6028', 'nive: 2415',
  'groz: 5566', 'salp: 9371', 'yemt: 1742', 'thob: 4809', 'rind: 7935', 'exum: 2680', 'blav: 6143', 'opte: 3027',
  'dwin: 8896', 'furk: 5218', 'quav: 1469', 'lirt: 9702', 'mosp: 4035', 'zedd: 7351', 'cron: 2864', 'haxe: 6517',
  'pilf: 3948', 'jorb: 8270', 'snuv: 5103', 'tweg: 1639', 'kavi: 9425', 'rolt: 7086', 'yapp: 4572', 'blen: 2391',
].join('\n');

/** A Python module whose last method follows from the pattern of those before it. */
export const pythonModule = `"""Shapes with an area and a border, for drawing plans."""

import math


class Shape:
    """Base class of all shapes.  A shape has a name and a colour."""

    def __init__(self, name, colour=None):
        self.name = name
        self.colour = colour

    def area(self):
        raise NotImplementedError

    def __repr__(self):
        return '<%s %r>' % (self.__class__.__name__, self.name)


class Square(Shape):
    """A square of the given side."""

    def __init__(self, name, side):
        Shape.__init__(self, name)
        self.side = side

    def get_side(self):
        """Return the side of this square."""
        return self.side

    def set_side(self, side):
        """Set the side of this square."""
        if side < 0:
            raise ValueError('side must not be negative')
        self.side = side

    def area(self):
        return self.side * self.side


class Circle(Shape):
    """A circle of the given radius."""

    def __init__(self, name, radius):
        Shape.__init__(self, name)
        self.radius = radius

    def get_radius(self):
        """Return the radius of this circle."""
        return self.radius

    def set_radius(self, radius):
        """Set the radius of this circle."""
        if radius < 0:
            raise ValueError('radius must not be negative')
        self.radius = radius

    def area(self):
        return math.pi * self.radius * self.radius


class Cube(Shape):
    """A cube of the given length."""

    def __init__(self, name, length):
        Shape.__init__(self, name)
        self.length = length

    def get_length(self):
        """Return the length of this cube."""
        return`;

/** A tale that is about one person from beginning to end. */
export const tale = [
  'Once upon a time there was an old woman who lived alone at the edge of a great forest. She had a goat, a garden, and a lamp that never went out, and she wished for nothing more. One night the goat was stolen, and in the morning the old woman found the marks of great boots among her cabbages.',
  'So the old woman took her lamp and a crust of bread, and went into the forest to look for her goat. On the way she met a wolf with a thorn in its foot. She drew out the thorn and shared her bread with it, and the wolf showed her the path to the tower of the giant.',
  'The old woman waited until the giant was asleep. Then she opened the stable, hid the goat under her cloak, and walked home as fast as she could. The giant came after her; but when he saw how small and how tired she was, he forgot why he was angry, sat down upon a stone, and wept. He had stolen the goat only because he was lonely.',
  'The old woman thought about this for the whole of an evening. In the morning she baked a loaf as large as a cart wheel and carried it to the tower. Since that day the giant cuts her wood and mends her roof, and every Sunday he comes down to the edge of the forest, and the goat sits upon his knee while the old woman reads to them both.',
].join('\n\n');
