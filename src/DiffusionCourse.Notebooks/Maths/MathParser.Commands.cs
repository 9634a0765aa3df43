using System.Net;
using System.Text;

namespace DiffusionCourse.Notebooks.Maths;

internal sealed partial class MathParser
{
    private MathAtom ParseCommand()
    {
        var start = _position;
        var name = ReadCommand();
        if (MathSymbols.Identifiers.TryGetValue(name, out var identifier))
        {
            // Capital Greek is upright in TeX, as are the signs that are no letters.
            var upright = !char.IsLower(identifier[0]) && _font == MathFont.Italic;
            return new MathAtom(upright ? $"<mi mathvariant=\"normal\">{WebUtility.HtmlEncode(identifier)}</mi>" : Identifier(identifier));
        }

        if (MathSymbols.Operators.TryGetValue(name, out var sign))
        {
            return new MathAtom(name is "pm" or "mp" ? Sign(sign) : Operator(sign));
        }

        if (MathSymbols.Sums.TryGetValue(name, out var sum))
        {
            return new MathAtom($"<mo movablelimits=\"true\">{sum}</mo>", MathAtomKind.Sum);
        }

        if (MathSymbols.Integrals.TryGetValue(name, out var integral))
        {
            return new MathAtom($"<mo>{integral}</mo>");
        }

        if (MathSymbols.Functions.Contains(name))
        {
            return new MathAtom($"<mi>{name}</mi>", MathAtomKind.Function);
        }

        if (MathSymbols.LimitFunctions.Contains(name))
        {
            return new MathAtom(
                $"<mo movablelimits=\"true\" form=\"prefix\" lspace=\"0\" rspace=\"0\">{name}</mo>", MathAtomKind.LimitFunction);
        }

        if (MathSymbols.Spaces.TryGetValue(name, out var width))
        {
            return new MathAtom(Space(width), MathAtomKind.Space);
        }

        if (MathSymbols.Accents.TryGetValue(name, out var accent))
        {
            return new MathAtom(
                $"<mover accent=\"true\">{ParseArgument("\\" + name)}<mo stretchy=\"false\">{WebUtility.HtmlEncode(accent)}</mo></mover>");
        }

        if (MathSymbols.StretchyAccents.TryGetValue(name, out var stretchy))
        {
            var element = name.StartsWith("under", StringComparison.Ordinal) ? "munder" : "mover";
            var kind = name.EndsWith("brace", StringComparison.Ordinal) ? MathAtomKind.Stacked : MathAtomKind.Ordinary;
            return new MathAtom(
                $"<{element}>{ParseArgument("\\" + name)}<mo stretchy=\"true\">{WebUtility.HtmlEncode(stretchy)}</mo></{element}>", kind);
        }

        if (MathSymbols.Sizes.TryGetValue(name, out var size))
        {
            return new MathAtom(
                $"<mo stretchy=\"true\" symmetric=\"true\" lspace=\"0\" rspace=\"0\" minsize=\"{size}em\" "
                    + $"maxsize=\"{size}em\">{WebUtility.HtmlEncode(ReadDelimiter(name))}</mo>");
        }

        if (MathSymbols.Delimiters.TryGetValue(name == "|" ? "Vert" : name, out var delimiter))
        {
            return new MathAtom(Fence(delimiter));
        }

        return ParseStructure(name, start);
    }

