using System.Globalization;
using System.Net;
using System.Text;

namespace DiffusionCourse.Notebooks.Maths;

/// <summary>A recursive descent over a formula. Rows, scripts and characters are here, commands in the other part.</summary>
internal sealed partial class MathParser(string latex)
{
    /// <summary>How many groups and arguments, two of them a fraction, may lie inside each other.</summary>
    public const int DepthLimit = 600;

    private int _position;
    private int _scriptDepth;
    private int _depth;
    private bool _operandFollows;
    private MathFont _font = MathFont.Italic;

    private bool AtEnd => _position >= latex.Length;

    private char Current => latex[_position];

    public string ParseFormula()
    {
        var content = ParseRow();
        if (AtEnd)
        {
            return content;
        }

        throw Error(Current switch
        {
            '}' => "'}' without a '{' before it",
            '&' => "'&' outside an environment such as aligned or cases",
            _ => PeekCommand() switch
            {
                "\\" => "'\\\\' outside an environment such as aligned or cases",
                "end" => "'\\end' without a '\\begin' before it",
                var command => $"'\\{command}' without a '\\left' before it",
            },
        });
    }

    /// <summary>Elements up to the end of the formula, or to what ends a group, cell, row or environment.</summary>
    private string ParseRow(char? stop = null)
    {
        Descend();
        var row = new StringBuilder();
        _operandFollows = true;
        while (true)
        {
            SkipSpaces();
            if (AtEnd || Current is '}' or '&' || Current == stop || PeekCommand() is "\\" or "end" or "right" or "middle")
            {
                _depth--;
                return row.ToString();
            }

            if (PeekCommand() is "displaystyle" or "textstyle")
            {
                var style = ReadCommand() == "displaystyle" ? "true" : "false";
                row.Append(Wrap("mstyle", ParseRow(stop), $" displaystyle=\"{style}\""));
                _depth--;
                return row.ToString();
            }

            row.Append(ParseScripted());
        }
    }

    // After an operator, an opening bracket or a comma: TeX takes what follows for an operand, and a minus there for its sign.
    private static bool IsBeforeOperand(string element) =>
        element.StartsWith("<mo", StringComparison.Ordinal) && element.EndsWith("</mo>", StringComparison.Ordinal)
            && element[(element.IndexOf('>', StringComparison.Ordinal) + 1)..^"</mo>".Length] is not (
                ")" or "]" or "}" or "|" or "‖" or "⟩" or "⌋" or "⌉" or "!" or ".");

    private string ParseScripted()
    {
        var start = _position;
        var atom = Current is '^' or '_' or '\'' ? new MathAtom("<mrow></mrow>") : ParseAtom();
        string? below = null;
        string? above = null;
        var primes = 0;
        while (true)
        {
            SkipSpaces();
            if (PeekCommand() is "limits" or "nolimits")
            {
                var limits = ReadCommand() == "limits";
                atom = atom with { Kind = limits ? MathAtomKind.Stacked : MathAtomKind.Ordinary };
            }
            else if (!AtEnd && Current == '\'')
            {
                _position++;
                primes++;
            }
            else if (!AtEnd && Current is '^' or '_')
            {
                var isAbove = Current == '^';
                if ((isAbove ? above : below) is not null)
                {
                    throw Error($"two {(isAbove ? "superscripts" : "subscripts")} on one base: group them with braces");
                }

                _position++;
                var script = ParseScript(isAbove ? "^" : "_");
                (below, above) = isAbove ? (below, script) : (script, above);
            }
            else
            {
                break;
            }
        }

        if (primes > 0)
        {
            var marks = $"<mo lspace=\"0\" rspace=\"0\">{new string('′', primes)}</mo>";
            above = above is null ? marks : $"<mrow>{marks}{above}</mrow>";
        }

        if (atom.Kind == MathAtomKind.Space && (below ?? above) is not null)
        {
            throw ErrorAt("a script on a space", start);
        }

        // Last, since rows within it ask for operands of their own. A space changes nothing.
        _operandFollows = atom.Kind switch
        {
            MathAtomKind.Space => _operandFollows,
            MathAtomKind.Function => true,
            _ => IsBeforeOperand(atom.Xml),
        };
        var xml = WithScripts(atom, below, above);
        return atom.Kind is MathAtomKind.Function or MathAtomKind.LimitFunction && ArgumentFollows()
            ? xml + "<mo>&#x2061;</mo>" + Space("0.1667")
            : xml;
    }

