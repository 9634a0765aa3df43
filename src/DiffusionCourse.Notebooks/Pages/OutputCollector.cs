using System.Text;
using DiffusionCourse.Notebooks.Sessions;

namespace DiffusionCourse.Notebooks.Pages;

/// <summary>Gathers what the cells of a notebook show into what stands on the page in the end.</summary>
internal sealed class OutputCollector
{
    /// <summary>How much console text of one cell is kept, in characters.</summary>
    public const int TextLimit = 400_000;

    private readonly Dictionary<int, List<PageOutput>> _outputs = [];
    private readonly Dictionary<int, int> _textLengths = [];
    private readonly Dictionary<string, PageOutput> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<PageOutput, StringBuilder> _texts = [];
    private readonly Lock _gate = new();

    public void Add(int cell, CellOutput output)
    {
        lock (_gate)
        {
            switch (output.Kind)
            {
                case CellOutputKind.Update:
                    if (_byId.TryGetValue(output.Id, out var shown))
                    {
                        (shown.MimeType, shown.Content, shown.PlainText) = (output.MimeType, output.Content, output.PlainText);
                    }

                    break;
                case CellOutputKind.Display:
                    Of(cell).Add(
                        _byId[output.Id] = new PageOutput(output.Kind, output.MimeType, output.Content)
                        {
                            PlainText = output.PlainText,
                            IsResult = output.IsResult,
                        });
                    break;
                default:
                    AddText(cell, output);
                    break;
            }
        }
    }

    public IReadOnlyList<PageOutput> OutputsOf(int cell)
    {
        lock (_gate)
        {
            foreach (var (output, text) in _texts)
            {
                output.Content = TerminalText.Settle(text.ToString());
            }

            // What an update has emptied, and a progress bar that is done, leave no gap.
            return [.. Of(cell).Where(output => !output.IsTransient)];
        }
    }

    private void AddText(int cell, CellOutput output)
    {
        var length = _textLengths.GetValueOrDefault(cell);
        if (length > TextLimit)
        {
            return;
        }

        var text = output.Content;
        if (length + text.Length > TextLimit)
        {
            var cut = TextLimit - length;
            cut -= cut > 0 && char.IsHighSurrogate(text[cut - 1]) ? 1 : 0;
            text = Invariant($"{text[..cut]}\n... The rest of the text is left out: a cell shows at most {TextLimit:N0} characters.\n");
        }

        _textLengths[cell] = length + output.Content.Length;
        var list = Of(cell);
        if (list.Count == 0 || list[^1].Kind != output.Kind)
        {
            list.Add(new PageOutput(output.Kind, output.MimeType, ""));
            _texts[list[^1]] = new StringBuilder();
        }

        _texts[list[^1]].Append(text);
    }

    private List<PageOutput> Of(int cell) => _outputs.TryGetValue(cell, out var list) ? list : _outputs[cell] = [];
}
