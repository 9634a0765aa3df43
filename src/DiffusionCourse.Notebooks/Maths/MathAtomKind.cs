namespace DiffusionCourse.Notebooks.Maths;

internal enum MathAtomKind
{
    /// <summary>Scripts stand beside it.</summary>
    Ordinary,

    /// <summary>A named function: a thin space parts it from its argument.</summary>
    Function,

    /// <summary>A named function with scripts below it.</summary>
    LimitFunction,

    /// <summary>Scripts stand below and above it in displayed formulas.</summary>
    Sum,

    /// <summary>Scripts always stand below and above it.</summary>
    Stacked,

    /// <summary>Space: takes no scripts.</summary>
    Space,
}
