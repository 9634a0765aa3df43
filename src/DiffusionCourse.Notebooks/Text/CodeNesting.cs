namespace DiffusionCourse.Notebooks.Text;

/// <summary>How deeply the brackets of code lie inside each other. The compiler's parser ends the process where that is thousands deep.</summary>
internal static class CodeNesting
{
    /// <summary>More than anyone writes, and less than any parser here minds.</summary>
    public const int Limit = 500;

    /// <summary>What is said of code that is nested more deeply.</summary>
    public static string Message { get; } = FormattableString.Invariant($"brackets lie more than {Limit} deep inside each other. Take the expression apart");

    /// <summary>Whether brackets, those in strings and comments included, lie too deep.</summary>
    public static bool IsTooDeep(string code)
    {
        // An angle that never closes is a comparison; a statement ends all of them.
        var (brackets, angles) = (0, 0);
        foreach (var character in code)
        {
            switch (character)
            {
                case '(' or '[' or '{':
                    brackets++;
                    break;
                case ')' or ']' or '}':
                    brackets = Math.Max(0, brackets - 1);
                    break;
                case '<':
                    angles++;
                    break;
                case '>':
                    angles = Math.Max(0, angles - 1);
                    break;
                case ';':
                    angles = 0;
                    break;
            }

            if (brackets > Limit || angles > Limit)
            {
                return true;
            }
        }

        return false;
    }
}