    private static string WithScripts(MathAtom atom, string? below, string? above)
    {
        if (below is null && above is null)
        {
            return atom.Xml;
        }

        var stacked = atom.Kind is MathAtomKind.Sum or MathAtomKind.Stacked or MathAtomKind.LimitFunction;
        return (below, above) switch
        {
            (not null, not null)
                => stacked ? $"<munderover>{atom.Xml}{below}{above}</munderover>" : $"<msubsup>{atom.Xml}{below}{above}</msubsup>",
            (not null, null) => stacked ? $"<munder>{atom.Xml}{below}</munder>" : $"<msub>{atom.Xml}{below}</msub>",
            _ => stacked ? $"<mover>{atom.Xml}{above}</mover>" : $"<msup>{atom.Xml}{above}</msup>",
        };
    }

    private string ParseScript(string sign)
    {
        _scriptDepth++;
        var script = ParseArgument(sign);
        _scriptDepth--;
        return script;
    }

    /// <summary>A group in braces, or the one element that follows; always exactly one MathML element.</summary>
    private string ParseArgument(string owner)
    {
        SkipSpaces();
        if (AtEnd || Current is '}' or '&' or '^' or '_' || PeekCommand() is "\\" or "end" or "right" or "middle")
        {
            throw Error($"'{owner}' lacks its argument");
        }

        // Without braces TeX takes one digit only: \frac12 is a half.
        if (char.IsAsciiDigit(Current))
        {
            return $"<mn>{MathAlphabet.Map(latex[_position++].ToString(), _font)}</mn>";
        }

        Descend();
        var xml = ParseAtom().Xml;
        _depth--;
        return xml.Length > 0 ? xml : "<mrow></mrow>";
    }

    /// <summary>Goes one level down: the formula's, and this parser's own.</summary>
    private void Descend()
    {
        if (++_depth > DepthLimit)
        {
            throw Error($"the formula is nested too deeply: {DepthLimit} levels are read");
        }
    }

    private MathAtom ParseAtom()
    {
        var character = Current;
        switch (character)
        {
            case '{':
                return new MathAtom(ParseGroup());
            case '\\':
                return ParseCommand();
            case '~':
                _position++;
                return new MathAtom(Space("0.25"), MathAtomKind.Space);
            case '%' or '#' or '$':
                throw Error($"a bare '{character}': write '\\{character}'");
            case '"' or '`' or '@':
                throw Error($"'{character}' has no meaning in a formula");
        }

        if (char.IsAsciiDigit(character))
        {
            return new MathAtom($"<mn>{MathAlphabet.Map(ReadNumber(), _font)}</mn>");
        }

        var rune = Rune.GetRuneAt(latex, _position);
        if (Rune.IsLetter(rune))
        {
            _position += rune.Utf16SequenceLength;
            return new MathAtom(Identifier(rune.ToString()));
        }

        if (
            rune.IsAscii || Rune
                .GetUnicodeCategory(rune) is UnicodeCategory.MathSymbol or UnicodeCategory.OtherPunctuation or UnicodeCategory.OtherSymbol)
        {
            _position += rune.Utf16SequenceLength;
            return new MathAtom(rune.Value switch
            {
                '-' or '−' => Sign("−"),
                '+' or '±' or '∓' => Sign(rune.ToString()),
                '*' => Operator("∗"),
                '(' or ')' or '[' or ']' or '|' => Fence(rune.ToString()),
                '/' => "<mo lspace=\"0.05em\" rspace=\"0.05em\">/</mo>",
                '.' => "<mo lspace=\"0\" rspace=\"0\">.</mo>",
                ',' or ';' => $"<mo separator=\"true\">{rune}</mo>",
                _ => Operator(rune.ToString()),
            });
        }

        throw Error($"the character '{rune}' (U+{rune.Value:X4}) is not known here");
    }

