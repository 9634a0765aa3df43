namespace DiffusionCourse.Notebooks.Maths;

/// <summary>The alphabet that letters are set in.</summary>
internal enum MathFont
{
    Italic,
    Upright,
    Bold,
    BoldItalic,
    Script,
    DoubleStruck,
    SansSerif,
    Typewriter,
    Fraktur,
}
