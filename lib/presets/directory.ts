// The long generated-looking texts of the presets: a directory of keys and a module of Python. Plain text, no model.

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
    """A cube of the given edge."""

    def __init__(self, name, edge):
        Shape.__init__(self, name)
        self.edge = edge

    def get_edge(self):
        """Return the edge of this cube."""
        return`;
