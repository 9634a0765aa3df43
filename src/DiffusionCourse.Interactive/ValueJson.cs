using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using DiffusionCourse.Display;
using DiffusionCourse.Imaging;
using DiffusionCourse.Pipelines;

namespace DiffusionCourse.Interactive;

/// <summary>
/// Values as JSON: a picture with its PNG, a result with the settings that made it, a table as one object a row. What else the course
/// shows is its text alone: models and latents are no use to another language as text.
/// </summary>
internal static class ValueJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public static string Of(IHtmlDisplay value) => JsonSerializer.Serialize(Shape(value), Options);

    private static object? Shape(object? value) => value switch
    {
        RgbImage image => Picture(image),
        GenerationResult result => Result(result),
        SweepResult sweep => new { sweep.Title, Rows = sweep.Rows.Select(row => row.Select(Result)) },
        ImageGrid grid => new
        {
            grid.Title,
            grid.RowTitles,
            grid.ColumnTitles,
            Rows = grid.Rows.Select(row => row.Select(cell => new { cell.Caption, Image = Picture(cell.Image) })),
        },
        HtmlTable table => table.Rows.Select(row => Row(table, row)),
        Gallery gallery => gallery.Items.Select(Shape),
        IHtmlDisplay other => other.ToString(),
        _ => value,
    };

    private static object Picture(RgbImage image) => new { image.Width, image.Height, image.Description, Png = image.ToPng() };

    private static object Result(GenerationResult result) => new
    {
        result.Request.Prompt,
        result.Request.NegativePrompt,
        result.Request.Steps,
        result.GuidanceScale,
        result.Scheduler,
        result.Request.Seed,
        result.Model,
        result.Device,
        result.UNetEvaluations,
        Seconds = result.Timings.Total.TotalSeconds,
        result.Notices,
        Image = Picture(result.Image),
    };

    /// <summary>By header; a header that comes again is numbered.</summary>
    private static Dictionary<string, object?> Row(HtmlTable table, IReadOnlyList<object?> cells)
    {
        var row = new Dictionary<string, object?>(StringComparer.Ordinal);
        for (var column = 0; column < cells.Count; column++)
        {
            var header = table.Columns[column].Header;
            var name = header;
            for (var number = 2; row.ContainsKey(name); number++)
            {
                name = $"{header} {number}";
            }

            row[name] = cells[column] is TimeSpan time ? time.TotalSeconds : Scalar(cells[column]);
        }

        return row;
    }

    private static object? Scalar(object? cell)
        => cell is null or string or bool || cell.GetType().IsPrimitive || cell is decimal ? cell : cell.ToString();
}