    private MathAtom ParseStructure(string name, int start)
    {
        switch (name)
        {
            case " ":
                return new MathAtom(Space("0.25"), MathAtomKind.Space);
            case "frac":
                return new MathAtom($"<mfrac>{ParseArgument("\\frac")}{ParseArgument("\\frac")}</mfrac>");
            case "dfrac" or "tfrac":
                var style = name == "dfrac" ? "true" : "false";
                return new MathAtom(
                    $"<mstyle displaystyle=\"{style}\"><mfrac>{ParseArgument("\\" + name)}{ParseArgument("\\" + name)}</mfrac></mstyle>");
            case "binom":
                return new MathAtom(
                    $"<mrow><mo>(</mo><mfrac linethickness=\"0\">{ParseArgument("\\binom")}{
                        ParseArgument("\\binom")}</mfrac><mo>)</mo></mrow>");
            case "sqrt":
                return new MathAtom(ParseRoot(start));
            case "text" or "textrm" or "mbox" or "textbf" or "textit":
                return new MathAtom(ParseText(name));
            case "operatorname":
                return ParseOperatorName();
            case "overset" or "stackrel":
                var over = ParseScript("\\" + name);
                return new MathAtom($"<mover>{ParseArgument("\\" + name)}{over}</mover>");
            case "underset":
                var under = ParseScript("\\underset");
                return new MathAtom($"<munder>{ParseArgument("\\underset")}{under}</munder>");
            case "left":
                return new MathAtom(ParseLeftRight(start));
            case "begin":
                return new MathAtom(ParseEnvironment(start));
            case "mathbf" or "bm" or "boldsymbol" or "mathcal" or "mathscr" or "mathbb" or "mathrm" or "mathit" or "mathsf" or "mathtt"
                or "mathfrak":
                return new MathAtom(ParseInFont(name));
            default:
                throw ErrorAt($"'\\{name}' is not known here", start);
        }
    }

    private string ParseInFont(string name)
    {
        var outer = _font;
        _font = name switch
        {
            "mathbf" => MathFont.Bold,
            "bm" or "boldsymbol" => MathFont.BoldItalic,
            "mathcal" or "mathscr" => MathFont.Script,
            "mathbb" => MathFont.DoubleStruck,
            "mathrm" => MathFont.Upright,
            "mathsf" => MathFont.SansSerif,
            "mathtt" => MathFont.Typewriter,
            "mathfrak" => MathFont.Fraktur,
            _ => MathFont.Italic,
        };

        // A word in an upright face is one identifier, not a product of letters.
        var word = _font == MathFont.Upright ? TryReadWord() : null;
        var content = word is null ? ParseArgument("\\" + name) : word.Length == 1 ? Identifier(word) : $"<mi>{word}</mi>";
        _font = outer;
        return content;
    }

    private string? TryReadWord()
    {
        SkipSpaces();
        if (AtEnd || Current != '{' || latex.IndexOf('}', _position) is not (> 0 and var end))
        {
            return null;
        }

        var word = latex[(_position + 1)..end];
        if (word.Length == 0 || !word.All(char.IsAsciiLetter))
        {
            return null;
        }

        _position = end + 1;
        return word;
    }

    private string ParseRoot(int start)
    {
        SkipSpaces();
        if (AtEnd || Current != '[')
        {
            return $"<msqrt>{ParseArgument("\\sqrt")}</msqrt>";
        }

        _position++;
        _scriptDepth++;
        var index = ParseRow(stop: ']');
        _scriptDepth--;
        if (AtEnd || Current != ']')
        {
            throw ErrorAt("'\\sqrt[' without its ']'", start);
        }

        _position++;
        return $"<mroot>{ParseArgument("\\sqrt")}{Row(index)}</mroot>";
    }

    private string ParseText(string name)
    {
        var text = ReadBraced("\\" + name);
        if (text.IndexOfAny(['\\', '$', '{']) is >= 0 and var bad)
        {
            throw ErrorAt($"'{text[bad]}' inside '\\{name}{{...}}', which takes plain text only", _position - 1 - text.Length + bad);
        }

        var style = name switch { "textbf" => " style=\"font-weight:bold\"", "textit" => " style=\"font-style:italic\"", _ => "" };

        // Spaces at the ends of mtext are dropped unless they are unbreakable.
        return $"<mtext{style}>{WebUtility.HtmlEncode(text.Replace(' ', '\u00A0').Replace('~', '\u00A0'))}</mtext>";
    }

    private MathAtom ParseOperatorName()
    {
        var stacked = !AtEnd && Current == '*';
        if (stacked)
        {
            _position++;
        }

        var name = ReadBraced("\\operatorname").Replace("\\,", "\u2009", StringComparison.Ordinal);
        if (!name.All(character => char.IsLetterOrDigit(character) || character is '-' or ' ' or '\u2009'))
        {
            throw Error("'\\operatorname{...}' takes letters only");
        }

        return stacked
            ? new MathAtom($"<mo movablelimits=\"true\" form=\"prefix\" lspace=\"0\" rspace=\"0\">{name}</mo>", MathAtomKind.LimitFunction)
            : new MathAtom($"<mi mathvariant=\"normal\">{name}</mi>", MathAtomKind.Function);
    }

    private string ReadBraced(string owner)
    {
        SkipSpaces();
        if (AtEnd || Current != '{')
        {
            throw Error($"'{owner}' lacks its '{{'");
        }

        var open = _position;
        var depth = 0;
        for (; _position < latex.Length; _position++)
        {
            depth += Current switch { '{' => 1, '}' => -1, _ => 0 };
            if (depth == 0)
            {
                return latex[(open + 1).._position++];
            }
        }

        throw ErrorAt("'{' without its '}'", open);
    }

    private string ParseLeftRight(int start)
    {
        var row = new StringBuilder("<mrow>").Append(Stretched(ReadDelimiter("left"), "prefix"));
        while (true)
        {
            row.Append(ParseRow());
            switch (PeekCommand())
            {
                case "middle":
                    ReadCommand();
                    row.Append(Stretched(ReadDelimiter("middle"), "infix"));
                    break;
                case "right":
                    ReadCommand();
                    return row.Append(Stretched(ReadDelimiter("right"), "postfix")).Append("</mrow>").ToString();
                default:
                    throw ErrorAt("'\\left' without its '\\right'", start);
            }
        }
    }

    private static string Stretched(string delimiter, string form) => delimiter == "."
        ? ""
        : $"<mo stretchy=\"true\" fence=\"true\" form=\"{form}\">{WebUtility.HtmlEncode(delimiter)}</mo>";

    private string ReadDelimiter(string owner)
    {
        SkipSpaces();
        var start = _position;
        if (AtEnd)
        {
            throw Error($"'\\{owner}' lacks its bracket");
        }

        string name;
        if (Current == '\\')
        {
            name = ReadCommand();
            name = name == "|" ? "Vert" : name;
        }
        else
        {
            name = latex[_position++].ToString();
            if (name is "." or "<" or ">")
            {
                return name switch { "<" => "⟨", ">" => "⟩", _ => name };
            }

            name = name is "{" or "}" ? "" : name;
        }

        return MathSymbols.Delimiters.TryGetValue(name, out var delimiter)
            ? delimiter
            : throw ErrorAt($"'{latex[start.._position]}' is no bracket that can follow '\\{owner}'", start);
    }

    private string ParseEnvironment(int start)
    {
        var name = ReadBraced("\\begin");
        var (open, close, align) = name switch
        {
            "aligned" or "align" or "align*" or "split" => ("", "", "aligned"),
            "gathered" => ("", "", "centred"),
            "cases" => ("{", "", "cases"),
            "matrix" => ("", "", "centred"),
            "pmatrix" => ("(", ")", "centred"),
            "bmatrix" => ("[", "]", "centred"),
            "vmatrix" => ("|", "|", "centred"),
            "Vmatrix" => ("‖", "‖", "centred"),
            _ => throw ErrorAt($"the environment '{name}' is not known here", start),
        };

        var table = new StringBuilder();
        var row = new StringBuilder();
        var column = 0;
        while (true)
        {
            row.Append(Cell(ParseRow(), align, column));
            if (AtEnd)
            {
                throw ErrorAt($"'\\begin{{{name}}}' without its '\\end{{{name}}}'", start);
            }

            if (Current == '&')
            {
                _position++;
                column++;
                continue;
            }

            var at = _position;
            var ends = PeekCommand() switch
            {
                "end" => true,
                "\\" => false,
                var other => throw ErrorAt($"'{(other is null ? "}" : "\\" + other)}' inside '\\begin{{{name}}}' has no counterpart", at),
            };
            ReadCommand();
            if (!(ends && column == 0 && row.ToString() == Cell("", align, 0)))
            {
                table.Append("<mtr>").Append(row).Append("</mtr>");
            }

            row.Clear();
            column = 0;
            if (ends)
            {
                break;
            }

            SkipRowDistance();
        }

        var closing = ReadBraced("\\end");
        if (closing != name)
        {
            throw Error($"'\\begin{{{name}}}' is closed by '\\end{{{closing}}}'");
        }

        var display = align == "aligned" ? " displaystyle=\"true\"" : "";
        return $"<mrow>{Bracket(open, "prefix")}<mtable class=\"nb-{align}\"{display}>{table}</mtable>{Bracket(close, "postfix")}</mrow>";
    }

    /// <summary>Reads over the distance that may follow a line break, as in <c>\\\\[4pt]</c>.</summary>
    private void SkipRowDistance()
    {
        if (!AtEnd && Current == '[' && latex.IndexOf(']', _position) is > 0 and var end)
        {
            _position = end + 1;
        }
    }

    private static string Bracket(string text, string form) => text.Length == 0 ? "" : Stretched(text, form);

    // MathML Core leaves the alignment of columns to CSS; Chromium heeds only its own values there.
    private static string Cell(string content, string align, int column)
    {
        var style = align switch
        {
            "aligned"
                => column % 2 == 0
                    ? "text-align:right;text-align:-webkit-right;padding:.15em 0"
                    : "text-align:left;text-align:-webkit-left;padding:.15em 0 .15em .2em",
            "cases" => column == 0 ? "text-align:left;text-align:-webkit-left;padding:.1em 1em .1em "
                + "0" : "text-align:left;text-align:-webkit-left;padding:.1em 0",
            _ => "text-align:center;padding:.1em .4em",
        };
        return $"<mtd style=\"{style}\">{content}</mtd>";
    }
}