    private string ParseGroup()
    {
        var open = _position++;
        var (outerFont, content) = (_font, ParseRow());
        _font = outerFont;
        if (AtEnd || Current != '}')
        {
            throw ErrorAt("'{' without its '}'", open);
        }

        _position++;
        return Row(content);
    }

    private string ReadNumber()
    {
        var start = _position;
        while (
            !AtEnd && (
                char.IsAsciiDigit(Current) || (Current == '.' && _position + 1 < latex.Length && char.IsAsciiDigit(latex[_position + 1]))))
        {
            _position++;
        }

        return latex[start.._position];
    }

    /// <summary>Whether what follows reads as the argument of a function and not as an operator, a bracket or an end.</summary>
    private bool ArgumentFollows()
    {
        SkipSpaces();
        if (AtEnd)
        {
            return false;
        }

        return PeekCommand() is { } command
            ? !(MathSymbols.Operators.ContainsKey(command) || MathSymbols.Spaces.ContainsKey(command)
                || MathSymbols.Sizes.ContainsKey(command) || MathSymbols.Delimiters.ContainsKey(command)
                || command is "left" or "right" or "middle" or "\\" or "end" or " ")
            : char.IsLetterOrDigit(Current);
    }

    private string Identifier(string letters)
    {
        var mapped = MathAlphabet.Map(letters, _font);
        var upright = _font == MathFont.Upright ? " mathvariant=\"normal\"" : "";
        return $"<mi{upright}>{WebUtility.HtmlEncode(mapped)}</mi>";
    }

    // MathML knows a sign by its place only at the beginning of a row.
    private string Sign(string text) =>
        _operandFollows && _scriptDepth == 0
            ? $"<mo form=\"prefix\" lspace=\"0\" rspace=\"0\">{WebUtility.HtmlEncode(text)}</mo>"
            : Operator(text);

    // TeX drops the spaces around operators in scripts; MathML does so only when told.
    private string Operator(string text) => _scriptDepth > 0
        ? $"<mo lspace=\"0\" rspace=\"0\">{WebUtility.HtmlEncode(text)}</mo>"
        : $"<mo>{WebUtility.HtmlEncode(text)}</mo>";

    private static string Fence(string text) =>
        $"<mo stretchy=\"false\"{(text is "|" or "‖" ? " lspace=\"0.06em\" rspace=\"0.06em\"" : "")}>{WebUtility.HtmlEncode(text)}</mo>";

    private static string Space(string em) => $"<mspace width=\"{em}em\"></mspace>";

    private static string Row(string content) => $"<mrow>{content}</mrow>";

    private static string Wrap(string element, string content, string attributes = "") => $"<{element}{attributes}>{content}</{element}>";

    private void SkipSpaces()
    {
        while (!AtEnd && char.IsWhiteSpace(Current))
        {
            _position++;
        }
    }

    /// <summary>The name of the command that starts here; null where none does.</summary>
    private string? PeekCommand()
    {
        if (AtEnd || Current != '\\' || _position + 1 >= latex.Length)
        {
            return null;
        }

        var end = _position + 1;
        while (end < latex.Length && char.IsAsciiLetter(latex[end]))
        {
            end++;
        }

        return latex[(_position + 1)..Math.Max(end, _position + 2)];
    }

    private string ReadCommand()
    {
        var name = PeekCommand() ?? throw Error("'\\' at the end of the formula");
        _position += name.Length + 1;
        return name;
    }

    private MathSyntaxException Error(string message) => ErrorAt(message, _position);

    private static MathSyntaxException ErrorAt(string message, int offset) => new(message, offset);
}
